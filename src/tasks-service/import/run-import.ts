import { z } from "zod";
import type { JsonObject } from "../protocol/json.ts";
import { Status } from "../status.ts";
import { measure, readRows } from "./read-rows.ts";

/** Sends a body to a path within the app; answers what came back. */
export type Send = (method: string, path: string, body: JsonObject) => Promise<{ httpStatus: number; body: unknown }>;

export type ImportOptions = {
  readonly paths: readonly string[];
  /** Also put every input into this dataset; it is made when it does not exist. */
  readonly dataset?: string;
  readonly send: Send;
  /** Called now and then with what has been read of the whole, in bytes. */
  readonly onProgress?: (progress: { read: number; total: number; rows: number }) => void;
};

export type ImportResult = {
  readonly added: number;
  /** Inputs that were there already: of an earlier run, or twice in the files. */
  readonly duplicates: number;
  readonly bad: readonly { readonly where: string; readonly reason: string }[];
};

/** What fits well into one request: the service takes 32 MiB. */
const MAX_BATCH = 100;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

type Waiting = { where: string; input: JsonObject };

const Answer = z.object({
  status: z.object({ details: z.string().optional(), description: z.string().optional() }),
  inputs: z.array(z.object({ status: z.object({ code: z.number(), details: z.string().default("") }) })).optional(),
});

/**
 * Makes inputs of folders of images, CSV and JSON-lines files. Every row is added, a duplicate, or listed as bad with its place and its
 * reason. Inputs are named by their own id or their content, so an import that was stopped can be run again: what is there is skipped.
 * Rejects when the service refuses a whole request.
 */
export async function runImport({ paths, dataset, send, onProgress }: ImportOptions): Promise<ImportResult> {
  const total = await measure(paths);
  const result = { added: 0, duplicates: 0, bad: [] as { where: string; reason: string }[] };
  if (dataset !== undefined) await ensureDataset(send, dataset);
  let [batch, size, read, rows]: [Waiting[], number, number, number] = [[], 0, 0, 0];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await sendBatch(send, batch, { dataset, result });
    [batch, size] = [[], 0];
    onProgress?.({ read: Math.min(read, total), total, rows });
  };
  for await (const { where, candidate, bytes } of readRows(paths)) {
    read += bytes;
    rows += 1;
    if ("problem" in candidate) {
      result.bad.push({ where, reason: candidate.problem });
      continue;
    }
    const weight = JSON.stringify(candidate.input).length;
    if (batch.length === MAX_BATCH || (batch.length > 0 && size + weight > MAX_BATCH_BYTES)) await flush();
    batch.push({ where, input: candidate.input });
    size += weight;
  }
  read = total;
  await flush();
  return result;
}

async function ensureDataset(send: Send, id: string): Promise<void> {
  const found = await send("GET", `/datasets/${encodeURIComponent(id)}`, {});
  if (found.httpStatus === 200) return;
  refuse(await send("POST", "/datasets", { datasets: [{ id }] }), "making the dataset");
}

function refuse(answer: { httpStatus: number; body: unknown }, what: string): z.infer<typeof Answer> {
  const body = Answer.parse(answer.body);
  if (answer.httpStatus === 200) return body;
  throw new Error(`${what} was refused: ${body.status.details ?? body.status.description ?? answer.httpStatus}`);
}

/** Sends a batch. Where the whole is refused for the sake of one row, each row is sent alone, so that only that one is bad. */
async function sendBatch(
  send: Send,
  batch: readonly Waiting[],
  {
    dataset,
    result,
  }: {
    dataset: string | undefined;
    result: { added: number; duplicates: number; bad: { where: string; reason: string }[] };
  },
): Promise<void> {
  const answer = await send("POST", "/inputs", { inputs: batch.map(({ input }) => input) });
  if (answer.httpStatus === 400 || answer.httpStatus === 413) {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) {
      const { status } = Answer.parse(answer.body);
      result.bad.push({ where: only.where, reason: status.details ?? status.description ?? "was refused" });
      return;
    }
    for (const each of batch) await sendBatch(send, [each], { dataset, result });
    return;
  }
  const { inputs = [] } = refuse(answer, "adding inputs");
  const kept: Waiting[] = [];
  for (const [index, waiting] of batch.entries()) {
    const status = inputs[index]?.status;
    if (status?.code === Status.INPUT_SUCCESS) result.added += 1;
    else if (status?.code === Status.INPUT_DUPLICATE) result.duplicates += 1;
    else result.bad.push({ where: waiting.where, reason: status?.details ?? "got no answer" });
    if (status?.code === Status.INPUT_SUCCESS || status?.code === Status.INPUT_DUPLICATE) kept.push(waiting);
  }
  if (dataset === undefined || kept.length === 0) return;
  const members = kept.map(({ input }) => ({ input: { id: input["id"] ?? "" } }));
  refuse(
    await send("POST", `/datasets/${encodeURIComponent(dataset)}/inputs`, { dataset_inputs: members }),
    "filling the dataset",
  );
}
