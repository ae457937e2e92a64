import { HTML_ERROR, type TasksFault, THROTTLED } from "../../support/faulty-tasks-api.ts";
import { type Outage, passing } from "./outage.ts";

const CREATION = { method: "POST", path: /\/tasks$/ } as const;

const answering = (body: unknown): TasksFault => ({ status: 200, body: JSON.stringify(body) });

/** The next call that creates a task meets the fault. */
const once = (name: string, fault: TasksFault, reads?: RegExp): Outage => ({
  name: `Tasks API ${name}`,
  ...(reads !== undefined && { reads }),
  async begin({ workspace }) {
    workspace.faults.fail(CREATION, fault, 1);
    return passing;
  },
});

export const OUTAGES_OF_TASKS_API: readonly Outage[] = [
  once("slow", { delayMs: 3_000 }),
  once("breaks off after it has carried out", { lost: true }),
  once("breaks off in the midst of its JSON", { half: true }),
  once("answers nothing", { empty: true }),
  once("answers with HTML", HTML_ERROR, /was not created/),
  once("answers 500", { status: 500 }, /was not created/),
  once("is throttled", THROTTLED, /was not created.*too many requests/s),
  once("answers 200 with another shape", answering({ status: { code: 10000 }, tasks: "none" }), /was not created/),
  once("answers 200 with a list", answering([]), /was not created/),
  once(
    "answers 200 with an error within",
    answering({ status: { code: 10020, description: "Failure", details: "at handler.go:17" } }),
    /was not created/,
  ),
  {
    name: "Tasks API answers nothing at all",
    reads: /was not created/,
    async begin({ workspace }) {
      workspace.faults.fail({}, { silent: true });
      return async () => workspace.faults.heal();
    },
  },
];
