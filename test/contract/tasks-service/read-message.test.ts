import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readMessage } from "../../../src/tasks-service/protocol/read-message.ts";
import { problemsOf } from "../protocol.ts";

describe("readMessage", () => {
  it.each([
    ["unknown fields", { tasks: [{ colour: "red" }] }, "tasks[0].colour"],
    ["unknown enum names", { tasks: [{ type: "PAINTING" }] }, "CONCEPTS_CLASSIFICATION"],
    ["wrong types", { tasks: [{ name: 1 }] }, "tasks[0].name"],
    ["a list where one is wanted", { tasks: [{ worker: [] }] }, "tasks[0].worker"],
    ["one where a list is wanted", { tasks: {} }, "must be a list"],
    ["two of a oneof", { tasks: [{ review: { manual_strategy_info: {}, consensus_strategy_info: {} } }] }, "together"],
    ["numbers out of range", { tasks: [{ sample_ms: -1 }] }, "from 0"],
    ["fractions for whole numbers", { tasks: [{ sample_ms: 1.5 }] }, "whole number"],
    ["NUL", { tasks: [{ metadata: { a: ["b\0"] } }] }, "NUL"],
    ["half a surrogate pair", { tasks: [{ name: "\ud800" }] }, "surrogate"],
    ["infinity", { tasks: [{ metadata: { a: Number.POSITIVE_INFINITY } }] }, "tasks[0].metadata"],
    ["times that are none", { tasks: [{ created_at: "yesterday" }] }, "tasks[0].created_at"],
  ])("refuses %s", (_what, json, word) => {
    const { problems } = readMessage("PostTasksRequest", json);

    expect(problems.join()).toContain(word);
  });

  it("reads every JSON spelling into one form", () => {
    const { message, problems } = readMessage("PostTasksRequest", {
      userAppId: { userId: "u", appId: null },
      tasks: [{ inputSource: { type: 1 }, status: { code: "TASK_DONE" }, sample_ms: "40", description: null }],
    });

    expect(problems).toEqual([]);
    expect(message).toEqual({
      user_app_id: { user_id: "u" },
      tasks: [{ input_source: { type: "ALL_INPUTS" }, status: { code: 54002 }, sample_ms: 40 }],
    });
  });

  it("gives only valid messages, whatever it is given", () => {
    const names = [
      "tasks",
      "name",
      "type",
      "worker",
      "workers",
      "user",
      "id",
      "concepts",
      "metadata",
      "status",
      "code",
      "review",
    ];
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        fc.constantFrom(null, true, 0, -1, 1.5, 54002, "", "ALL_INPUTS", "TASK_DONE", "FULL", "a"),
        fc.array(tie("json"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie("json"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const { message } = readMessage("PostTasksRequest", { tasks: value });

        expect(problemsOf("PostTasksRequest", message)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("goes no deeper than the limit", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 5000; level += 1) deep = { a: deep };

    expect(readMessage("PostTasksRequest", { tasks: [{ metadata: deep }] }).problems.join()).toContain("levels deep");
  });
});
