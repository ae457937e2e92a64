import type * as z from "zod";
import type { JsonObject } from "../domain/json.ts";

/** What may be sent again after an attempt that failed. */
export type Repeat =
  | "always" /** reads, and writes that change nothing when they are done twice */
  | "if_untouched" /** only where the first attempt was surely not carried out: refused connection, 429 */
  | "never";

/** One call of the Tasks API: what is sent and how the answer is read. */
export type ApiCall<T> = {
  /** The name of the call in the vendor's protocol, for errors and logs. */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path segments after `/v2`, not encoded. */
  readonly path: readonly string[];
  /** Lists become repeated parameters. */
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: JsonObject;
  /** What inputs hold is not needed: a side that knows `Prefer: return=minimal` (RFC 7240) leaves it out of the answer. */
  readonly isMinimal?: boolean;
  /** The answer has a file in it, and may be as large. */
  readonly carriesFile?: boolean;
  readonly answer: z.ZodType<T>;
  readonly repeat: Repeat;
};

/** `undefined` for a segment that would change the meaning of the path ("", "..", a lone surrogate): no id looks like that. */
export function toPath(segments: readonly string[]): string | undefined {
  if (segments.some((segment) => ["", ".", ".."].includes(segment) || /\p{Surrogate}/u.test(segment))) return undefined;
  return ["v2", ...segments].map((segment) => encodeURIComponent(segment)).join("/");
}

export function toSearchParams(query: ApiCall<unknown>["query"] = {}): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of typeof value === "object" ? value : [value]) params.append(name, String(one));
  }
  return params;
}
