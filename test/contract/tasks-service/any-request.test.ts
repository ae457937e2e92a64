import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { enums, type Field, messages } from "../../../src/tasks-service/protocol/definition.ts";
import { routes } from "../../../src/tasks-service/routes/routes.ts";
import {
  type Client,
  LONG,
  openService,
  partitioned,
  seed,
  task,
} from "../../integration/tasks-service/open-service.ts";

/** Words that exist in the seeded app, so that requests get further than the first check. */
const WORDS = [
  "ana",
  "ben",
  "cat",
  "dog",
  "input-1",
  "input-2",
  "set",
  "search",
  "labeldesk",
  "T1",
  "",
  "nobody",
  "overwrite",
  "merge",
];
const DEPTH = 4;

const scalars: Record<string, fc.Arbitrary<unknown>> = {
  string: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, fc.string()),
  bool: fc.boolean(),
  BoolValue: fc.boolean(),
  bytes: fc.base64String(),
  float: fc.oneof(fc.constantFrom(0, 1, 0.5, -1, 2), fc.float({ noNaN: true, noDefaultInfinity: true })),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  int32: fc.oneof(fc.constantFrom(0, 1, 2, -1), fc.integer()),
  uint32: fc.oneof(fc.constantFrom(0, 1, 2, 10), fc.nat()),
  int64: fc.integer(),
  uint64: fc.nat(),
  Int32Value: fc.integer(),
  UInt64Value: fc.nat(),
  FloatValue: fc.float({ noNaN: true, noDefaultInfinity: true }),
  Timestamp: fc.constantFrom("2026-01-02T03:04:05Z", "2017-04-11T21:50:50.223962Z"),
  Struct: fc.dictionary(
    fc.constantFrom("ana", "ben", "a", "__proto__"),
    fc.constantFrom(1, 0, -1, "x", null, { b: 1 }),
    { maxKeys: 3 },
  ),
  Value: fc.jsonValue(),
};

function anyOf(type: string, depth: number): fc.Arbitrary<unknown> {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar;
  const names = enums.get(type);
  if (names !== undefined) return fc.constantFrom(...names.keys());
  return anyMessage(type, depth - 1);
}

function anyField(field: Field, depth: number): fc.Arbitrary<unknown> {
  const single = anyOf(field.type, depth);
  if (field.shape === "list") return fc.array(single, { maxLength: 2 });
  return field.shape === "map" ? fc.dictionary(fc.constantFrom("a", "b"), single, { maxKeys: 2 }) : single;
}

/** Any message of the type: some of its fields, one at most of each oneof. */
function anyMessage(type: string, depth: number): fc.Arbitrary<Record<string, unknown>> {
  if (depth <= 0) return fc.constant({});
  const fields = [...new Set([...(messages.get(type)?.values() ?? [])])];
  return fc.subarray(fields, { maxLength: Math.min(6, fields.length) }).chain((chosen) => {
    const groups = new Set<string>();
    const shapes: Record<string, fc.Arbitrary<unknown>> = {};
    for (const field of chosen) {
      if (field.oneof !== undefined && groups.has(field.oneof)) continue;
      if (field.oneof !== undefined) groups.add(field.oneof);
      shapes[field.name] = anyField(field, depth);
    }
    return fc.record(shapes);
  });
}

/** What of a message can stand in a query: values and lists of values. */
function toQuery(message: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(message)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (typeof each !== "object") query.append(name, String(each));
  }
  return `?${query}`;
}

describe("any request that is a message of the protocol", () => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  let taskId: string;
  beforeAll(async () => {
    opened = await openService({ kind: "sqlite", path: ":memory:" });
    owner = opened.owner;
    await seed(owner, { inputs: 5, people: ["ana", "ben"] });
    await owner("POST", "/datasets", { datasets: [{ id: "set" }] });
    await owner("POST", "/searches", { searches: [{ id: "search", query: {} }] });
    const { body } = await owner("POST", "/tasks", { tasks: [task({ worker: partitioned(1, ["ana", "ben"]) })] });
    taskId = body.tasks[0].id;
  });
  afterAll(() => opened.service.close());

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s is answered with a valid message, and never with an internal error",
    async (_name, route) => {
      const prefix = route.scope === "app" ? LONG : "/v2";
      const path = `${prefix}${route.path}`
        .replace("{task_id}", taskId)
        .replace("{input_id}", "input-1")
        .replace("{dataset_id}", "set")
        .replace("{user_id}", "labeldesk")
        .replaceAll(/\{\w+\}/g, "cat");
      await fc.assert(
        fc.asyncProperty(anyMessage(route.request, DEPTH), async (message) => {
          const { user_app_id: _, ...body } = message;
          const { http } =
            route.method === "GET" ? await owner("GET", path + toQuery(body)) : await owner(route.method, path, body);

          expect([200, 400, 403, 404, 409, 501]).toContain(http);
        }),
        { numRuns: 60, endOnFailure: true },
      );
      expect(opened.errors).toEqual([]);
    },
  );
});
