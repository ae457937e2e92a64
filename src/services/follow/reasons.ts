import { shownName } from "../../domain/fold-name.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import type { Why, WhyKind } from "../../domain/notifications/why.ts";
import type { FindName } from "../../domain/people/person.ts";
import type { Role } from "../../domain/settings/preferences.ts";
import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";

/** Who has given a task to somebody in a role, as far as the app has told them of it: a Slack user id, and when. */
export type FindGiven = (
  team: string,
  taskId: string,
  person: string,
  role: Role,
) => Promise<{ readonly by?: string; readonly at: Date } | undefined>;

export type Reasons = ReturnType<typeof createReasons>;

/** Why somebody has a message that asks something of them. */
export function createReasons(deps: {
  tasks: Pick<TasksGateway, "getTask">;
  findGiven: FindGiven;
  findName: FindName;
  rights: Pick<Rights, "isGuest">;
  log: Log;
}) {
  const { tasks, findGiven, findName, rights, log } = deps;

  async function explain(
    kind: WhyKind,
    { team, person, taskId }: { team: string; person: string; taskId: string },
  ): Promise<Why> {
    if (kind === "digest") return { kind };
    const [task, given, isGuest] = await Promise.all([
      findTask(taskId),
      findGiven(team, taskId, person, ROLES[kind]),
      rights.isGuest(person),
    ]);
    const by = given?.by === undefined ? undefined : await findName(given.by);
    const createdAt = task && creatorOf(task, team) === person ? Date.parse(task.createdAt ?? "") : Number.NaN;
    return {
      kind,
      ...(isGuest && { isGuest }),
      ...(task && { taskName: shownName(task) }),
      ...(given && { given: { ...(by !== undefined && { by }), at: toSeconds(given.at.getTime()) } }),
      ...(!Number.isNaN(createdAt) && { createdAt: toSeconds(createdAt) }),
    };
  }

  /** Undefined where the other side does not say: the rest is known here. */
  async function findTask(taskId: string): Promise<Task | undefined> {
    try {
      return await tasks.getTask(taskId, "interactive");
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.info({ err, task: taskId }, "somebody reads why they were asked without the task’s name");
      return undefined;
    }
  }

  return { explain };
}

/** In which role somebody was given what such a message is about. */
const ROLES: Readonly<Record<Exclude<WhyKind, "digest">, Role>> = {
  worker: "worker",
  changes: "worker",
  stalled: "worker",
  reminder: "worker",
  reviewer: "reviewer",
  "review-ready": "reviewer",
  question: "reviewer",
  lead: "reviewer",
};

const toSeconds = (ms: number): number => Math.floor(ms / 1000);
