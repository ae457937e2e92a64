import { enums } from "./definition.ts";
import { isObject, type JsonObject } from "./json.ts";

/** The names of all enums' zeros: protobuf sends a field at its default as often as it leaves it out. */
const ZERO_NAMES = new Set(
  [...enums.values()].flatMap((names) => [...names].filter(([, number]) => number === 0).map(([name]) => name)),
);

/** Whether a value says anything: a field at its default is one that was not sent. */
export function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.values(value).some(isSet);
  if (typeof value === "string") return value !== "" && !ZERO_NAMES.has(value);
  return value !== undefined && value !== null && value !== 0 && value !== false;
}

export type Unkept = {
  /** The path to the message, as `annotations[0].`. */
  readonly where?: string;
  /** What is said of a field, and of certain fields. */
  readonly reason?: string;
  readonly reasons?: Readonly<Record<string, string>>;
};

/** Why a message cannot be taken whole: it sets a field that is not among those that are kept. */
export function unkeptProblem(
  message: JsonObject,
  kept: readonly string[],
  { where = "", reason = "is not kept by this service: leave it out.", reasons = {} }: Unkept = {},
): string | undefined {
  const field = Object.keys(message).find((name) => !kept.includes(name) && isSet(message[name]));
  return field === undefined ? undefined : `"${where}${field}" ${reasons[field] ?? reason}`;
}
