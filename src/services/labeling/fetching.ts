import { conceptsPerInput } from "../../domain/concepts-per-input.ts";
import { beginningOf } from "../../domain/labeling/beginning.ts";
import { type NoHand, noHandOf } from "../../domain/labeling/no-hand.ts";
import {
  type Answer,
  afterChanges,
  doneOf,
  ended,
  freshOf,
  type HeldInput,
  isOpen,
  type LabelingSession,
  type LabelingTask,
  leftOf,
} from "../../domain/labeling/session.ts";
import type { Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { Hand } from "./hands.ts";
import type { ChangeRequests, LabelingStore, Lane } from "./ports.ts";
import { isFinal } from "./refusals.ts";

/** So many the API gives at a time; fewer are all that there are. */
const HELD = 10;
/** While no more are left the next are asked for: whoever labels the last one finds the next at hand. */
export const LOW = 1;
/** Enough to see what is open of the ten that are held, and the pace. */
export const RECENT = 40;

/** A task as it is now, of which this account (its id on the other side) is a worker; `seen`: what was held when it was asked for. */
export type Checked = {
  readonly task: Task;
  readonly account: string;
  readonly seen: LabelingSession | undefined;
};

export type LabelFetching = ReturnType<typeof createLabelFetching>;

/** Asks the Tasks API for what is somebody's of a task. All that it does rejects with `TasksApiError`. */
export function createLabelFetching(deps: {
  store: LabelingStore;
  /** What reviewers have sent back. */
  requests: Pick<ChangeRequests, "find">;
  tasks: Pick<TasksGateway, "getTask" | "countWork">;
  accounts: Pick<Accounts, "resolve" | "otherSide">;
  nameConcepts: ConceptNames;
}) {
  const { store, requests, tasks, accounts, nameConcepts } = deps;

  async function describe(task: Task): Promise<LabelingTask> {
    return {
      id: task.id,
      name: task.name,
      type: task.type,
      instructions: task.instructions,
      concepts: await nameConcepts(task.concepts, "interactive"),
      perInput: conceptsPerInput(task.metadata),
      isReviewed: task.review.strategy !== "NONE",
    };
  }

  /**
   * The `order` up to which the Tasks API has everything that was said, submitted: what it gives now of those has come back. What was said
   * after it answers what it gives now, also once it is submitted.
   */
  async function settledUpTo(lane: Lane): Promise<number> {
    const [[oldest], [newest]] = await Promise.all([store.openAnswers(lane), store.recentAnswers(lane, 1)]);
    return oldest ? oldest.order - 1 : (newest?.order ?? 0);
  }

  /** What this person has said of inputs that are theirs again: sent back by a reviewer, or said elsewhere and not submitted. */
  async function saidBefore(hand: Hand, taskId: string, inputs: readonly string[]) {
    const labels =
      inputs.length === 0
        ? []
        : await hand.listLabels(taskId, { inputs, people: [hand.account], haste: "interactive" });
    const ours = new Map<string, NonNullable<HeldInput["before"]>>();
    for (const { id, inputId, said } of labels) ours.set(inputId, [...(ours.get(inputId) ?? []), { id, said }]);
    return ours;
  }

  /** The task, or why this person has nothing to label in it. */
  async function check(lane: Lane): Promise<Checked | NoHand> {
    const { team, person, taskId } = lane;
    const seen = await store.findSession(lane);
    const [task, accountOf] = await Promise.all([
      tasks.getTask(taskId, "interactive"),
      accounts.resolve(team, [person], "interactive"),
    ]);
    const account = accountOf[person];
    if (account === null || account === undefined)
      return { why: `No account on ${accounts.otherSide} is known to be yours: run /task link first.` };
    const why = refusalOf(task, account);
    return why === undefined ? { task, account, seen } : { why };
  }

  /** Holds what is theirs now. To be done while nothing else of this lane is sent or submitted: the counts are of the same moment. */
  async function fetch(lane: Lane, hand: Hand, { task, account, seen }: Checked): Promise<LabelingSession> {
    const after = await settledUpTo(lane);
    const [known, counts, all] = await Promise.all([
      describe(task),
      tasks.countWork(task.id, "interactive"),
      hand.startLabeling(task.id, "interactive"),
    ]);
    const given = all.filter(({ state }) => state === "PENDING");
    const inputs = given.map(({ input }) => input.id);
    const [before, notes] = await Promise.all([
      saidBefore(hand, task.id, inputs),
      requests.find({ team: lane.team, taskId: task.id, worker: hand.account }, inputs),
    ]);
    const answers = await store.recentAnswers(lane, RECENT);
    const open = new Set(answers.filter(isOpen).map(({ assignmentId }) => assignmentId));
    const held = given.map(({ id, input: whole }): HeldInput => {
      const input = beginningOf(whole);
      const labels = open.has(id) ? [] : (before.get(input.id) ?? []);
      if (labels.length === 0) return { assignmentId: id, input };
      const note = notes.get(input.id);
      return { assignmentId: id, input, before: labels, ...(note !== undefined && { note }) };
    });
    const mine = counts.find(({ accountId }) => accountId === account);
    const waiting = mine && task.work.strategy !== "DYNAMIC" ? mine.pending : 0;
    const isShort = given.length < HELD && given.length >= waiting;
    /** What is there by now may have been skipped in meanwhile. */
    const holdFrom = (earlier: LabelingSession | undefined): LabelingSession => {
      const skipped = skippedOf(earlier, answers);
      const left = leftOf({ held, after, skipped }, answers);
      const isFresh = freshOf({ skipped }, left).length > 0;
      const isStuck = !isShort && left.length > 0 && !isFresh;
      return {
        task: known,
        // Where all were skipped they come again, in the order in which they were.
        held: isStuck ? [...held.filter((one) => !left.includes(one)), ...left] : held,
        after,
        isShort,
        isLast: isShort && earlier?.isShort === true && freshOf({ skipped }, left).length <= LOW,
        ...(mine
          ? countedBy(mine, { held: held.length, isDynamic: task.work.strategy === "DYNAMIC" })
          : { done: earlier ? doneOf(earlier, answers) - doneOf({ held, after, done: 0 }, answers) : 0 }),
        skipped: isStuck ? [] : skipped,
        again: isStuck ? left.map(({ assignmentId }) => assignmentId) : [],
      };
    };
    return store.replaceSession(lane, (there) => afterChanges(holdFrom(there), there, seen));
  }

  return {
    check,
    fetch,

    /** For somebody who is at work: both, or the end of it where nothing of the task is theirs any more. */
    async renew(lane: Lane, hand: Hand): Promise<LabelingSession | undefined> {
      try {
        const checked = await check(lane);
        return await ("why" in checked ? endSession(store, lane, checked.why) : fetch(lane, hand, checked));
      } catch (error) {
        if (!(error instanceof TasksApiError) || !isFinal(error)) throw error;
        return endSession(store, lane, noHandOf(error, accounts.otherSide).why);
      }
    },
  };
}

/** Nothing of it is this person's any more, for this reason. Undefined for somebody who has not begun. */
export async function endSession(
  store: Pick<LabelingStore, "recentAnswers" | "changeSession">,
  lane: Lane,
  why: string,
): Promise<LabelingSession | undefined> {
  const answers = await store.recentAnswers(lane, RECENT);
  return store.changeSession(lane, (there) => ended(there, answers, why));
}

/** Why nothing is left to label in a task; undefined for one that is open. */
export const closedWhy = ({ name, status }: Pick<Task, "name" | "status">): string | undefined =>
  status === "DONE" || status === "WONT_DO" ? `“${name}” is closed: nothing is left to label in it.` : undefined;

/** Far above what anybody skips and still has before them. */
const MOST_SKIPPED = 200;

/** What was skipped and not answered since; also what is not held now, and may be given again. */
function skippedOf(earlier: LabelingSession | undefined, answers: readonly Answer[]): readonly string[] {
  const answered = new Set(answers.filter(({ state }) => state !== "refused").map(({ assignmentId }) => assignmentId));
  return (earlier?.skipped ?? []).filter((id) => !answered.has(id)).slice(-MOST_SKIPPED);
}

function refusalOf(task: Task, account: string): string | undefined {
  const closed = closedWhy(task);
  if (closed !== undefined) return closed;
  const { name, work } = task;
  if (work.workers.length === 0)
    return `“${name}” names no workers, so nothing of it is anybody's. A lead adds people with /task assign.`;
  if (!work.workers.includes(account))
    return `You are not a worker of “${name}”. Its lead can add you with /task assign.`;
  return undefined;
}

/** By the other side's counts: what is submitted is done, and all of the rest is this person's. */
function countedBy(
  counts: WorkerCounts,
  { held, isDynamic }: { held: number; isDynamic: boolean },
): Pick<LabelingSession, "done" | "total"> {
  const done = counts.awaitingReview + counts.awaitingConsensusReview + counts.success + counts.reviewDenied;
  return { done, ...(!isDynamic && { total: done + Math.max(counts.pending, held) }) };
}
