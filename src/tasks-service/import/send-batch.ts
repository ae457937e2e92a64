import { z } from "zod";
import { isObject, type JsonObject } from "../protocol/json.ts";
import { Status } from "../status.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { EnsureDataset } from "./datasets.ts";
import { demand, reasonOf, type Send } from "./service-answers.ts";
import type { RowInput } from "./to-input.ts";

/** A row that waits to be sent, and how long it is there, in characters. */
export type Waiting = { readonly where: string; readonly input: RowInput; readonly length: number };

/** What became of a row: each is told exactly once. */
export type Outcome = "added" | "replaced" | "duplicate" | { readonly problem: string };

type SenderOptions = {
  readonly ensureDataset: EnsureDataset;
  readonly replace: boolean;
  readonly onOutcome: (where: string, outcome: Outcome) => void;
};

const Posted = z.object({
  inputs: z.array(z.object({ status: z.object({ code: z.number(), details: z.string().default("") }) })).default([]),
});
const Stored = z.object({ id: z.string(), data: z.custom<JsonObject>(isObject) });
const Listed = z.object({ inputs: z.array(Stored).default([]) });

/** Where the whole is refused for what may be one row's fault. */
const isRowsFault = (httpStatus: number): boolean => httpStatus === 400 || httpStatus === 413;

/** Sends rows with ids that differ, in one request where the service takes them so, and tells what became of each. */
export function createBatchSender(
  send: Send,
  { ensureDataset, replace, onOutcome }: SenderOptions,
): (batch: readonly Waiting[]) => Promise<void> {
  /** Rows whose datasets all exist; the others are told. */
  const withDatasets = async (batch: readonly Waiting[]): Promise<Waiting[]> => {
    const ready: Waiting[] = [];
    for (const waiting of batch) {
      let problem: string | undefined;
      for (const id of waiting.input.dataset_ids) {
        const reason = await ensureDataset(id);
        if (reason !== undefined) problem ??= `names the dataset "${id}", which cannot be made: ${reason}`;
      }
      if (problem === undefined) ready.push(waiting);
      else onOutcome(waiting.where, { problem });
    }
    return ready;
  };

  /** Rows whose ids were taken. A request that is refused as a whole is halved until the row is found for whose sake it was. */
  const post = async (batch: readonly Waiting[]): Promise<Waiting[]> => {
    const [first] = batch;
    if (first === undefined) return [];
    const answer = await send("POST", "/inputs", { inputs: batch.map(({ input }) => toMessage(input)) });
    if (isRowsFault(answer.httpStatus)) {
      if (batch.length === 1) {
        onOutcome(first.where, { problem: reasonOf(answer) });
        return [];
      }
      const half = Math.ceil(batch.length / 2);
      return [...(await post(batch.slice(0, half))), ...(await post(batch.slice(half)))];
    }
    const { inputs } = Posted.parse(demand(answer, "adding inputs"));
    const taken: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      const status = inputs[index]?.status;
      if (status?.code === Status.INPUT_SUCCESS) onOutcome(waiting.where, "added");
      else if (status?.code === Status.INPUT_DUPLICATE) taken.push(waiting);
      else onOutcome(waiting.where, { problem: status?.details || "got no answer" });
    }
    return taken;
  };

  /** What is there already with the same content; another content takes its place, or is told. */
  const settleTaken = async (taken: readonly Waiting[]): Promise<Waiting[]> => {
    const ids = taken.flatMap(({ input }) => (input.isNamedByContent ? [] : [input.id]));
    const stored = await fetchData(send, ids);
    const there: Waiting[] = [];
    for (const waiting of taken) {
      const { where, input } = waiting;
      if (input.isNamedByContent || differingParts(input.data, stored.get(input.id)).length === 0) {
        there.push(waiting);
        onOutcome(where, "duplicate");
        continue;
      }
      const outcome = replace ? await replaceData(send, input) : { problem: takenBy(input, stored.get(input.id)) };
      if (outcome === "replaced") there.push(waiting);
      onOutcome(where, outcome);
    }
    return there;
  };

  return async (batch) => {
    const there = await settleTaken(await post(await withDatasets(batch)));
    await joinDatasets(send, there);
  };
}

const toMessage = ({ id, data, dataset_ids }: RowInput): JsonObject => ({
  id,
  data,
  ...(dataset_ids.length > 0 && { dataset_ids: [...dataset_ids] }),
});

const Got = z.object({ input: Stored });

async function fetchData(send: Send, ids: readonly string[]): Promise<Map<string, JsonObject>> {
  const found: z.infer<typeof Stored>[] = [];
  // A comma parts ids in a query: one that holds it is asked for by its own address.
  const listable = ids.filter((id) => !id.includes(","));
  if (listable.length > 0) {
    const query = new URLSearchParams({ per_page: String(listable.length) });
    for (const id of listable) query.append("ids", id);
    found.push(...Listed.parse(demand(await send("GET", `/inputs?${query}`, {}), "comparing inputs")).inputs);
  }
  for (const id of ids.filter((each) => !listable.includes(each))) {
    const answer = await send("GET", `/inputs/${encodeURIComponent(id)}`, {});
    found.push(Got.parse(demand(answer, "comparing an input")).input);
  }
  return new Map(found.map(({ id, data }) => [id, data]));
}

function differingParts(data: JsonObject, stored: JsonObject | undefined): string[] {
  const names = [...new Set([...Object.keys(data), ...Object.keys(stored ?? {})])];
  return names.filter((name) => canonicalJson(data[name] ?? null) !== canonicalJson(stored?.[name] ?? null));
}

const takenBy = ({ id, data }: RowInput, stored: JsonObject | undefined): string =>
  `has the id "${id}" of an input with other content (${differingParts(data, stored).join(", ")}): --replace takes the row instead`;

async function replaceData(send: Send, { id, data }: RowInput): Promise<Outcome> {
  const answer = await send("PATCH", "/inputs", { inputs: [{ id, data }], action: "overwrite" });
  if (isRowsFault(answer.httpStatus)) return { problem: reasonOf(answer) };
  demand(answer, "replacing an input");
  const stored = (await fetchData(send, [id])).get(id);
  const kept = differingParts(data, stored);
  return kept.length === 0 ? "replaced" : { problem: `could not replace ${kept.join(", ")} of the input "${id}"` };
}

/** Inputs that were there before are put into the datasets of their rows; new ones came with them. */
async function joinDatasets(send: Send, there: readonly Waiting[]): Promise<void> {
  const members = new Map<string, string[]>();
  for (const { input } of there) {
    for (const dataset of input.dataset_ids) members.set(dataset, [...(members.get(dataset) ?? []), input.id]);
  }
  for (const [dataset, ids] of members) {
    const body = { dataset_inputs: ids.map((id) => ({ input: { id } })) };
    demand(await send("POST", `/datasets/${encodeURIComponent(dataset)}/inputs`, body), "filling the dataset");
  }
}
