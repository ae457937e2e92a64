import { LIMITS } from "./limits.ts";

/** Where a response goes: who acted, in which conversation, and on which message. */
export type ResponseTarget = {
  readonly channel: string;
  readonly person: string;
  readonly messageTs: string | null;
};

type Issued = { readonly target: ResponseTarget; readonly expiresAt: number; uses: number };

/** `response_url`s: five uses within thirty minutes each. */
export class ResponseUrls {
  readonly #byId = new Map<string, Issued>();
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #origin: () => string;

  constructor(options: { now: () => number; newId: () => string; origin: () => string }) {
    this.#now = options.now;
    this.#newId = options.newId;
    this.#origin = options.origin;
  }

  issue(target: ResponseTarget): string {
    const id = `${this.#newId()}${this.#newId()}`;
    this.#byId.set(id, { target, expiresAt: this.#now() + LIMITS.responseUrl.ms, uses: 0 });
    return `${this.#origin()}/response/${id}`;
  }

  take(id: string): ResponseTarget | { readonly error: string } {
    const issued = this.#byId.get(id);
    if (issued === undefined || this.#now() > issued.expiresAt) return { error: "expired_url" };
    if (issued.uses >= LIMITS.responseUrl.uses) return { error: "used_url" };
    issued.uses += 1;
    return issued.target;
  }
}
