import { progressOf } from "../../domain/cards/task-progress.ts";
import { labeledBy, type SeenTask, type SeenWorker } from "../../domain/follow/task-watch.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import type { Task, TaskStatus, WorkerCounts } from "../../domain/task.ts";
import type { Accounts, Identity } from "../people/accounts.ts";
import { createTimeZoneFinder } from "../people/time-zone-finder.ts";
import type { PeopleDirectory } from "../ports.ts";
import type { FollowingStore } from "./ports.ts";

const CLOSED: readonly TaskStatus[] = ["DONE", "WONT_DO", "FAILED"];

/** A task as it is now, and who its accounts are. */
export type SeeTask = (
  task: Task,
  counts: readonly WorkerCounts[],
) => Promise<{ readonly known: Readonly<Record<string, Identity>>; readonly seen: SeenTask }>;

/** Looks at a task as the rules of following see it: what each worker has left and done, and whether it is all decided. */
export function createSeeTask(deps: {
  store: Pick<FollowingStore, "countSentBack">;
  accounts: Pick<Accounts, "identify">;
  people: Pick<PeopleDirectory, "find">;
  team: string;
  log: Log;
}): SeeTask {
  const { store, accounts, team } = deps;
  const timeZoneOf = createTimeZoneFinder(deps);

  return async (task, counts) => {
    const known = await accounts.identify(team, accountsOf(task, team, counts));
    const progress = progressOf(task, counts);
    const inPlan = new Set(task.work.workers);
    const persons = counts.flatMap(({ accountId }) => known[accountId]?.person ?? []);
    const sentBack = await store.countSentBack(team, task.id, persons);
    const workers = await Promise.all(
      counts.map(async (count): Promise<SeenWorker> => {
        const person = known[count.accountId]?.person;
        return {
          account: count.accountId,
          // Of somebody who was taken off nothing is asked.
          left: inPlan.has(count.accountId) ? count.pending : 0,
          awaitingReview: count.awaitingReview,
          awaitingConsensus: count.awaitingConsensusReview,
          accepted: count.success,
          rejected: count.reviewDenied,
          sentBack: (person !== undefined && sentBack.get(person)) || 0,
          timeZone: person === undefined ? "UTC" : await timeZoneOf(person),
        };
      }),
    );
    const isAllDecided = workers.every(
      ({ left, awaitingReview, awaitingConsensus }) => left + awaitingReview + awaitingConsensus === 0,
    );
    const { work = 0, review = 1 } = progress;
    const seen = {
      isOpen: !CLOSED.includes(task.status),
      isReviewed: task.review.strategy !== "NONE",
      isWithoutLabelerConsensus: task.review.strategy === "CONSENSUS" && task.review.labelersMustAgree === 0,
      isFinished: isAllDecided && work >= 1 && review >= 1 && workers.some((worker) => labeledBy(worker) > 0),
      workers,
    };
    return { known, seen };
  };
}

function accountsOf(task: Task, team: string, counts: readonly WorkerCounts[]): string[] {
  const { work, review, ownerId } = task;
  const reviewers = review.strategy === "NONE" ? [] : review.reviewers;
  // The lead of a task that was made elsewhere.
  const owner = ownerId === undefined || creatorOf(task, team) !== undefined ? [] : [ownerId];
  return [...new Set([...work.workers, ...reviewers, ...owner, ...counts.map(({ accountId }) => accountId)])];
}
