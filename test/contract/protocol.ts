import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import protobuf from "protobufjs";

/**
 * The vendor's protocol definition as the judge of JSON bodies.
 *
 * `problemsOf("PostTasksRequest", body)` is empty when the body is proto JSON of that message: every field known (in snake_case or
 * lowerCamelCase), every value of its field's type, enums by name, at most one member of a oneof. It is as strict as what the API
 * writes, not as lenient as what a parser may take: numbers are numbers (64-bit ones may be strings), null stands for nothing.
 */

const PACKAGE = "clarifai.api";
const resolve = createRequire(import.meta.url).resolve;
// The package exports neither its manifest nor its proto files: its entry point is one folder below the root.
const vendorRoot = join(dirname(resolve("clarifai-nodejs-grpc")), "..");
const protobufRoot = dirname(resolve("protobufjs/package.json"));

/** Loads service.proto and all it imports. Google's own files come with protobufjs: well-known types in memory, the rest as files. */
function loadRoot(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => {
    if (protobuf.common.get(target) !== null) return target;
    const vendored = join(vendorRoot, target);
    return existsSync(vendored) ? vendored : join(protobufRoot, target);
  };
  root.loadSync(["proto/clarifai/api/service.proto"], { keepCase: true });
  root.resolveAll();
  return root;
}

let loaded: protobuf.Root | undefined;
/** Loaded once and at first use: it takes some 200 ms. */
function protocol(): protobuf.Root {
  loaded ??= loadRoot();
  return loaded;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Any JSON value; what JSON cannot hold (undefined, NaN, functions) is a problem. */
function jsonProblems(value: unknown, path: string): string[] {
  if (value === null || typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path}: ${value} is not JSON`];
  if (Array.isArray(value)) return value.flatMap((item, index) => jsonProblems(item, `${path}[${index}]`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => jsonProblems(item, `${path}.${key}`));
  return [`${path}: ${typeof value} is not JSON`];
}

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Messages whose proto JSON is not an object of their fields. */
const wellKnown: Readonly<Record<string, (value: unknown, path: string) => string[]>> = {
  "google.protobuf.Struct": (value, path) =>
    isObject(value) ? jsonProblems(value, path) : [`${path}: a Struct is an object, not ${show(value)}`],
  "google.protobuf.Value": jsonProblems,
  "google.protobuf.ListValue": (value, path) =>
    Array.isArray(value) ? jsonProblems(value, path) : [`${path}: a ListValue is an array, not ${show(value)}`],
  "google.protobuf.Timestamp": (value, path) =>
    typeof value === "string" && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value))
      ? []
      : [`${path}: a Timestamp is an RFC 3339 string, not ${show(value)}`],
  "google.protobuf.Duration": (value, path) =>
    typeof value === "string" && /^-?\d+(\.\d{1,9})?s$/.test(value)
      ? []
      : [`${path}: a Duration is a string such as "1.5s", not ${show(value)}`],
  "google.protobuf.BoolValue": (value, path) => scalarProblems("bool", value, path),
  "google.protobuf.StringValue": (value, path) => scalarProblems("string", value, path),
  "google.protobuf.Int32Value": (value, path) => scalarProblems("int32", value, path),
  "google.protobuf.UInt32Value": (value, path) => scalarProblems("uint32", value, path),
  "google.protobuf.Int64Value": (value, path) => scalarProblems("int64", value, path),
  "google.protobuf.UInt64Value": (value, path) => scalarProblems("uint64", value, path),
  "google.protobuf.FloatValue": (value, path) => scalarProblems("float", value, path),
  "google.protobuf.DoubleValue": (value, path) => scalarProblems("double", value, path),
  "google.protobuf.BytesValue": (value, path) => scalarProblems("bytes", value, path),
};

const integerRanges: Readonly<Record<string, readonly [min: bigint, max: bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

function toInteger(type: string, value: unknown): bigint | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  if (type.endsWith("64") && typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  return undefined;
}

const MAX_FLOAT = 3.4028234663852886e38;

function scalarProblems(type: string, value: unknown, path: string): string[] {
  return isScalar(type, value) ? [] : [`${path}: ${show(value)} is no ${type}`];
}

function isScalar(type: string, value: unknown): boolean {
  const range = integerRanges[type];
  if (range !== undefined) {
    const integer = toInteger(type, value);
    return integer !== undefined && integer >= range[0] && integer <= range[1];
  }
  if (type === "float" || type === "double") {
    const max = type === "float" ? MAX_FLOAT : Number.MAX_VALUE;
    return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= max;
  }
  if (type === "bool") return typeof value === "boolean";
  if (type === "bytes") return typeof value === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value);
  // A proto string is UTF-8: a lone surrogate has no encoding.
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

function enumProblems(type: protobuf.Enum, value: unknown, path: string): string[] {
  if (typeof value === "string" && type.values[value] !== undefined) return [];
  // The API writes status codes as numbers; every other enum travels by name.
  const mayBeNumber = type.name === "StatusCode";
  if (mayBeNumber && typeof value === "number" && type.valuesById[value] !== undefined) return [];
  return [`${path}: ${show(value)} is no ${type.name}`];
}

function singleProblems(field: protobuf.Field, value: unknown, path: string): string[] {
  const type = field.resolvedType;
  if (type instanceof protobuf.Enum) return enumProblems(type, value, path);
  if (type instanceof protobuf.Type) return messageProblems(type, value, path);
  return scalarProblems(field.type, value, path);
}

function fieldProblems(field: protobuf.Field, value: unknown, path: string): string[] {
  if (field.map) {
    if (!isObject(value)) return [`${path}: a map is an object, not ${show(value)}`];
    return Object.entries(value).flatMap(([key, item]) => singleProblems(field, item, `${path}.${key}`));
  }
  if (field.repeated) {
    if (!Array.isArray(value)) return [`${path}: a repeated field is an array, not ${show(value)}`];
    return value.flatMap((item, index) => singleProblems(field, item, `${path}[${index}]`));
  }
  return singleProblems(field, value, path);
}

/** The JSON name that protobuf derives from a field name. */
const toJsonName = (name: string): string => name.replace(/_+(.?)/g, (_match, letter: string) => letter.toUpperCase());

function findField(type: protobuf.Type, key: string): protobuf.Field | undefined {
  const exact = type.fields[key];
  if (exact !== undefined) return exact;
  return type.fieldsArray.find((field) => toJsonName(field.name) === key);
}

const fullNames = new Map<protobuf.Type, string>();
/** Kept, since protobufjs puts it together from all that a type stands in, for each of a thousand annotations. */
function fullNameOf(type: protobuf.Type): string {
  const name = fullNames.get(type) ?? type.fullName.replace(/^\./, "");
  fullNames.set(type, name);
  return name;
}

function messageProblems(type: protobuf.Type, value: unknown, path: string): string[] {
  const special = wellKnown[fullNameOf(type)];
  if (special !== undefined) return special(value, path);
  if (!isObject(value)) return [`${path}: ${type.name} is an object, not ${show(value)}`];

  const problems: string[] = [];
  const takenBy = new Map<string, string>();
  for (const [key, item] of Object.entries(value)) {
    const field = findField(type, key);
    if (field === undefined) {
      problems.push(`${path}.${key}: ${type.name} has no such field`);
      continue;
    }
    const slot = field.partOf?.name ?? field.name;
    const other = takenBy.get(slot);
    if (other !== undefined) problems.push(`${path}.${key}: ${type.name} takes only one of ${other}, ${key}`);
    takenBy.set(slot, key);
    problems.push(...fieldProblems(field, item, `${path}.${key}`));
  }
  return problems;
}

/**
 * What is wrong with a JSON body as a message of the vendor's protocol; empty when nothing is.
 * `messageType` is a message's name in `clarifai.api` ("PostTasksRequest") or a full name ("clarifai.api.status.BaseResponse").
 */
export function problemsOf(messageType: string, json: unknown): string[] {
  const type = protocol().lookupType(messageType.includes(".") ? messageType : `${PACKAGE}.${messageType}`);
  return messageProblems(type, json, type.name);
}

/** A call of the vendor's service, as found by its HTTP binding. */
export type ProtocolCall = {
  readonly rpc: string;
  readonly requestType: string;
  readonly responseType: string;
  /** Values of the path's placeholders, by their field path ("user_app_id.user_id"), decoded. */
  readonly pathParams: Readonly<Record<string, string>>;
};

type Binding = { verb: string; segments: number; pattern: RegExp; names: readonly string[]; method: protobuf.Method };

const verbs = ["get", "post", "put", "patch", "delete"] as const;

function toBindings(method: protobuf.Method, rule: Record<string, unknown>): Binding[] {
  const found: Binding[] = [];
  for (const verb of verbs) {
    const template = rule[verb];
    if (typeof template !== "string") continue;
    const names = [...template.matchAll(/\{([^}=]+)(=[^}]*)?\}/g)].map((match) => match[1] ?? "");
    const pattern = new RegExp(`^${template.replace(/\{[^}]*\}/g, "([^/]+)")}$`);
    found.push({ verb: verb.toUpperCase(), segments: template.split("/").length, pattern, names, method });
  }
  const more = rule["additional_bindings"];
  const rules = Array.isArray(more) ? more : [more];
  return [...found, ...rules.filter(isObject).flatMap((next) => toBindings(method, next))];
}

/** Options of a method come as a list of one-key objects; a repeated key stands in it several times. */
function httpRulesOf(method: protobuf.Method): Record<string, unknown>[] {
  const options: unknown = method.parsedOptions;
  return (Array.isArray(options) ? options : [options])
    .filter(isObject)
    .map((option) => option["(google.api.http)"])
    .filter(isObject);
}

let bindings: readonly Binding[] | undefined;
function listBindings(): readonly Binding[] {
  bindings ??= protocol()
    .lookupService(`${PACKAGE}.V2`)
    .methodsArray.flatMap((method) => httpRulesOf(method).flatMap((rule) => toBindings(method, rule)))
    // A literal path ("/inputs/status") goes before one with placeholders ("/inputs/{input_id}").
    .sort((a, b) => a.names.length - b.names.length);
  return bindings;
}

const alike = new Map<string, readonly Binding[]>();

/** What may match the call: the bindings of its verb with as many segments, kept, since each of thousands of answers is judged. */
function bindingsLike(verb: string, path: string): readonly Binding[] {
  const segments = path.split("/").length;
  const key = `${verb} ${segments}`;
  const found = alike.get(key) ?? listBindings().filter((each) => each.verb === verb && each.segments === segments);
  alike.set(key, found);
  return found;
}

/** The call that the vendor's service binds to this method and path (without a query); undefined when it binds none. */
export function findCall(httpMethod: string, path: string): ProtocolCall | undefined {
  for (const { pattern, names, method } of bindingsLike(httpMethod.toUpperCase(), path)) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const pathParams = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? "")]));
    return {
      rpc: method.name,
      requestType: (method.resolvedRequestType?.fullName ?? "").replace(/^\./, ""),
      responseType: (method.resolvedResponseType?.fullName ?? "").replace(/^\./, ""),
      pathParams,
    };
  }
  return undefined;
}

/** What is wrong with a query string as fields of a request: unknown names, wrong types, a single field given twice. */
export function queryProblemsOf(messageType: string, query: URLSearchParams): string[] {
  const type = protocol().lookupType(messageType.includes(".") ? messageType : `${PACKAGE}.${messageType}`);
  const problems: string[] = [];
  for (const key of new Set(query.keys())) {
    const field = findField(type, key);
    if (field === undefined || field.map || field.resolvedType instanceof protobuf.Type) {
      problems.push(`?${key}: ${type.name} has no such simple field`);
      continue;
    }
    const values = query.getAll(key);
    if (values.length > 1 && !field.repeated) problems.push(`?${key}: given ${values.length} times`);
    problems.push(...values.flatMap((text) => singleProblems(field, toScalar(field, text), `?${key}`)));
  }
  return problems;
}

/** A query value is text; the field says what it should be read as. */
function toScalar(field: protobuf.Field, text: string): unknown {
  if (field.type === "bool") return text === "true" ? true : text === "false" ? false : text;
  const isNumber = integerRanges[field.type] !== undefined || field.type === "float" || field.type === "double";
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
