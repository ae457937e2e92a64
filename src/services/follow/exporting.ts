import { createResults } from "../../domain/follow/result.ts";
import { type ExportFormat, writeResults } from "../../domain/follow/write-results.ts";
import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { formatCount, plural } from "../../domain/numbers.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";

/** Held at a time: of all that is listed, page by page, the results alone. Some 200,000 classified inputs, or 10,000 of boxes. */
const MOST_CHARACTERS = 20_000_000;
const NAME_IN_FILE = 60;

/** Uploads a file into a person's direct messages. Rejects with `DeliveryError`. */
export type SendFile = (person: string, file: { name: string; bytes: Uint8Array; comment: string }) => Promise<void>;

export type Exporting = ReturnType<typeof createExporting>;

/** The results of a task as a file, for those who lead it. */
export function createExporting(deps: {
  tasks: Pick<TasksGateway, "getTask" | "listGivenLabels">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusalNow">;
  nameConcepts: ConceptNames;
  sendFile: SendFile;
  log: Log;
}) {
  const { tasks, accounts, rights, nameConcepts, sendFile, log } = deps;

  async function carryOut(
    team: string,
    person: string,
    asked: { taskId: string; format: ExportFormat },
  ): Promise<string> {
    const task = await tasks.getTask(asked.taskId, "background");
    const refusal = await rights.refusalNow(team, person, { action: "edit", task });
    if (refusal !== undefined) return refusal;
    const held = createResults();
    for await (const page of tasks.listGivenLabels(task.id)) {
      for (const label of page) held.add(label);
      if (held.size > MOST_CHARACTERS)
        return `“${task.name}” has more results than fit into one file here (about ${formatCount(MOST_CHARACTERS)} characters). Read them from ${accounts.otherSide} by its API.`;
    }
    const results = held.list();
    if (results.length === 0) return `“${task.name}” has no approved label yet: there is nothing to export.`;
    const [names, known] = await Promise.all([
      nameConcepts(task.concepts, "background"),
      accounts.identify(team, [...new Set(results.map(({ by }) => by))]),
    ]);
    const text = writeResults(results, asked.format, {
      concepts: new Map(task.concepts.map((id, index) => [id, names[index] ?? id])),
      people: new Map(Object.entries(known).map(([id, { name }]) => [id, name])),
      review: task.review.strategy,
    });
    const name = `${task.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, NAME_IN_FILE) || "results"}.${asked.format}`;
    const comment = `Results of "${task.name}": ${plural(results.length, "input")}`;
    await sendFile(person, { name, bytes: new TextEncoder().encode(text), comment });
    return `${plural(results.length, "result")} of “${task.name}” ${results.length === 1 ? "is" : "are"} in your messages with Labeldesk.`;
  }

  return {
    /** Resolves with what is to be said of it: that it is there, or what stood in the way. */
    async send(team: string, person: string, asked: { taskId: string; format: ExportFormat }): Promise<string> {
      try {
        return await carryOut(team, person, asked);
      } catch (error) {
        if (error instanceof TasksApiError) return `Nothing was exported. ${describeFault(error, accounts.otherSide)}`;
        if (!(error instanceof DeliveryError)) throw error;
        log.warn({ err: error }, "results could not be uploaded");
        return "Slack did not take the file. Try again in a moment.";
      }
    },
  };
}
