import type { Via } from "../../domain/history/doings.ts";
import type { NoHand } from "../../domain/labeling/no-hand.ts";
import type { Log } from "../../domain/log.ts";
import type { Labeler, ReviewAbout, ReviewInput, ReviewTask, SavedReview } from "../../domain/review/review.ts";
import { laterOf, type ReviewPlace, type ReviewSession, reviewPlaceOf } from "../../domain/review/session.ts";
import type { Task, WorkerCounts } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { checksum } from "../../domain/text.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Hands } from "../labeling/hands.ts";
import type { Lane } from "../labeling/ports.ts";
import type { Accounts } from "../people/accounts.ts";
import type { TasksGateway } from "../ports.ts";
import type { ReviewStore } from "./ports.ts";
import { type Queue, readQueue } from "./queue.ts";
import { REVIEW_LEASE_MS, type ReviewSending } from "./sending.ts";

export type Reviewing = ReturnType<typeof createReviewing>;

/** What is held of a task, and what was saved of it, newest first. */
export type Standing = { readonly session: ReviewSession; readonly saved: readonly SavedReview[] };

/** Enough for all that was saved since the Tasks API gave ten assignments, from two windows. */
const RECENT = 40;

/** One person reviews what awaits them of a task, in batches: nothing remote lies between two, where the next is at hand. */
export function createReviewing(deps: {
  store: ReviewStore;
  sending: ReviewSending;
  hands: Hands;
  tasks: Pick<TasksGateway, "getTask" | "countWork">;
  accounts: Pick<Accounts, "resolve" | "identify" | "otherSide">;
  nameConcepts: ConceptNames;
  /** Whether the workspace keeps from reviewers who has said what. */
  hidesLabelers: (team: string) => Promise<boolean>;
  newId: () => string;
  log: Log;
}) {
  const { store, sending, hands, tasks, accounts, nameConcepts, hidesLabelers, newId, log } = deps;

  /** Where somebody stands, by what we hold ourselves; undefined for somebody who has not begun. */
  async function find(lane: Lane): Promise<Standing | undefined> {
    const [session, saved] = await Promise.all([store.findSession(lane), store.recentReviews(lane, RECENT)]);
    return session && { session, saved };
  }

  /**
   * Asks the Tasks API for what awaits this person now. Rejects with `TasksApiError` where it does not answer, or says that they do not
   * review this task.
   */
  async function begin(lane: Lane): Promise<ReviewPlace | NoHand> {
    const missing = await hands.missing(lane.team, lane.person, lane.taskId);
    if (missing) return missing;
    const task = await tasks.getTask(lane.taskId, "interactive");
    const refusal = await refusalOf(lane, task);
    if (refusal !== undefined) return { why: refusal };
    return take(lane, {
      id: task.id,
      name: task.name,
      type: task.type,
      instructions: task.instructions,
      concepts: await nameConcepts(task.concepts, "interactive"),
      isShared: reviewersOf(task).length > 1,
      workers: task.work.workers,
    });
  }

  async function refusalOf({ team, person }: Lane, task: Task): Promise<string | undefined> {
    const account = (await accounts.resolve(team, [person], "interactive"))[person];
    if (account === null || account === undefined)
      return `No account on ${accounts.otherSide} is known to be yours: run /task link first.`;
    if (task.status === "DONE" || task.status === "WONT_DO")
      return `“${task.name}” is closed: nothing is left to review in it.`;
    if (task.review.strategy === "NONE") return `“${task.name}” has no review: its labels count as they are submitted.`;
    if (!reviewersOf(task).includes(account))
      return `You are not a reviewer of “${task.name}”. Its lead can add you with /task edit.`;
    return undefined;
  }

  /** Sends what was saved, and holds what the Tasks API gives next. */
  async function take(lane: Lane, task: ReviewTask): Promise<ReviewPlace> {
    const earlier = await store.findSession(lane);
    // Sending needs to know the task; what is held is replaced below.
    await store.saveSession(lane, { ...(earlier ?? EMPTY), task });
    const [queue, after] = await sending.afterSending(lane, async (hand) => {
      const settled = await settledUpTo(lane);
      return [await readQueue(hand, task), settled] as const;
    });
    const [saved, counts] = await Promise.all([
      store.recentReviews(lane, RECENT),
      tasks.countWork(task.id, "interactive"),
    ]);
    const session: ReviewSession = {
      task,
      held: queue.inputs,
      seen: task.isShared ? [] : seenOf(earlier, queue.inputs),
      after,
      isLast: queue.isLast,
      later: earlier ? laterOf(earlier, saved).filter((id) => queue.inputs.some(({ input }) => input.id === id)) : [],
      labelers: await labelersOf(lane, task, queue, counts),
      isOwn: queue.isOwn,
      unseen: queue.unseen,
    };
    await store.saveSession(lane, session);
    return reviewPlaceOf(session, saved);
  }

  /** The `order` up to which the Tasks API has everything that was saved: what it gives now of those has come back. */
  async function settledUpTo(lane: Lane): Promise<number> {
    const [[oldest], [newest]] = await Promise.all([store.openReviews(lane), store.recentReviews(lane, 1)]);
    return oldest ? oldest.order - 1 : (newest?.order ?? 0);
  }

  async function labelersOf(
    { team }: Lane,
    task: ReviewTask,
    { inputs }: Queue,
    counts: readonly WorkerCounts[],
  ): Promise<Readonly<Record<string, Labeler>>> {
    const shown = inputs.flatMap(({ labels }) => labels.map(({ worker }) => worker));
    const everybody = [...new Set([...task.workers, ...counts.map(({ accountId }) => accountId), ...shown])];
    const needed = [...new Set(shown)];
    const names = (await hidesLabelers(team))
      ? nameLabelers(task.id, everybody)
      : namesIn(await accounts.identify(team, needed));
    const entries = needed.map((account): [string, Labeler] => {
      const waiting = counts.find(({ accountId }) => accountId === account)?.awaitingReview ?? 0;
      return [account, { name: names[account] ?? account, waiting }];
    });
    return Object.fromEntries(entries);
  }

  /**
   * What somebody saves: promised when this resolves. `taken`: inputs that they have decided already, in this window or another; that
   * verdict stands. The same `id` is the same.
   */
  async function save(
    lane: Lane,
    { session, saved }: Standing,
    about: ReviewAbout,
    { via, id = newId() }: { readonly via: Via; readonly id?: string },
  ): Promise<{ readonly taken: readonly string[]; readonly place: ReviewPlace }> {
    const written = await store.save(lane, { id, about, after: session.after, via }, REVIEW_LEASE_MS);
    return { taken: written.taken, place: reviewPlaceOf(session, [written.review, ...saved]) };
  }

  /**
   * Behind the ack: what was saved is sent, and what is needed next is asked for while the batch of `place` is looked at. Gives where
   * they stand then.
   */
  async function goOn(lane: Lane, place: ReviewPlace): Promise<ReviewPlace> {
    sending.wake(lane);
    if (place.isFetching || place.left.length > place.batch.length) return place;
    const session = await store.findSession(lane);
    if (!session || session.isLast) return place;
    try {
      return await take(lane, session.task);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, ...lane }, "the next inputs are asked for again when they are needed");
      return place;
    }
  }

  /** The next inputs, where they were not there in time. Rejects with `TasksApiError`. */
  async function resume(lane: Lane): Promise<ReviewPlace | undefined> {
    const session = await store.findSession(lane);
    return session && take(lane, session.task);
  }

  const placeOf = ({ session, saved }: Standing): ReviewPlace => reviewPlaceOf(session, saved);

  /** Whether the newest verdict on all that is left of this labeler is carried out. */
  async function isDecided(lane: Lane, worker: string): Promise<boolean> {
    const saved = await store.recentReviews(lane, RECENT);
    return saved.find(({ about }) => about.kind === "worker" && about.worker === worker)?.state === "done";
  }

  /** Whether this batch is still to be decided: nothing of it was saved since, whatever came to stand beside it. */
  async function isAt(lane: Lane, { batch, isAgain }: Pick<ReviewPlace, "batch" | "isAgain">): Promise<boolean> {
    const standing = await find(lane);
    if (!standing) return false;
    const open = placeOf(standing).left.map(({ input }) => input.id);
    const later = laterOf(standing.session, standing.saved);
    return batch.every(({ input }) => open.includes(input.id) && (isAgain || !later.includes(input.id)));
  }

  return { otherSide: accounts.otherSide, find, placeOf, begin, save, goOn, resume, isAt, isDecided };
}

/** Enough for a window, and for another one of the same person. */
const MOST_SEEN = 20;

/** What may stand in a window and is not among what is given now: others came before it. */
function seenOf(earlier: ReviewSession | undefined, held: readonly ReviewInput[]): readonly ReviewInput[] {
  const given = new Set(held.map(({ input }) => input.id));
  return [...(earlier?.held ?? []), ...(earlier?.seen ?? [])]
    .filter(({ input }) => !given.has(input.id))
    .slice(0, MOST_SEEN);
}

const EMPTY: Omit<ReviewSession, "task"> = {
  held: [],
  seen: [],
  after: 0,
  isLast: false,
  later: [],
  labelers: {},
  isOwn: false,
  unseen: 0,
};

const reviewersOf = ({ review }: Task): readonly string[] => (review.strategy === "NONE" ? [] : review.reviewers);

const namesIn = (identities: Readonly<Record<string, { readonly name: string }>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(identities).map(([account, { name }]) => [account, name]));

/** "Labeler 1" … for each, the same in every batch of a task, and in no order that says who it is. */
function nameLabelers(taskId: string, accounts: readonly string[]): Readonly<Record<string, string>> {
  const rank = (account: string): string => `${checksum(`${taskId}:${account}`)}:${account}`;
  const mixed = [...accounts].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(mixed.map((account, index) => [account, `Labeler ${index + 1}`]));
}
