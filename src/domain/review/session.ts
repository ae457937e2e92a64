import { isDisputed, type Labeler, type ReviewInput, type ReviewTask, type SavedReview } from "./review.ts";

/** One person's review of one task, from the last time that the Tasks API was asked. */
export type ReviewSession = {
  readonly task: ReviewTask;
  /** What awaits their verdict, whole inputs alone. */
  readonly held: readonly ReviewInput[];
  /**
   * What was held before and is not given any more: it can stand in an open window, and a verdict on it counts. None where other reviewers
   * may have sent it back meanwhile.
   */
  readonly seen: readonly ReviewInput[];
  /** The `order` of the newest that was saved at that time: an input that comes back is to be decided anew. */
  readonly after: number;
  /** True when the Tasks API has no further ones. */
  readonly isLast: boolean;
  /** Ids of inputs that they have left for later, in that order. */
  readonly later: readonly string[];
  /** By account id. */
  readonly labelers: Readonly<Record<string, Labeler>>;
  /** What is held is what they have labeled themselves. */
  readonly isOwn: boolean;
  /** Inputs whose labels they may not see before they have labeled them too. */
  readonly unseen: number;
};

/** Where somebody stands in the review of a task. */
export type ReviewPlace = Pick<ReviewSession, "task" | "isOwn" | "unseen"> & {
  /** What is to be decided now. */
  readonly batch: readonly ReviewInput[];
  /** What is held and not decided, the batch first. */
  readonly left: readonly ReviewInput[];
  /** The next ones are still to be asked for. */
  readonly isFetching: boolean;
  /** All of the batch was left for later before. */
  readonly isAgain: boolean;
  readonly labelers: Readonly<Record<string, Labeler>>;
};

/** What a window or a page of theirs may show. */
export const inputsOf = ({ held, seen }: Pick<ReviewSession, "held" | "seen">): readonly ReviewInput[] => [
  ...held,
  ...seen,
];

/** As many as a window shows without much scrolling. */
export const BATCH = 5;

/** What counts beside what the Tasks API gave: what it has not got yet, and what was saved since. */
const isCounting = ({ after }: Pick<ReviewSession, "after">, { state, order }: SavedReview): boolean =>
  state === "saved" || order > after;

/** Ids of inputs that this person has decided since they were given, or before and the Tasks API does not know of it yet. */
function decidedOf(session: Pick<ReviewSession, "after">, saved: readonly SavedReview[]): ReadonlySet<string> {
  const counting = saved.filter((one) => isCounting(session, one));
  return new Set(
    counting.flatMap(({ about }) => (about.kind === "inputs" ? about.verdicts.map(({ inputId }) => inputId) : [])),
  );
}

/** What was left for later, the longest ago first. */
export function laterOf(session: Pick<ReviewSession, "after" | "later">, saved: readonly SavedReview[]): string[] {
  const since = [...saved].filter(({ order }) => order > session.after).sort((a, b) => a.order - b.order);
  const left = since.flatMap(({ about }) => (about.kind === "inputs" ? about.left : []));
  return [...new Set([...session.later, ...left].reverse())].reverse();
}

/** By what the Tasks API gave and what was saved since (in any order). Inputs on which labelers differ come first, what was left for later last. */
export function reviewPlaceOf(session: ReviewSession, saved: readonly SavedReview[]): ReviewPlace {
  const { task, held, isLast, isOwn, unseen } = session;
  const decided = decidedOf(session, saved);
  const gone = workersDone(session, saved);
  const open = held.filter(
    ({ input, labels }) => !decided.has(input.id) && !labels.some(({ worker }) => gone.has(worker)),
  );
  const later = laterOf(session, saved);
  const fresh = open.filter(({ input }) => !later.includes(input.id)).sort((a, b) => disputedFirst(a, b));
  const rank = ({ input }: ReviewInput): number => later.indexOf(input.id);
  const again = open.filter(({ input }) => later.includes(input.id)).sort((a, b) => rank(a) - rank(b));
  const isFetching = fresh.length === 0 && !isLast && open.length < held.length;
  const batch = isFetching ? [] : (fresh.length > 0 ? fresh : again).slice(0, BATCH);
  return {
    task,
    isOwn,
    unseen,
    batch,
    left: [...fresh, ...again],
    isFetching,
    isAgain: fresh.length === 0 && batch.length > 0,
    labelers: labelersOf(session, decided, gone),
  };
}

const disputedFirst = (a: ReviewInput, b: ReviewInput): number => Number(isDisputed(b)) - Number(isDisputed(a));

/** Labelers all of whose work was decided at once. */
function workersDone(session: ReviewSession, saved: readonly SavedReview[]): ReadonlySet<string> {
  const counting = saved.filter((one) => isCounting(session, one));
  return new Set(counting.flatMap(({ about }) => (about.kind === "worker" ? [about.worker] : [])));
}

/** With what was decided since they were counted. */
function labelersOf(
  { held, labelers }: ReviewSession,
  decided: ReadonlySet<string>,
  gone: ReadonlySet<string>,
): Readonly<Record<string, Labeler>> {
  const since = held.filter(({ input }) => decided.has(input.id));
  const entries = Object.entries(labelers).map(([account, labeler]): [string, Labeler] => {
    const theirs = since.filter(({ labels }) => labels.some(({ worker }) => worker === account)).length;
    return [account, { ...labeler, waiting: gone.has(account) ? 0 : Math.max(0, labeler.waiting - theirs) }];
  });
  return Object.fromEntries(entries);
}
