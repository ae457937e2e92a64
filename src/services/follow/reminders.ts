import { progressOf } from "../../domain/cards/task-progress.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { Log } from "../../domain/log.ts";
import { newEvent } from "../../domain/notifications/events.ts";
import { isOpen } from "../../domain/own-part.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { Accounts } from "../people/accounts.ts";
import { nameSurely } from "../people/name-surely.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";
import type { Settings } from "../settings/settings.ts";
import type { ReminderStore } from "./ports.ts";

/** Nobody is reminded of a task more often, by whomever. */
export const REMINDED_EVERY_MS = 24 * 60 * 60 * 1000;

/** Who has not begun a task, and who of them can be reminded now. */
export type ReminderProposal = {
  readonly taskName: string;
  /** `left`: inputs; absent where work is handed out on request. */
  readonly people: readonly { readonly person: string; readonly name: string; readonly left?: number }[];
  readonly leftOut: readonly LeftOut[];
};

export type LeftOut = {
  readonly name: string;
  readonly why: "reminded" | "muted" | "yourself" | "not-in-slack" | "unnamed";
  /** How long ago they were reminded, in milliseconds. */
  readonly agoMs?: number;
};

type Asked = { readonly team: string; readonly person: string; readonly taskId: string };

export type Reminders = ReturnType<typeof createReminders>;

const GONE = "This task does not exist any more: there is nobody to remind.";

/** Reminders that the lead of a task sends to those who have not begun. Refusals are sentences for people. */
export function createReminders(deps: {
  tasks: Pick<TasksGateway, "getTask" | "countWork">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusal" | "refusalNow">;
  store: ReminderStore;
  timings: Settings["timings"];
  wake: () => void;
  now: () => Date;
  log: Log;
}) {
  const { tasks, accounts, rights, store, timings, wake, now, log } = deps;

  const propose = (asked: Asked): Promise<Result<ReminderProposal, string>> => look(asked, rights.refusal);

  async function look(asked: Asked, refuse: Rights["refusal"]): Promise<Result<ReminderProposal, string>> {
    const { team, person, taskId } = asked;
    try {
      const [task, counts] = await Promise.all([
        tasks.getTask(taskId, "interactive"),
        tasks.countWork(taskId, "interactive"),
      ]);
      const refusal = await refuse(team, person, { action: "edit", task });
      if (refusal !== undefined) return err(refusal);
      if (!isOpen(task)) return err(`“${shownName(task)}” is closed: nobody is asked to work on it.`);
      return ok(await sort(asked, task, counts));
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      return err(error.isGone ? GONE : describeFault(error, accounts.otherSide));
    }
  }

  /** Whom of those who have not begun a reminder can reach now, and why it would not reach the others. */
  async function sort(
    { team, person: lead, taskId }: Asked,
    task: Task,
    counts: readonly WorkerCounts[],
  ): Promise<ReminderProposal> {
    const idle = notBegun(task, counts);
    const at = now();
    const ids = [...idle.keys()];
    const [named, recently] = await Promise.all([
      nameSurely(accounts, team, ids, { haste: "interactive", log, task: taskId }),
      store.listSince(team, taskId, new Date(at.getTime() - REMINDED_EVERY_MS)),
    ]);
    const known = named ?? (await accounts.identify(team, ids));
    const people: ReminderProposal["people"][number][] = [];
    const leftOut: LeftOut[] = [];
    for (const [account, left] of idle) {
      const { name = account, person } = known[account] ?? {};
      const reminded = person === undefined ? undefined : recently.get(person);
      if (person === undefined) leftOut.push({ name, why: named ? "not-in-slack" : "unnamed" });
      else if (person === lead) leftOut.push({ name, why: "yourself" });
      else if (reminded) leftOut.push({ name, why: "reminded", agoMs: at.getTime() - reminded.getTime() });
      else people.push({ person, name, ...(left !== undefined && { left }) });
    }
    const asWorkers = people.map(({ person }) => ({ person, role: "worker" as const }));
    const muted = (await timings(team, asWorkers, at)).map(({ kind }) => kind === "muted");
    return {
      taskName: shownName(task),
      people: people.filter((_one, index) => !muted[index]),
      leftOut: [
        ...leftOut,
        ...people.filter((_one, index) => muted[index]).map(({ name }) => ({ name, why: "muted" as const })),
      ],
    };
  }

  /** Reminds those whom a proposal made now names; of two who ask at once one reminds. */
  async function remind(asked: Asked): Promise<Result<ReminderProposal, string>> {
    const proposed = await look(asked, rights.refusalNow);
    if (!proposed.ok) return proposed;
    const { team, person: from, taskId } = asked;
    const { taskName, people } = proposed.value;
    const task = { id: taskId, name: taskName };
    const since = new Date(now().getTime() - REMINDED_EVERY_MS);
    const reminded = await store.remind(
      { team, taskId },
      people.map(({ person }) => person),
      { since, eventOf: (person) => newEvent("work.reminder", { team, person, task, from }) },
    );
    wake();
    return ok({ ...proposed.value, people: people.filter(({ person }) => reminded.includes(person)) });
  }

  return { propose, remind };
}

/** The workers of the plan who have work and have submitted nothing, with how many inputs are theirs. */
function notBegun(task: Task, counts: readonly WorkerCounts[]): ReadonlyMap<string, number | undefined> {
  const { work = 0, workers } = progressOf(task, counts);
  const inPlan = new Set(task.work.workers);
  const isOnRequest = task.work.strategy === "DYNAMIC";
  const idle = new Map<string, number | undefined>();
  for (const { accountId, figures } of workers) {
    if (!inPlan.has(accountId) || figures === undefined || figures.left < figures.assigned) continue;
    if (isOnRequest && work < 1) idle.set(accountId, undefined);
    else if (figures.left > 0) idle.set(accountId, figures.left);
  }
  return idle;
}
