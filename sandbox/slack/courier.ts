import type { AppAnswer, DeliveryRecord, SlackCore } from "./core.ts";
import type { Deliver, Parcel } from "./delivery.ts";
import { parseJson, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";

/** Sends parcels to whichever app is connected, records how each was answered, and repeats events that were not taken. */
export class Courier {
  readonly deliveries: DeliveryRecord[] = [];
  readonly #core: SlackCore;
  readonly #retryTimers = new Set<NodeJS.Timeout>();
  readonly #eventRetryMs: readonly number[];
  #deliver: Deliver | undefined;

  constructor(core: SlackCore, eventRetryMs: readonly number[] = LIMITS.eventRetryMs) {
    this.#core = core;
    this.#eventRetryMs = eventRetryMs;
  }

  /** From now on parcels go this way; undefined: nobody is there. */
  connect(deliver: Deliver | undefined): void {
    this.#deliver = deliver;
  }

  async send(parcel: Parcel): Promise<AppAnswer> {
    const at = this.#core.now();
    const answer =
      this.#deliver === undefined ? { outcome: "unreachable" as const, ms: 0 } : await this.#deliver(parcel);
    const kind = parcel.kind === "command" ? "command" : toText(parcel.payload["type"]);
    const delivery = { kind, payload: parcel.payload, at, answer };
    this.deliveries.push(delivery);
    this.#core.signals.emit({ type: "delivery", delivery });
    return answer;
  }

  /** Sends an event; one that is not taken is repeated as Slack does, with the retry headers. */
  async sendEvent(payload: Parcel["payload"], attempt = 0): Promise<AppAnswer> {
    const headers = attempt === 0 ? {} : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": "http_error" };
    const answer = await this.send({ kind: "event", payload, headers });
    const delay = this.#eventRetryMs[attempt];
    if (isTaken(answer) || delay === undefined) return answer;
    if (delay === 0) return this.sendEvent(payload, attempt + 1);
    const timer = setTimeout(() => {
      this.#retryTimers.delete(timer);
      void this.sendEvent(payload, attempt + 1);
    }, delay);
    timer.unref();
    this.#retryTimers.add(timer);
    return answer;
  }

  stop(): void {
    for (const timer of this.#retryTimers) clearTimeout(timer);
    this.#deliver = undefined;
  }
}

export const isTaken = (answer: AppAnswer): answer is AppAnswer & { outcome: "answered" } =>
  answer.outcome === "answered" && answer.status === 200;

/** What the person is told when the app did not take something, in Slack's error words and ours; null when it did. */
export function toNotice(what: string, answer: AppAnswer): string | null {
  if (answer.outcome === "timed_out")
    return `${what} failed with the error "operation_timeout": the app did not answer in time.`;
  if (answer.outcome === "unreachable")
    return `${what} failed with the error "dispatch_failed": the app is not running.`;
  if (answer.status !== 200)
    return `${what} failed with the error "dispatch_unknown_error": the app answered with HTTP ${answer.status}.`;
  return null;
}

/** The body of an ack as JSON; undefined when it is empty, the text itself when it is not JSON. */
export function readAck(answer: AppAnswer & { outcome: "answered" }): unknown {
  return answer.body === "" ? undefined : (parseJson(answer.body) ?? answer.body);
}
