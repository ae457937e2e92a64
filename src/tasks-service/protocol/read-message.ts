import { cut } from "./api-error.ts";
import { enumNames, enums, type Field, messages } from "./definition.ts";
import { isObject, type JsonObject, type JsonValue } from "./json.ts";

export type Reading = {
  readonly message: JsonObject;
  /** Where it is no message of the protocol. */
  readonly problems: readonly string[];
  /** Where it is one, but has more than is taken. */
  readonly excesses: readonly string[];
};

/** Deeper than any sensible message; the protocol's own recursion limit is 100 as well. */
const MAX_DEPTH = 100;
/** Enough for one answer: the first mistakes are the ones that get mended, and reading ends there. */
const MAX_PROBLEMS = 10;
/** Names that a client has made up are shown as far as they help. */
const MAX_SHOWN = 200;

/**
 * Reads JSON as a protocol message by protobuf's JSON rules: both spellings of field names, enums by name or number,
 * 64-bit integers as strings, null as absent. The message comes back in one form: names as in the definition, enums as names,
 * numbers as numbers; the enum `StatusCode` alone comes back as a number. Every problem names the field and what it takes.
 */
export function readMessage(type: string, json: unknown): Reading {
  const state: State = { problems: [], excesses: [], depth: 0 };
  const message = readObject(type, json, "", state);
  return { message: isObject(message) ? message : {}, problems: state.problems, excesses: state.excesses };
}

type State = { readonly problems: string[]; readonly excesses: string[]; readonly depth: number };

const isFull = ({ problems, excesses }: State): boolean => problems.length + excesses.length >= MAX_PROBLEMS;

function refuse(state: State, path: string, what: string): undefined {
  if (!isFull(state)) state.problems.push(`${path === "" ? "The body" : `"${cut(path, MAX_SHOWN)}"`} ${what}.`);
  return undefined;
}

function refuseExcess(state: State, path: string, what: string): undefined {
  if (!isFull(state)) state.excesses.push(`"${cut(path, MAX_SHOWN)}" ${what}.`);
  return undefined;
}

function readObject(type: string, json: unknown, path: string, state: State): JsonObject | undefined {
  if (!isObject(json)) return refuse(state, path, "must be an object");
  if (state.depth > MAX_DEPTH) return refuse(state, path, `is nested more than ${MAX_DEPTH} levels deep`);
  const fields = messages.get(type);
  if (fields === undefined) throw new Error(`the protocol table has no message ${type}`);
  const { problems, excesses, depth } = state;
  const inner = { problems, excesses, depth: depth + 1 };
  const message: JsonObject = {};
  const groups: Record<string, string> = {};
  for (const key of Object.keys(json)) {
    if (isFull(state)) break;
    const value = json[key] ?? null;
    const here = path === "" ? key : `${path}.${key}`;
    const field = fields.get(key);
    if (field === undefined) {
      refuse(state, here, `is not a field of ${type}; its fields are ${fieldNames(fields)}`);
      continue;
    }
    if (value === null) continue;
    if (field.oneof !== undefined) {
      const other = groups[field.oneof];
      if (other !== undefined) refuse(state, here, `cannot be set together with "${other}"`);
      groups[field.oneof] = field.name;
    }
    const read = readField(field, value, here, inner);
    if (read !== undefined) message[field.name] = read;
  }
  return message;
}

const fieldNames = (fields: ReadonlyMap<string, Field>): string =>
  [...new Set([...fields.values()].map((field) => field.name))].join(", ");

function readField(field: Field, value: JsonValue, path: string, state: State): JsonValue | undefined {
  if (field.shape === "list") return readList(field, value, path, state);
  if (field.shape === "map") return readMap(field, value, path, state);
  return readValue(field, value, path, state);
}

const tooMany = (count: number, { limits }: Field): string =>
  `has ${count.toLocaleString("en")} entries: at most ${limits.entries.toLocaleString("en")} are taken`;

function readList(field: Field, value: JsonValue, path: string, state: State): JsonValue[] | undefined {
  if (!Array.isArray(value)) return refuse(state, path, "must be a list");
  if (value.length > field.limits.entries) return refuseExcess(state, path, tooMany(value.length, field));
  const list: JsonValue[] = [];
  for (const [index, item] of value.entries()) {
    if (isFull(state)) break;
    const read = readValue(field, item, `${path}[${index}]`, state);
    if (read !== undefined) list.push(read);
  }
  return list;
}

function readMap(field: Field, value: JsonValue, path: string, state: State): JsonObject | undefined {
  if (!isObject(value)) return refuse(state, path, "must be an object");
  const given = Object.entries(value);
  if (given.length > field.limits.entries) return refuseExcess(state, path, tooMany(given.length, field));
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of given) {
    if (isFull(state)) break;
    const read = readValue(field, item, `${path}.${key}`, state);
    if (read !== undefined) entries.push([key, read]);
  }
  return Object.fromEntries(entries);
}

function readValue(field: Field, value: JsonValue, path: string, state: State): JsonValue | undefined {
  const { type, limits } = field;
  const scalar = scalars.get(type);
  if (scalar !== undefined) {
    const read = scalar.read(value);
    if (read === undefined) return refuse(state, path, `must be ${scalar.expects}`);
    const length = typeof read === "string" ? read.length : isObject(read) ? JSON.stringify(read).length : 0;
    if (length <= limits.length) return read;
    const unit = typeof read === "string" ? "characters" : "characters of JSON";
    const counts = `${length.toLocaleString("en")} ${unit}: at most ${limits.length.toLocaleString("en")}`;
    return refuseExcess(state, path, `has ${counts} are taken`);
  }
  return enums.has(type) ? readEnum(type, value, path, state) : readObject(type, value, path, state);
}

function readEnum(type: string, value: JsonValue, path: string, state: State): JsonValue | undefined {
  const name = enumNames.get(type)?.get(value);
  if (name !== undefined) return type === "StatusCode" ? (enums.get(type)?.get(name) ?? 0) : name;
  const choice =
    type === "StatusCode"
      ? "a status code, by number or by name"
      : `one of ${[...(enums.get(type)?.keys() ?? [])].join(", ")}`;
  return refuse(state, path, `must be ${choice}`);
}

/** NUL and halves of surrogate pairs are refused everywhere: neither database keeps the one, and the other has no UTF-8. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

function isStorable(value: JsonValue, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === "string") return !UNSTORABLE.test(value);
  // JSON has no infinity, but 1e999 is read as one.
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, item]) => !UNSTORABLE.test(key) && isStorable(item, depth + 1));
}

function readNumber(value: JsonValue): number | undefined {
  const number = typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const integer = (lowest: number, highest: number) => ({
  expects: `a whole number from ${lowest} to ${highest}`,
  read: (value: JsonValue): JsonValue | undefined => {
    const number = readNumber(value);
    return number !== undefined && Number.isInteger(number) && number >= lowest && number <= highest
      ? number
      : undefined;
  },
});

const number = (highest: number) => ({
  expects: "a number",
  read: (value: JsonValue): JsonValue | undefined => {
    const read = readNumber(value);
    return read !== undefined && Math.abs(read) <= highest ? read : undefined;
  },
});

/** The largest 32-bit float. */
const MAX_FLOAT = 3.4028234663852886e38;

const text = {
  expects: "text without the NUL character or half of a surrogate pair",
  read: (value: JsonValue) => (typeof value === "string" && isStorable(value) ? value : undefined),
};

const flag = { expects: "true or false", read: (value: JsonValue) => (typeof value === "boolean" ? value : undefined) };

const bytes = {
  expects: "bytes in base64",
  read: (value: JsonValue) =>
    typeof value === "string" && value.length % 4 !== 1 && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? value : undefined,
};

const time = {
  expects: "a time as in 2017-04-11T21:50:50.223962Z",
  read: (value: JsonValue) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? value
      : undefined,
};

const freeObject = {
  expects: `an object without the NUL character or half of a surrogate pair, at most ${MAX_DEPTH} levels deep`,
  read: (value: JsonValue) => (isObject(value) && isStorable(value) ? value : undefined),
};

const freeValue = {
  expects: `a value without the NUL character or half of a surrogate pair, at most ${MAX_DEPTH} levels deep`,
  read: (value: JsonValue) => (isStorable(value) ? value : undefined),
};

type Scalar = { readonly expects: string; readonly read: (value: JsonValue) => JsonValue | undefined };

/** Scalars and protobuf's well-known types by name. 64-bit integers are taken as far as a number holds them exactly. */
export const scalars: ReadonlyMap<string, Scalar> = new Map(
  Object.entries({
    string: text,
    bool: flag,
    BoolValue: flag,
    bytes,
    float: number(MAX_FLOAT),
    double: number(Number.MAX_VALUE),
    int32: integer(-(2 ** 31), 2 ** 31 - 1),
    uint32: integer(0, 2 ** 32 - 1),
    int64: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    uint64: integer(0, Number.MAX_SAFE_INTEGER),
    Int32Value: integer(-(2 ** 31), 2 ** 31 - 1),
    UInt32Value: integer(0, 2 ** 32 - 1),
    Int64Value: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    UInt64Value: integer(0, Number.MAX_SAFE_INTEGER),
    FloatValue: number(MAX_FLOAT),
    DoubleValue: number(Number.MAX_VALUE),
    StringValue: text,
    Timestamp: time,
    Struct: freeObject,
    Value: freeValue,
  }),
);
