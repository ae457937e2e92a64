import type { Doing, Via } from "../../domain/history/doings.ts";
import type { NewEvent } from "../../domain/notifications/events.ts";
import type { ReviewAbout, ReviewState, SavedReview } from "../../domain/review/review.ts";
import type { ReviewSession } from "../../domain/review/session.ts";
import type { Lane, LaneQueue } from "../labeling/ports.ts";

export type ReviewStore = LaneQueue & {
  findSession(lane: Lane): Promise<ReviewSession | undefined>;
  saveSession(lane: Lane, session: ReviewSession): Promise<void>;
  /** What was saved of a lane and counts beside an answer of the Tasks API: all that it has not got yet, and the newest. Newest first. */
  recentReviews(lane: Lane, limit: number): Promise<readonly SavedReview[]>;
  /**
   * Writes what somebody saves: one row, also where the same `id` comes again. Verdicts on inputs that they have decided since `after` are left out: their ids are given. It is this
   * process's to send for `leaseMs`.
   */
  save(
    lane: Lane,
    review: { readonly id: string; readonly about: ReviewAbout; readonly after: number; readonly via: Via },
    leaseMs: number,
  ): Promise<{ readonly review: SavedReview; readonly taken: readonly string[] }>;
  /** What is to be sent of a lane, oldest first. */
  openReviews(lane: Lane): Promise<readonly SavedReview[]>;
  /** Notes how it ended, from "saved" alone, with the events that tell of it. */
  settle(
    id: string,
    state: Exclude<ReviewState, "saved">,
    events: readonly NewEvent[],
    doings?: readonly Doing[],
  ): Promise<void>;
};
