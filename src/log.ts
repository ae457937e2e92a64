import { type DestinationStream, type Logger, pino } from "pino";
import type { LogLevel } from "./config.ts";
import { toLoggedError } from "./logged-error.ts";
import { requestScope } from "./request-scope.ts";

const hidden = "[redacted]";

/** What a line may hold only by mistake, by name: at its top, and one and two levels down. */
const secretFields = [
  ...["authorization", "Authorization", "cookie", "token", "botToken", "appToken", "accessToken", "access_token"],
  ...["refresh_token", "bot_token", "pat", "key", "apiKey", "api_key", "password", "secret", "signingSecret"],
  ...["signing_secret", "clientSecret", "client_secret", "response_url", "trigger_id"],
];

/** Secrets that give themselves away by their shape, wherever they stand: in a message, a stack, an address. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[^\s"'\\<>]+/g, hidden],
  [/\b(Key|Bearer|Basic) [\w.~+/=-]{16,}/g, `$1 ${hidden}`],
  [/(:\/\/[^\s:/@"]*):[^\s@"]+@/g, `$1:${hidden}@`],
  [/https:\/\/hooks\.slack\.com\/[^\s"\\]+/g, `https://hooks.slack.com/${hidden}`],
];

/** Shorter values are not searched for: hiding them would garble what has nothing to do with them. */
const minSecretLength = 6;

/** Returns a function that hides the given secrets, and whatever looks like one, in a text (plain or JSON). */
export function createRedactor(secrets: readonly string[] = []): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= minSecretLength)
    // In a log line the secret is JSON, in an address it is percent-encoded.
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const known = [...new Set(spellings)].sort((a, b) => b.length - a.length);

  return (text) => {
    let clean = text;
    // Shapes first: a known secret may be the beginning of one that is not known.
    for (const [shape, replacement] of secretShapes) clean = clean.replace(shape, replacement);
    for (const spelling of known) clean = clean.replaceAll(spelling, hidden);
    return clean;
  };
}

function withLoggedErrors(fields: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(fields);
  if (!entries.some(([, value]) => value instanceof Error)) return fields;
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Error ? toLoggedError(value) : value]),
  );
}

/**
 * The logger: one JSON line each, to standard output unless `destination` says otherwise. `request` in a line is what it was done for.
 * `secrets` are hidden wherever they turn up, also inside the text of an error that somebody else wrote.
 */
export const createLog = (options: {
  level: LogLevel;
  secrets?: readonly string[];
  destination?: DestinationStream;
}): Logger => {
  const settings = {
    level: options.level,
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => {
      const request = requestScope.current();
      return request === undefined ? {} : { request };
    },
    formatters: { level: (label: string) => ({ level: label }), log: withLoggedErrors },
    // pino's own serializer would copy every field of an error.
    serializers: { err: (value: unknown) => (value instanceof Error ? toLoggedError(value) : value) },
    redact: { paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: hidden },
    // The last gate: it sees the finished line, whatever way a secret took into it.
    hooks: { streamWrite: createRedactor(options.secrets) },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
};
