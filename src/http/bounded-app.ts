import { App, type AppOptions, type ReceiverEvent } from "@slack/bolt";
import type { AwaitedAcks } from "../domain/awaited-acks.ts";
import type { Log } from "../domain/log.ts";
import { createPlaces, type Places } from "../domain/places.ts";
import type { Watch } from "../domain/watch.ts";
import { ackOnce } from "./ack-once.ts";

/**
 * Handlers that work at once after their ack. Each asks the database and the other side; beyond this number, those that come
 * would only slow down the acks of others, which are due within three seconds. Above what people do at the same moment: a
 * window has to open within three seconds too.
 */
const AT_ONCE = 50;
/** While others wait for their acks. */
const AT_ONCE_BESIDE_ACKS = 8;

type Needs = {
  readonly acks: AwaitedAcks;
  /** Works for the request that the delivery is. */
  readonly inRequest: <T>(work: () => T) => T;
  readonly watch: Watch;
  readonly log: Log;
};

/** Bolt's app in which acks come first: what a handler does after its ack waits for a place. */
export class BoundedApp extends App {
  readonly #acks: AwaitedAcks;
  readonly #inRequest: Needs["inRequest"];
  readonly #watch: Watch;
  readonly #log: Log;
  readonly #places: Places;
  readonly #underWay = new Set<Promise<void>>();

  constructor({ acks, inRequest, watch, log, ...options }: AppOptions & Needs) {
    super(options);
    this.#acks = acks;
    this.#inRequest = inRequest;
    this.#watch = watch;
    this.#log = log;
    this.#places = createPlaces(() => (acks.areAny() ? AT_ONCE_BESIDE_ACKS : AT_ONCE));
    acks.onNone(() => this.#places.review());
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const work = { what: "delivery", name: kindOf(event) } as const;
    const handling = this.#inRequest(() => this.#watch(work, (note) => this.#handle(event, note)));
    this.#underWay.add(handling);
    try {
      await handling;
    } finally {
      this.#underWay.delete(handling);
    }
  }

  async #handle(event: ReceiverEvent, note: (outcome: string) => void): Promise<void> {
    const endWait = this.#acks.add();
    let leave = (): void => {};
    const ack: ReceiverEvent["ack"] = async (answer) => {
      await event.ack(answer);
      note("acked");
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

  /** How many handlers wait for a place after their ack, and how many have one. */
  sizes(): ReturnType<Places["sizes"]> {
    return this.#places.sizes();
  }

  /** Resolves when the deliveries that are being handled now have been handled, whatever came of it. */
  async untilHandled(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }
}

/** A command, or the type of a payload: over HTTP no other comes in than Slack has (take-delivery.ts). */
function kindOf({ body }: ReceiverEvent): string {
  const { command, type } = body;
  return command !== undefined ? "command" : typeof type === "string" ? type : "other";
}
