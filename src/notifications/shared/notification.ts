import type * as z from "zod";
import type { EventHandling, EventKind, EventPayloads, HeldKind, NewEvent } from "../../domain/notifications/events.ts";
import type { OutboxEvent } from "../../domain/notifications/outbox-event.ts";
import type { Listed } from "../../views/asked.ts";
import type { Slack } from "./ports.ts";

/** How events of one kind become what a person sees: one entry of the table (`create-notifications.ts`). */
export type Notification<K extends EventKind> = {
  /** How the payload is read from the database: a row of an older or newer version is refused by it, and kept. */
  readonly payload: z.ZodType<EventPayloads[K]>;
  /** Shows it to whoever it is for. Resolves with the events that follow; rejects with `DeliveryError` when Slack did not take it. */
  deliver(payload: EventPayloads[K], how: Handed): Promise<readonly NewEvent[]> | readonly NewEvent[];
  /** Where it posts a message to (a person, a channel), if it does: such events are sent a second apart. */
  place?(payload: EventPayloads[K]): string | undefined;
  /** Whose App Home it changes, among those who look at theirs. */
  homes?(payload: EventPayloads[K]): readonly string[];
  /** Keeps what people have set about being told (`courtesy.ts`); without it the event answers somebody's own action. */
  waits?(payload: EventPayloads[K], how: Pick<EventHandling, "group">): Promise<Verdict<K>>;
  /** What it asks, among others that were put off with it; undefined where that is so no more. */
  listed?(payload: EventPayloads[K]): Promise<Listed | undefined> | Listed;
};

/** What can be put off says how it stands among others. */
export type HeldNotifications = {
  readonly [K in HeldKind]: Notification<K> & Required<Pick<Notification<K>, "listed">>;
};

export type Notifications = { readonly [K in EventKind]: Notification<K> };

/** What of an event a delivery may need besides its payload. */
export type Handed = Pick<EventHandling, "group"> & {
  /** They have muted such messages: the one that they have is edited, and no other is sent. */
  readonly isSilent: boolean;
  readonly slack: Slack;
};

/** Whether an event is told now, as what, and what is to be done afterwards; or what stands in its place. */
export type Verdict<K extends EventKind> =
  | {
      readonly tell: EventPayloads[K];
      readonly isSilent?: boolean;
      readonly afterwards?: () => Promise<unknown>;
    }
  | { readonly instead: readonly NewEvent[] };

/** An event as its entry in the table understands it. */
export type OpenedEvent = {
  /** Sends it, or what stands in its place; resolves with what follows from it. */
  deliver(slack: Slack): Promise<readonly NewEvent[]>;
  /** Where it posts a message to, if it does. */
  readonly place: string | undefined;
};

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
