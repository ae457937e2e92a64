import { TasksApiError } from "../domain/tasks-api-error.ts";
import type { Repeat } from "./call.ts";

export type Fault = ConstructorParameters<typeof TasksApiError>[0];

/** One attempt that did not get what it asked for. */
export type Failure = {
  readonly error: TasksApiError;
  /** The weakest rule under which the call may be sent again; "never" for what would fail in the same way. */
  readonly repeat: Repeat;
};

/** Thrown where ky sends, so that it knows one attempt from the next: what came of this one. It never leaves the transport. */
export class AttemptFailed extends Error {
  override readonly name = "AttemptFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.error.message);
    this.failure = failure;
  }
}

/**
 * Error codes of a connection that was never made, so that nothing was sent.
 * Source: Node's and undici's error codes.
 */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Error codes of an answer that breaks the rules of HTTP: headers longer than any server's, a length that is not the body's.
 * Source: undici's error codes.
 */
const NOT_HTTP: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_OVERFLOW", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"]);

/** A failed `fetch` and its causes, outermost first; where several addresses were tried, the first one's. */
function causesOf(error: unknown): readonly object[] {
  const causes: object[] = [];
  let at = error;
  // Deeper than any error of undici is, and an end for one that is its own cause.
  for (let depth = 0; depth < 5 && typeof at === "object" && at !== null; depth += 1) {
    causes.push(at);
    const several: unknown = "errors" in at && Array.isArray(at.errors) ? at.errors[0] : undefined;
    at = several ?? ("cause" in at ? at.cause : undefined);
  }
  return causes;
}

function findSystemCode(causes: readonly object[]): string | undefined {
  for (const cause of causes)
    if ("code" in cause && typeof cause.code === "string" && /^[A-Z_0-9]+$/.test(cause.code)) return cause.code;
  return undefined;
}

/** Told by the name of undici's parser error: the parser's own code (HPE_…) comes along on Node 20 and is left out on Node 24. */
const isParserError = (cause: object): boolean => "name" in cause && cause.name === "HTTPParserError";

/**
 * A `fetch` that rejected. The original error is left behind on purpose: its message or its request may hold the key (a header that
 * is not allowed is quoted in full).
 */
export function toConnectionFailure(call: string, error: unknown): Failure {
  const causes = causesOf(error);
  const system = findSystemCode(causes);
  const untouched = system !== undefined && NEVER_CONNECTED.has(system);
  const isNotHttp = causes.some(isParserError) || (system !== undefined && NOT_HTTP.has(system));
  const fault: Fault = {
    code: isNotHttp ? "bad_answer" : "unavailable",
    call,
    outcomeUnknown: !untouched,
    description: `the connection failed${system === undefined ? "" : ` (${system})`}`,
  };
  return { error: new TasksApiError(fault), repeat: untouched ? "if_untouched" : "always" };
}

/** An answer that is not the API's. */
export const toBadAnswer = (call: string, description: string, repeat: Repeat): Failure => ({
  error: new TasksApiError({ code: "bad_answer", call, outcomeUnknown: true, description }),
  repeat,
});

/** An answer that is longer than what is read of one: it would be as long the next time. */
export const toTooLong = (call: string, description: string): Failure => ({
  error: new TasksApiError({ code: "bad_answer", call, outcomeUnknown: true, description, isTooLong: true }),
  repeat: "never",
});

/** An answer of the API's in which something is not as it should be; `under`: where in the answer that stands which was read. */
export function toUnexpected(
  call: string,
  { issues }: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] },
  under: readonly PropertyKey[] = [],
): Failure {
  const where = issues.slice(0, 3).map(({ path }) => [...under, ...path].join("."));
  return toBadAnswer(call, `an answer of an unexpected shape (at ${where.join(", ")})`, "never");
}

export const toTimeOut = (call: string, limitMs: number): Failure => ({
  error: new TasksApiError({
    code: "timed_out",
    call,
    outcomeUnknown: true,
    description: `no answer within ${Math.round(limitMs) / 1000} s`,
  }),
  repeat: "never",
});
