import * as z from "zod";
import type { JsonObject } from "../protocol/json.ts";
import { Status } from "../protocol/status.ts";
import type { EnsureDataset } from "./datasets.ts";
import type { Outcome } from "./import-row.ts";
import { replaceInput } from "./replace-input.ts";
import { demand, isRowsFault, reasonOf, type Send } from "./service-answers.ts";
import { differingFields, fetchStored } from "./stored-inputs.ts";
import { type RowInput, toMessage } from "./to-input.ts";

/** A row that waits to be sent, and how long it is there, in characters. */
export type Waiting = { readonly where: string; readonly input: RowInput; readonly length: number };

type SenderOptions = {
  readonly ensureDataset: EnsureDataset;
  readonly replace: boolean;
  readonly onOutcome: (where: string, outcome: Outcome) => void;
};

const Posted = z.object({
  inputs: z.array(z.object({ status: z.object({ code: z.number(), details: z.string().default("") }) })).default([]),
});
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
    const inputs = batch.map(({ input }) => toMessage(input));
    const answer = await send("POST", "/inputs", { inputs }, { isMinimal: true });
    if (isRowsFault(answer)) {
      if (batch.length === 1) {
        onOutcome(first.where, { problem: reasonOf(answer) });
        return [];
      }
      const half = Math.ceil(batch.length / 2);
      return [...(await post(batch.slice(0, half))), ...(await post(batch.slice(half)))];
    }
    const posted = Posted.parse(demand(answer, "adding inputs"));
    const taken: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      const status = posted.inputs[index]?.status;
      if (status?.code === Status.INPUT_SUCCESS) onOutcome(waiting.where, "added");
      else if (status?.code === Status.INPUT_DUPLICATE) taken.push(waiting);
      else onOutcome(waiting.where, { problem: status?.details || "got no answer" });
    }
    return taken;
  };

  /** What is there already with the same content; other content takes its place, or is told. */
  const settleTaken = async (taken: readonly Waiting[]): Promise<Waiting[]> => {
    const ids = taken.flatMap(({ input }) => (input.isNamedByContent ? [] : [input.id]));
    const stored = await fetchStored(send, ids);
    const settle = async ({ input }: Waiting): Promise<Outcome> => {
      if (input.isNamedByContent) return "duplicate";
      const other = stored.get(input.id);
      if (other === undefined) return { problem: `has the id "${input.id}" of an input that has just been deleted` };
      if (differingFields(input.data, other.data).length === 0) return "duplicate";
      return replace ? replaceInput(send, input, other) : { problem: takenBy(input, other.data) };
    };
    const there: Waiting[] = [];
    for (const waiting of taken) {
      const outcome = await settle(waiting);
      onOutcome(waiting.where, outcome);
      if (typeof outcome === "string") there.push(waiting);
    }
    return there;
  };

  return async (batch) => {
    const there = await settleTaken(await post(await withDatasets(batch)));
    await joinDatasets(send, there);
  };
}

const takenBy = ({ id, data }: RowInput, stored: JsonObject): string =>
  `has the id "${id}" of an input with other content (${differingFields(data, stored).join(", ")}): --replace takes the row instead`;

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
