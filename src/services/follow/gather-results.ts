import { createResults, type GivenLabel, type InputResult } from "../../domain/follow/result.ts";
import type { FilePlace, TemporaryFile } from "./ports.ts";

/** Read again, and handed on, at a time. */
const BATCH = 128;

/** What is kept of a label in the file. */
type Kept = Pick<InputResult, "said" | "by" | "at">;

export type GatheredResults = {
  readonly count: number;
  /** Account ids of those who gave approved labels. */
  readonly accounts: readonly string[];
  /** All results, in the order of the inputs' ids; as often as is wanted. */
  batches(): AsyncGenerator<readonly InputResult[], void, undefined>;
};

/**
 * The results of a task from its labels, listed once. What labels say goes into the file; in memory there is one entry for each input.
 * Undefined when there are more than `mostInputs`.
 */
export async function gatherResults(
  pages: AsyncIterable<readonly GivenLabel[]>,
  { file, mostInputs }: { file: TemporaryFile; mostInputs: number },
): Promise<GatheredResults | undefined> {
  const results = createResults<FilePlace | undefined>();
  const accounts = new Set<string>();
  for await (const labels of pages) {
    const approved = labels.filter(({ isApproved }) => isApproved);
    const places = await file.append(approved.map(keep));
    const placeOf = new Map(approved.map(({ id }, index) => [id, places[index]]));
    for (const label of labels) results.add(label, placeOf.get(label.id));
    for (const { by } of approved) accounts.add(by);
    if (results.size > mostInputs) return undefined;
  }
  const chosen = results.list();
  return {
    count: chosen.length,
    accounts: [...accounts],
    async *batches() {
      for (let from = 0; from < chosen.length; from += BATCH) {
        yield await Promise.all(
          chosen.slice(from, from + BATCH).map(async ({ place, ...result }): Promise<InputResult> => {
            if (!place) throw new Error(`the label of input ${result.inputId} was chosen before it was kept`);
            return { ...result, ...read(await file.read(place)) };
          }),
        );
      }
    },
  };
}

const keep = ({ said, by, at }: GivenLabel): string =>
  JSON.stringify({ said, by, ...(at !== undefined && { at }) } satisfies Kept);

function read(text: string): Kept {
  const kept: Kept = JSON.parse(text);
  return kept;
}
