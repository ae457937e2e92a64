import type { Log } from "../../domain/log.ts";
import { createAnswers } from "../../domain/memory.ts";
import { type OwnProgress, ownFigures } from "../../domain/own-part.ts";
import type { WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { Lane } from "./ports.ts";

/** A change of a task edits the messages of all who work on it: its counts are asked for once, not once each. */
const KEEP_MS = 5_000;
const MAX_REMEMBERED = 100;

/** How far somebody is with a task, for their message: what is not begun is not asked for, and what nobody answers is left out. */
export function createOwnProgress(deps: {
  tasks: Pick<TasksGateway, "countWork">;
  accounts: Pick<Accounts, "resolve">;
  hasBegun: (lane: Lane) => Promise<boolean>;
  now: () => Date;
  log: Log;
}): (lane: Lane, options?: { readonly isAsked?: boolean }) => Promise<OwnProgress> {
  const { tasks, accounts, hasBegun, now, log } = deps;
  const counts = createAnswers<readonly WorkerCounts[]>({
    keepMs: KEEP_MS,
    keepFailureMs: 0,
    most: MAX_REMEMBERED,
    now,
  });

  return async (lane, { isAsked = false } = {}) => {
    const { team, person, taskId } = lane;
    const isBegun = await hasBegun(lane);
    if (!isBegun && !isAsked) return { hasBegun: false };
    try {
      const [all, accountOf] = await Promise.all([
        counts.ask(taskId, () => tasks.countWork(taskId, "background")),
        accounts.resolve(team, [person], "background"),
      ]);
      const figures = ownFigures(all, accountOf[person] ?? undefined);
      return { hasBegun: isBegun || figures.done > 0, figures };
    } catch (error) {
      if (!(error instanceof TasksApiError)) throw error;
      log.warn({ err: error, ...lane }, "somebody's message does without how far they are");
      return { hasBegun: isBegun };
    }
  };
}
