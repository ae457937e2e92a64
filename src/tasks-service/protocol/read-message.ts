import { enums, type Field, messages } from "./definition.ts";
import { isObject, type JsonObject, type JsonValue } from "./json.ts";

export type Reading = { readonly message: JsonObject; readonly problems: readonly string[] };

/** Deeper than any sensible message; the protocol's own recursion limit is 100 as well. */
const MAX_DEPTH = 100;
/** Enough for one answer: the first mistakes are the ones that get mended. */
const MAX_PROBLEMS = 10;

/**
 * Reads JSON as a protocol message by protobuf's JSON rules: both spellings of field names, enums by name or number,
 * 64-bit integers as strings, null as absent. The message comes back in one form: names as in the definition, enums as names,
 * numbers as numbers; the enum `StatusCode` alone comes back as a number. Every problem names the field and what it takes.
 */
export function readMessage(type: string, json: unknown): Reading {
  const problems: string[] = [];
  const message = readObject(type, json, "", { problems, depth: 0 });
  return { message: isObject(message) ? message : {}, problems: problems.slice(0, MAX_PROBLEMS) };
}

type State = { readonly problems: string[]; readonly depth: number };

function refuse(state: State, path: string, what: string): undefined {
  state.problems.push(`${path === "" ? "The body" : `"${path}"`} ${what}`);
  return undefined;
}

function readObject(type: string, json: unknown, path: string, state: State): JsonObject | undefined {
  if (!isObject(json)) return refuse(state, path, "must be an object");
  if (state.depth > MAX_DEPTH) return refuse(state, path, `is nested more than ${MAX_DEPTH} levels deep`);
  const fields = messages.get(type);
  if (fields === undefined) throw new Error(`the protocol table has no message ${type}`);
  const inner = { problems: state.problems, depth: state.depth + 1 };
  const message: JsonObject = {};
  const groups = new Map<string, string>();
  for (const [key, value] of Object.entries(json)) {
    const here = path === "" ? key : `${path}.${key}`;
    const field = fields.get(key);
    if (field === undefined) {
      refuse(state, here, `is not a field of ${type}; its fields are ${fieldNames(fields)}`);
      continue;
    }
    if (value === null) continue;
    if (field.oneof !== undefined) {
      const other = groups.get(field.oneof);
      if (other !== undefined) refuse(state, here, `cannot be set together with "${other}"`);
      groups.set(field.oneof, field.name);
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
  return readValue(field.type, value, path, state);
}

function readList(field: Field, value: JsonValue, path: string, state: State): JsonValue[] | undefined {
  if (!Array.isArray(value)) return refuse(state, path, "must be a list");
  const list: JsonValue[] = [];
  for (const [index, item] of value.entries()) {
    const read = readValue(field.type, item, `${path}[${index}]`, state);
    if (read !== undefined) list.push(read);
  }
  return list;
}

function readMap(field: Field, value: JsonValue, path: string, state: State): JsonObject | undefined {
  if (!isObject(value)) return refuse(state, path, "must be an object");
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    const read = readValue(field.type, item, `${path}.${key}`, state);
    if (read !== undefined) entries.push([key, read]);
  }
  return Object.fromEntries(entries);
}

function readValue(type: string, value: JsonValue, path: string, state: State): JsonValue | undefined {
  const scalar = scalars.get(type);
  if (scalar !== undefined) {
    const read = scalar.read(value);
    return read === undefined ? refuse(state, path, `must be ${scalar.expects}`) : read;
  }
  const names = enums.get(type);
  if (names !== undefined) return readEnum(type, names, value, path, state);
  return readObject(type, value, path, state);
}

function readEnum(
  type: string,
  names: ReadonlyMap<string, number>,
  value: JsonValue,
  path: string,
  state: State,
): JsonValue | undefined {
  for (const [name, number] of names) {
    if (value !== name && value !== number && value !== String(number)) continue;
    return type === "StatusCode" ? number : name;
  }
  const choice =
    type === "StatusCode" ? "a status code, by number or by name" : `one of ${[...names.keys()].join(", ")}`;
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

const readNumber = (value: JsonValue): number | undefined => {
  const number = typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

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
  expects: "text without the NUL character",
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
  expects: `an object without the NUL character, at most ${MAX_DEPTH} levels deep`,
  read: (value: JsonValue) => (isObject(value) && isStorable(value) ? value : undefined),
};

const freeValue = {
  expects: `a value without the NUL character, at most ${MAX_DEPTH} levels deep`,
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
