import type { TaskStatus } from "../task.ts";
import type { ChannelSeen } from "./channel-follow.ts";

/** A channel reads that review waits once a day at most; reviewers themselves are asked more often. */
const REVIEW_NEWS_PAUSE_MS = 24 * 60 * 60 * 1000;
const HALF = 0.5;

/** A task as channels are told of it: sums alone, nothing about what single people have said or done. */
export type TaskForChannels = {
  readonly status: TaskStatus;
  readonly isOpen: boolean;
  /** Fraction 0..1; absent where nothing says it. */
  readonly work?: number;
  /** Labels that wait for reviewers; 0 while they are too few to ask for a review. */
  readonly waiting: number;
  readonly labels: number;
  /** How many people have labeled. */
  readonly people: number;
  readonly isFinished: boolean;
  /** Since the first label was seen. */
  readonly tookMs: number;
  /** Stands for all that the card shows of its progress. */
  readonly shown: string;
};

/** One thing that happened in a task, as its channels are told. */
export type ChannelNews =
  | { readonly kind: "created" }
  | { readonly kind: "half"; readonly work: number }
  | { readonly kind: "review"; readonly waiting: number }
  | { readonly kind: "finished"; readonly labels: number; readonly people: number; readonly tookMs: number }
  | { readonly kind: "closed"; readonly status: TaskStatus };

/**
 * What a channel is to be told of a task, and what is to be remembered for it. What was so before the channel followed the task
 * is told by the card, and no news; that it was created is what its thread begins with.
 */
export function findNews(
  before: ChannelSeen | undefined,
  task: TaskForChannels,
  at: number,
): { readonly seen: ChannelSeen; readonly news: readonly ChannelNews[] } {
  const { work = 0, waiting, labels, isFinished, isOpen, status, shown } = task;
  const known = before ?? knownAtFirst(task, at);
  const news: ChannelNews[] = [];
  if (known.createdAt === undefined) news.push({ kind: "created" });
  const isHalf = work >= HALF;
  // Of a task that went from less than half to all in one step, half is no news.
  if (isHalf && work < 1 && known.halfAt === undefined) news.push({ kind: "half", work });
  const { reviewAt, reviewOf = 0 } = known;
  const isPaused = reviewAt !== undefined && at - reviewAt < REVIEW_NEWS_PAUSE_MS;
  const isReviewNews = isOpen && waiting > 0 && labels > reviewOf && !isPaused;
  if (isReviewNews) news.push({ kind: "review", waiting });
  if (isFinished && known.finishedAt === undefined)
    news.push({ kind: "finished", labels, people: task.people, tookMs: task.tookMs });
  const isTold = status === "DONE" && isFinished;
  if (!isOpen && known.closedAt === undefined && !isTold) news.push({ kind: "closed", status });
  const review = isReviewNews ? { reviewAt: at, reviewOf: labels } : { reviewAt, reviewOf: Math.min(reviewOf, labels) };
  return {
    news,
    seen: {
      shown,
      createdAt: known.createdAt ?? at,
      ...(isHalf && { halfAt: known.halfAt ?? at }),
      ...(review.reviewAt !== undefined && { reviewAt: review.reviewAt, reviewOf: review.reviewOf }),
      // A task that goes on after it was finished, or closed, can be so again.
      ...(isFinished && { finishedAt: known.finishedAt ?? at }),
      ...(!isOpen && { closedAt: known.closedAt ?? at }),
    },
  };
}

const knownAtFirst = (
  { work = 0, waiting, labels, isFinished, isOpen, shown }: TaskForChannels,
  at: number,
): ChannelSeen => ({
  shown,
  ...(work >= HALF && { halfAt: at }),
  ...(waiting > 0 && { reviewAt: at, reviewOf: labels }),
  ...(isFinished && { finishedAt: at }),
  ...(!isOpen && { closedAt: at }),
});
