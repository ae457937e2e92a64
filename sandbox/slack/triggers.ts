import { LIMITS } from "./limits.ts";

type Trigger = {
  readonly person: string;
  readonly viewId: string | undefined;
  readonly channel: string | undefined;
  readonly expiresAt: number;
  isUsed: boolean;
};

/** Trigger ids: each opens one view, within `lifeMs`. */
export class Triggers {
  readonly #byId = new Map<string, Trigger>();
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #lifeMs: number;

  constructor(now: () => number, newId: () => string, lifeMs: number = LIMITS.triggerMs) {
    this.#now = now;
    this.#newId = newId;
    this.#lifeMs = lifeMs;
  }

  /** `viewId` when the person acted in a modal: views are pushed on that one. `channel` is the conversation that they look at. */
  issue(person: string, viewId?: string, channel?: string): string {
    const id = `${Math.floor(this.#now() / 1000)}.${this.#newId()}`;
    this.#byId.set(id, { person, viewId, channel, expiresAt: this.#now() + this.#lifeMs, isUsed: false });
    return id;
  }

  /** Whose window it was to open, also when it opens nothing any more. */
  ownerOf(id: string): string | undefined {
    return this.#byId.get(id)?.person;
  }

  /** Slack's error word when it opens nothing (any more). */
  take(id: string): Pick<Trigger, "person" | "viewId" | "channel"> | { readonly error: string } {
    const trigger = this.#byId.get(id);
    if (trigger === undefined) return { error: "invalid_trigger_id" };
    if (trigger.isUsed) return { error: "exchanged_trigger_id" };
    if (this.#now() > trigger.expiresAt) return { error: "expired_trigger_id" };
    trigger.isUsed = true;
    return trigger;
  }
}
