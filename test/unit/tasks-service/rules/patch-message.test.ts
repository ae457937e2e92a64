import { describe, expect, it } from "@jest/globals";
import type { JsonObject } from "../../../../src/tasks-service/protocol/json.ts";
import { type PatchAction, patchMessage } from "../../../../src/tasks-service/rules/patch-message.ts";

function patched(before: JsonObject, patch: JsonObject, action: PatchAction): JsonObject {
  const outcome = patchMessage(before, patch, action);
  if ("problem" in outcome) throw new Error(outcome.problem);
  return outcome.message;
}

/** The cases of the vendor's guide to patching: what is sent, what is there, what comes of it. */
describe("merge", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["puts different fields together", { a: [1, 2, 3] }, { blah: true }, { blah: true, a: [1, 2, 3] }],
    ["appends to lists with ids", { a: [{ id: "1" }] }, { a: [{ id: "2" }] }, { a: [{ id: "2" }, { id: "1" }] }],
    [
      "merges things with the same id",
      { a: [{ id: "1", hey: true }], blah: 1 },
      { a: [{ id: "1", foo: "bar", hey: false }, { id: "2" }], blah: "text" },
      { a: [{ id: "1", foo: "bar", hey: true }, { id: "2" }], blah: 1 },
    ],
    [
      "appends to lists without ids",
      { a: [{ blah: "1" }] },
      { a: [{ blah: "2" }] },
      { a: [{ blah: "2" }, { blah: "1" }] },
    ],
    [
      "goes into objects",
      { one: { two: { nine: "9" }, three: { four: "4" } } },
      { one: { two: "2", three: { four: { five: "5" } } }, six: { seven: "7" } },
      { one: { two: { nine: "9" }, three: { four: "4" } }, six: { seven: "7" } },
    ],
    ["takes nothing from a null", { a: { b: null } }, { a: { b: "2", c: "3" } }, { a: { b: "2", c: "3" } }],
    ["empties a list for an empty one", { a: { b: [] } }, { a: { b: [{ id: "1" }], c: "3" } }, { a: { c: "3" } }],
    [
      "keeps the place of a region whose concepts change",
      { regions: [{ id: "r", data: { concepts: [{ id: "dog", value: 1 }] } }] },
      {
        regions: [
          { id: "r", region_info: { polygon: { points: [{ row: 0.1 }] } }, data: { concepts: [{ id: "cat" }] } },
        ],
      },
      {
        regions: [
          {
            id: "r",
            region_info: { polygon: { points: [{ row: 0.1 }] } },
            data: { concepts: [{ id: "cat" }, { id: "dog", value: 1 }] },
          },
        ],
      },
    ],
    [
      "replaces the points of an outline",
      { regions: [{ id: "r", region_info: { polygon: { points: [{ row: 0.2 }] } } }] },
      { regions: [{ id: "r", region_info: { polygon: { points: [{ row: 0.1 }, { row: 0.3 }] } } }] },
      { regions: [{ id: "r", region_info: { polygon: { points: [{ row: 0.2 }] } } }] },
    ],
    [
      "knows a concept by its name and a frame by its time",
      { frames: [{ frame_info: { time: 5 }, data: { concepts: [{ name: "cat", value: 0 }] } }] },
      { frames: [{ frame_info: { time: 5 }, data: { concepts: [{ id: "cat", value: 1 }] } }] },
      { frames: [{ frame_info: { time: 5 }, data: { concepts: [{ id: "cat", name: "cat", value: 0 }] } }] },
    ],
  ])("%s", (_what, sent, there, result) => {
    expect(patched(there, sent, "merge")).toEqual(result);
  });

  it("leaves the prototype of objects alone", () => {
    const sent: JsonObject = JSON.parse('{"metadata": {"__proto__": {"polluted": true}}}');

    const result = patched({ metadata: {} }, sent, "merge");

    expect(JSON.stringify(result)).toBe('{"metadata":{"__proto__":{"polluted":true}}}');
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("remove", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["takes things out by id", { a: [{ id: "1" }] }, { a: [{ id: "2" }, { id: "1" }] }, { a: [{ id: "2" }] }],
    ["takes a field out", { a: { b: true } }, { a: { b: "2", c: "3" } }, { a: { c: "3" } }],
    ["leaves an object that it empties", { a: { b: true } }, { a: { b: "2" } }, { a: {} }],
    [
      "overwrites with false",
      { a: { b: false, c: true }, d: false },
      { a: { b: "2", c: "3" }, d: [1] },
      { a: { b: false }, d: false },
    ],
    ["does nothing with an empty object", { a: {} }, { a: { b: "2" } }, { a: { b: "2" } }],
    ["does nothing with a null", { a: { b: null } }, { a: { b: "2" } }, { a: { b: "2" } }],
    ["leaves no empty list", { regions: [{ id: "r" }] }, { regions: [{ id: "r" }] }, {}],
  ])("%s", (_what, sent, there, result) => {
    expect(patched(there, sent, "remove")).toEqual(result);
  });

  it("says that it needs ids", () => {
    const outcome = patchMessage({}, { regions: [{ region_info: {} }] }, "remove");

    expect(outcome).toEqual({ problem: expect.stringContaining('"regions"') });
  });
});

it("overwrite replaces each field that is sent", () => {
  expect(patched({ a: [{ id: "2" }], b: { c: 1 }, d: 1 }, { a: [{ id: "1" }], b: { e: 2 } }, "overwrite")).toEqual({
    a: [{ id: "1" }],
    b: { e: 2 },
    d: 1,
  });
});
