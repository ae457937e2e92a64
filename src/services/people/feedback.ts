import { type FeedbackGiven, type NewEvent, newEvent } from "../../domain/notifications/events.ts";

export type Feedback = ReturnType<typeof createFeedback>;

/** What people think of the app goes to those who run it in their workspace. */
export const createFeedback = (deps: {
  outbox: { add(events: readonly NewEvent[]): Promise<void> };
  /** The outbox has something to send. */
  wake: () => void;
}) => ({
  /** Writes it, to be told; the same `id` is told once. */
  async give(given: FeedbackGiven, id: string): Promise<void> {
    await deps.outbox.add([newEvent("feedback.given", given, { dedupeKey: `feedback:${given.team}:${id}` })]);
    deps.wake();
  },
});
