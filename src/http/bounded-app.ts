import { App, type AppOptions, type ReceiverEvent } from "@slack/bolt";
import type { AwaitedAcks } from "../domain/awaited-acks.ts";
import type { Log } from "../domain/log.ts";
import { createPlaces, type Places } from "../domain/places.ts";
import { ackOnce } from "./ack-once.ts";

/**
 * Handlers that work at once after their ack. Each asks the database and the other side; beyond this number, those that come
 * would only slow down the acks of others, which are due within three seconds. Above what people do at the same moment: a
 * window has to open within three seconds too.
 */
const AT_ONCE = 50;
/** While others wait for their acks. */
const AT_ONCE_BESIDE_ACKS = 8;

/** Bolt's app in which acks come first: what a handler does after its ack waits for a place. */
export class BoundedApp extends App {
  readonly #acks: AwaitedAcks;
  readonly #log: Log;
  readonly #places: Places;
  readonly #underWay = new Set<Promise<void>>();

  constructor({ acks, log, ...options }: AppOptions & { readonly acks: AwaitedAcks; readonly log: Log }) {
    super(options);
    this.#acks = acks;
    this.#log = log;
    this.#places = createPlaces(() => (acks.areAny() ? AT_ONCE_BESIDE_ACKS : AT_ONCE));
    acks.onNone(() => this.#places.review());
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const handling = this.#handle(event);
    this.#underWay.add(handling);
    try {
      await handling;
    } finally {
      this.#underWay.delete(handling);
    }
  }

  async #handle(event: ReceiverEvent): Promise<void> {
    const endWait = this.#acks.add();
    let leave = (): void => {};
    const ack: ReceiverEvent["ack"] = async (answer) => {
      await event.ack(answer);
      endWait();
      leave = await this.#places.take();
    };
    try {
      await super.processEvent({ ...event, ack: ackOnce(event, ack, this.#log) });
    } finally {
      endWait();
      leave();
    }
  }

  /** Resolves when the deliveries that are being handled now have been handled, whatever came of it. */
  async untilHandled(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }
}
