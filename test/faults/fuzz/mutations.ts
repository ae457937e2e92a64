import fc from "fast-check";
import type { Json } from "../../../sandbox/slack/json.ts";

/** Where something stands in a payload. A string that holds JSON (`private_metadata`, a button's value) is gone into as well. */
type Step = string | number;

const HUGE = "x".repeat(200_000);
const DEEP = JSON.parse(`${"[".repeat(2_000)}${"]".repeat(2_000)}`) as unknown;

/** What takes the place of a field's value. */
const INTRUDERS: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, "", " ", "\0", "a\0b", "\ud800", "a\udc00b", "\u202e", HUGE, DEEP],
  ...[
    [],
    {},
    [null],
    [[]],
    { value: null },
    { type: 7 },
    "[object Object]",
    "undefined",
    "-1",
    "1e999",
    "NaN",
    "__proto__",
  ],
  ...[
    "constructor",
    "toString",
    "'; drop table submissions; --",
    "<!channel>",
    "<@U0>",
    "{",
    '{"a":',
    "%00",
    "../..",
    "😀",
  ],
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
];

type Change = { readonly at: number; readonly what: "leave out" | "twice" | "swap" | { readonly put: unknown } };

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(100_000),
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("leave out" as const, "twice" as const, "swap" as const) },
    { weight: 8, arbitrary: fc.constantFrom(...INTRUDERS).map((put) => ({ put })) },
    { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 300 }).map((put) => ({ put })) },
    { weight: 1, arbitrary: fc.jsonValue().map((put) => ({ put })) },
  ),
});

/** A real payload with one to four of its parts changed. */
export const mutated = (seeds: readonly Json[]): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([seed, changes]) => changes.reduce<Json>((payload, one) => applyChange(payload, one), seed));

function applyChange(payload: Json, { at, what }: Change): Json {
  const paths = [...listPaths(payload)];
  const path = paths[at % paths.length];
  if (path === undefined) return payload;
  const value = valueAt(payload, path);
  const other = paths[(at * 31 + 7) % paths.length] ?? path;
  const replace = (put: unknown): Json => setAt(payload, path, { put }) as Json;
  if (what === "leave out") return setAt(payload, path, undefined) as Json;
  if (what === "twice") return replace([value, value]);
  if (what === "swap") return replace(valueAt(payload, other));
  return replace(what.put);
}

/** Deeper than anything that Slack nests, and shallow enough to go through by recursion. */
const DEEPEST = 30;

function* listPaths(value: unknown, path: readonly Step[] = []): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (path.length > DEEPEST) return;
  const opened = openUp(value);
  if (typeof opened !== "object" || opened === null) return;
  for (const [key, inner] of Object.entries(opened)) {
    yield* listPaths(inner, [...path, Array.isArray(opened) ? Number(key) : key]);
  }
}

/** JSON in a string, as an object; everything else as it is. */
function openUp(value: unknown): unknown {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  let found = value;
  for (const step of path) {
    const opened = openUp(found);
    if (typeof opened !== "object" || opened === null) return undefined;
    found = (opened as Record<Step, unknown>)[step];
  }
  return found;
}

/** A copy in which there is something else at the path, or nothing. */
function setAt(value: unknown, [step, ...rest]: readonly Step[], change: { put: unknown } | undefined): unknown {
  const opened = openUp(value);
  if (step === undefined || typeof opened !== "object" || opened === null) return value;
  const entries = Object.entries(opened).flatMap(([key, inner]): [string, unknown][] => {
    if (key !== String(step)) return [[key, inner]];
    if (rest.length > 0) return [[key, setAt(inner, rest, change)]];
    return change === undefined ? [] : [[key, change.put]];
  });
  const copy = Array.isArray(opened) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  return typeof value === "string" ? JSON.stringify(copy) : copy;
}
