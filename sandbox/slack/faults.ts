import type { Json } from "./json.ts";

/** What goes wrong with a call, as a test plans it. */
export type Fault =
  /** An answer `{ok: false, error}`. */
  | { readonly error: string }
  /** 429 with `Retry-After` in seconds. */
  | { readonly retryAfter: number }
  /** An HTTP error with a page that is not JSON. */
  | { readonly status: number }
  /** Carried out, after that time in milliseconds. */
  | { readonly delayMs: number }
  /** Carried out, once that has come to pass. */
  | { readonly after: Promise<unknown> }
  /** The connection breaks: before the call is carried out, or after it (the answer is lost). */
  | { readonly cut: "before" | "after" };

type Planned = { readonly fault: Fault; readonly when: (args: Json) => boolean; left: number };

/** The faults that tests have planned, by method. */
export class Faults {
  readonly #byMethod = new Map<string, Planned[]>();

  /** The next `times` calls (default 1) of the method for which `when` holds go wrong. */
  plan(method: string, fault: Fault, options: { times?: number; when?: (args: Json) => boolean } = {}): void {
    const planned = { fault, when: options.when ?? (() => true), left: options.times ?? 1 };
    this.#byMethod.set(method, [...(this.#byMethod.get(method) ?? []), planned]);
  }

  take(method: string, args: Json): Fault | undefined {
    const planned = this.#byMethod.get(method)?.find((one) => one.left > 0 && one.when(args));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    return planned.fault;
  }
}
