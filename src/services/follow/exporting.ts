import { csvHead, csvRow, type ExportFormat, jsonLine, type ResultNames } from "../../domain/follow/write-results.ts";
import { type Doing, newDoing } from "../../domain/history/doings.ts";
import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { formatCount, plural } from "../../domain/numbers.ts";
import { limitConcurrency } from "../../domain/places.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import { type GatheredResults, gatherResults } from "./gather-results.ts";
import type { TemporaryFile } from "./ports.ts";
import { type Few, type LeftOut, writeCoco } from "./write-coco.ts";

/** Held in memory is about a kilobyte for each, whatever was said of it: measured, 170 MB for 100,000 (docs/export.md). */
const MOST_INPUTS = 200_000;
/** The largest file that Slack takes (slack.com/help/articles/201330736). */
const MOST_BYTES = 1_000_000_000;
/** Each may have two files of that size on the disk. */
const AT_ONCE = 2;
const NAME_IN_FILE = 60;

const ENDINGS: Record<ExportFormat, string> = { csv: "csv", jsonl: "jsonl", coco: "coco.json" };

/** Uploads a file into a person's direct messages, with what it is and what is to be said beside that. Rejects with `DeliveryError`. */
export type SendFile = (
  person: string,
  file: { name: string; content: Blob; comment: string; beside?: string },
) => Promise<void>;

type Asked = { readonly taskId: string; readonly format: ExportFormat };

export type Exporting = ReturnType<typeof createExporting>;

/** The results of a task as a file, for those who lead it. */
export function createExporting(deps: {
  tasks: Pick<TasksGateway, "getTask" | "listGivenLabels" | "readPictureSizes">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  nameConcepts: ConceptNames;
  openFile: () => Promise<TemporaryFile>;
  sendFile: SendFile;
  /** Notes what somebody has done. */
  note: (doings: readonly Doing[]) => Promise<void>;
  now: () => Date;
  log: Log;
}) {
  const { tasks, accounts, rights, nameConcepts, openFile, sendFile, note, now, log } = deps;
  const inTurn = limitConcurrency(AT_ONCE);

  async function carryOut(team: string, person: string, { taskId, format }: Asked): Promise<Result<string, string>> {
    const task = await tasks.getTask(taskId, "background");
    const refusal = await rights.refusalNow(team, person, { action: "edit", task });
    if (refusal !== undefined) return err(refusal);
    if (format === "coco" && task.type === "CONCEPTS_CLASSIFICATION")
      return err(
        `“${task.name}” asks for concepts, and COCO is for boxes and polygons. Export it as CSV or JSON lines.`,
      );
    return withFile((shelf) =>
      withFile(async (file) => {
        const results = await gatherResults(tasks.listGivenLabels(task.id), { file: shelf, mostInputs: MOST_INPUTS });
        if (!results) return err(tooMuch(task, `more than ${formatCount(MOST_INPUTS)} inputs`));
        if (results.count === 0) return err(`“${task.name}” has no approved label yet: there is nothing to export.`);
        const leftOut: LeftOut = { sizeless: { count: 0, first: [] }, inParts: { count: 0, first: [] } };
        const names = await namesOf(team, task, results);
        for await (const text of write(results, { task, format, names, leftOut })) {
          await file.append([text]);
          if (file.size > MOST_BYTES) return err(tooMuch(task, "more results than fit into one gigabyte"));
        }
        const missing = leftOut.sizeless.count + leftOut.inParts.count;
        const count = results.count - missing;
        if (count === 0) return err(`Nothing was exported. ${sayLeftOut(leftOut)} Export it as CSV or JSON lines.`);
        const name = `${task.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, NAME_IN_FILE) || "results"}.${ENDINGS[format]}`;
        const comment = `Results of "${task.name}": ${plural(count, "input")}`;
        const beside = missing > 0 ? { beside: sayLeftOut(leftOut) } : {};
        await sendFile(person, { name, content: await file.asBlob(), comment, ...beside });
        const head = { team, person, task: { id: task.id, name: task.name } };
        await note([newDoing("results.exported", head, { format })]);
        const said = `${plural(count, "result")} of “${task.name}” ${count === 1 ? "is" : "are"} in your messages with Labeldesk.`;
        return ok(missing > 0 ? `${said} ${sayLeftOut(leftOut)}` : said);
      }),
    );
  }

  async function withFile<T>(work: (file: TemporaryFile) => Promise<T>): Promise<T> {
    const file = await openFile();
    try {
      return await work(file);
    } finally {
      await file.remove();
    }
  }

  const tooMuch = ({ name }: Task, what: string): string =>
    `“${name}” has ${what}: that is more than is exported here. Read its labels from ${accounts.otherSide} by its API.`;

  async function namesOf(team: string, task: Task, { accounts: ids }: GatheredResults): Promise<ResultNames> {
    const [concepts, known] = await Promise.all([
      nameConcepts(task.concepts, "background"),
      accounts.identify(team, ids),
    ]);
    return {
      concepts: new Map(concepts.map(({ id, name }) => [id, name])),
      people: new Map(Object.entries(known).map(([id, { name }]) => [id, name])),
      review: task.review.strategy,
    };
  }

  function write(
    results: GatheredResults,
    { task, format, names, leftOut }: { task: Task; format: ExportFormat; names: ResultNames; leftOut: LeftOut },
  ): AsyncGenerator<string, void, undefined> {
    if (format !== "coco") return writeLines(results, format, names);
    const description = `Results of "${task.name}"`;
    return writeCoco(results, { names, readSizes: tasks.readPictureSizes, description, at: now() }, leftOut);
  }

  function sayLeftOut({ sizeless, inParts }: LeftOut): string {
    const said: string[] = [];
    const they = sizeless.count === 1 ? "it is" : "they are";
    if (sizeless.count > 0)
      said.push(
        `COCO counts in pixels. ${sayFew(sizeless, `since ${accounts.otherSide} does not know how large ${they}`)}`,
      );
    if (inParts.count > 0)
      said.push(`COCO is for pictures. ${sayFew(inParts, "with what was said of frames of videos or of other parts")}`);
    return said.join(" ");
  }

  return {
    /** Resolves with what is to be said of it: that the file is in their messages, where it says as much itself; else what stood in the way. */
    async send(team: string, person: string, asked: Asked): Promise<Result<string, string>> {
      try {
        return await inTurn(() => carryOut(team, person, asked));
      } catch (error) {
        if (error instanceof TasksApiError)
          return err(`Nothing was exported. ${describeFault(error, accounts.otherSide)}`);
        if (!(error instanceof DeliveryError)) throw error;
        log.warn({ err: error }, "results could not be uploaded");
        return err("Slack did not take the file. Try again in a moment.");
      }
    },
  };
}

function sayFew({ count, first }: Few, why: string): string {
  const are = count === 1 ? "One input is" : `${formatCount(count)} inputs are`;
  return `${are} left out, ${why}: ${first.join(", ")}${count > first.length ? " …" : "."}`;
}

async function* writeLines(
  { batches }: GatheredResults,
  format: "csv" | "jsonl",
  names: ResultNames,
): AsyncGenerator<string, void, undefined> {
  if (format === "csv") yield csvHead();
  const toLine = format === "csv" ? csvRow : jsonLine;
  for await (const results of batches()) yield results.map((result) => toLine(result, names)).join("");
}
