import type { OutboxEvent } from "../domain/notifications/events.ts";

/** An event that another version of the app has written: nothing is told by guessing, and it is kept for a version that reads it. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";

  /** `problem`: in words, or the first that its schema found. */
  constructor({ kind }: Pick<OutboxEvent, "kind">, problem: string | UnreadablePart | undefined) {
    const where = typeof problem === "object" ? `${problem.path.join(".")}: ${problem.message}` : problem;
    super(`an event of the kind ${kind} is not as this version writes it (${where ?? "no reason given"})`);
  }
}

type UnreadablePart = { readonly path: readonly PropertyKey[]; readonly message: string };
