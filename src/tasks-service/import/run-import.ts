import { createEnsureDataset } from "./datasets.ts";
import type { Outcome, Reading } from "./import-row.ts";
import { measure, readRows } from "./read-rows.ts";
import { createBatchSender, type Waiting } from "./send-batch.ts";
import type { Send } from "./service-answers.ts";
import type { RowInput } from "./to-input.ts";

export type ImportOptions = {
  readonly paths: readonly string[];
  /** Also put every input into this dataset; it is made when it does not exist. */
  readonly dataset?: string;
  /** What lists are written in that are not UTF-8 and have no byte order mark: a name that TextDecoder knows. */
  readonly encoding?: string;
  /** Whether a row takes the place of an input that has its id and another content; else it is a bad row. */
  readonly replace?: boolean;
  readonly send: Send;
  /** Called for every bad row, with its place and its reason; they are not kept, so that any number may be bad. */
  readonly onBad?: (where: string, reason: string) => void;
  /** Called for what is no row and is not read, e.g. a hidden folder. */
  readonly onPassedOver?: (path: string, why: string) => void;
  /** Called now and then with what has been read of the whole, in bytes. */
  readonly onProgress?: (progress: { read: number; total: number; rows: number }) => void;
  /** Ends the import before its next batch. */
  readonly signal?: AbortSignal;
};

/** How many rows there were of each kind; together they are all rows that were read. */
export type ImportResult = {
  readonly added: number;
  /** Inputs with another content that were there before. */
  readonly replaced: number;
  /** Inputs that were there already, with the same content: of an earlier run, or twice in the files. */
  readonly duplicates: number;
  readonly bad: number;
};

/** What fits well into one request: the service takes 32 MiB. */
const MAX_BATCH = 500;
const MAX_BATCH_LENGTH = 8 * 1024 * 1024;

/**
 * Makes inputs of folders of images, videos and sounds, of CSV and of JSON-lines files. Every row is added, replaced, there already, or bad
 * with a reason. Inputs are named by their own id or their content, so an import that was stopped can be run again: what is there is
 * skipped. Rejects in words when a path leads to nothing, or when the service refuses all.
 */
export async function runImport(options: ImportOptions): Promise<ImportResult> {
  const { paths, dataset, encoding, send, signal } = options;
  const total = await measure(paths);
  const ensureDataset = await createEnsureDataset(send);
  const problem = dataset === undefined ? undefined : await ensureDataset(dataset);
  if (problem !== undefined) throw new Error(`making the dataset "${dataset}" was refused: ${problem}`);

  const counts = { added: 0, replaced: 0, duplicates: 0, bad: 0 };
  const onOutcome = (where: string, outcome: Outcome): void => {
    if (outcome === "added") counts.added += 1;
    else if (outcome === "replaced") counts.replaced += 1;
    else if (outcome === "duplicate") counts.duplicates += 1;
    else {
      counts.bad += 1;
      options.onBad?.(where, outcome.problem);
    }
  };
  const sendBatch = createBatchSender(send, { ensureDataset, replace: options.replace ?? false, onOutcome });
  const waiting = createWaitingRows();
  let [read, rows] = [0, 0];
  const flush = async (): Promise<void> => {
    const batch = waiting.takeAll();
    if (batch.length > 0) await sendBatch(batch);
    options.onProgress?.({ read: Math.min(read, total), total, rows });
  };

  const reading: Reading = {
    ...(encoding !== undefined && { encoding }),
    onRead: (bytes) => {
      read += bytes;
    },
    onPassedOver: options.onPassedOver ?? (() => undefined),
  };
  for await (const { where, candidate } of readRows(paths, reading)) {
    if (signal?.aborted === true) break;
    rows += 1;
    if ("problem" in candidate) {
      onOutcome(where, candidate);
      continue;
    }
    const row = toWaiting(where, withDataset(candidate.input, dataset));
    if (!waiting.hasRoomFor(row)) await flush();
    waiting.add(row);
  }
  if (signal?.aborted !== true) read = total;
  await flush();
  return counts;
}

const withDataset = (input: RowInput, dataset: string | undefined): RowInput =>
  dataset === undefined ? input : { ...input, dataset_ids: [...new Set([...input.dataset_ids, dataset])] };

const toWaiting = (where: string, input: RowInput): Waiting => ({
  where,
  input,
  length: JSON.stringify(input.data).length,
});

/** Rows until there are enough of them for a request; no two with one id, since the second is judged by what became of the first. */
function createWaitingRows() {
  let rows = new Map<string, Waiting>();
  let length = 0;
  return {
    hasRoomFor: (row: Waiting): boolean =>
      rows.size === 0 || (rows.size < MAX_BATCH && !rows.has(row.input.id) && length + row.length <= MAX_BATCH_LENGTH),
    add: (row: Waiting): void => {
      rows.set(row.input.id, row);
      length += row.length;
    },
    takeAll: (): Waiting[] => {
      const taken = [...rows.values()];
      rows = new Map();
      length = 0;
      return taken;
    },
  };
}
