import { describe, expect, test } from "@jest/globals";
import { findCall, problemsOf, queryProblemsOf } from "./protocol.ts";

const request = (task: unknown) => ({ tasks: [task] });

describe("the protocol as judge", () => {
  test.each([
    ["snake_case", { name: "n", type: "POLYGON_DETECTION", input_source: { type: "ALL_INPUTS" }, sample_ms: 5 }],
    ["lowerCamelCase", { inputSource: { type: "DATASET", id: "d" }, sampleMs: 5 }],
    ["metadata as free JSON", { metadata: { a: [1, null, { b: true }] } }],
    ["a status code by number or name", { status: { code: 54002 } }],
    ["a status code by name", { status: { code: "TASK_DONE" } }],
    ["a time", { created_at: "2024-01-02T03:04:05.678901Z" }],
    ["64-bit integers as text or number", { metrics: { work: { inputs_count_estimated: "12" } } }],
    ["a 64-bit integer as number", { metrics: { work: { inputs_count_estimated: 12 } } }],
  ])("%s is valid", (_what, task) => {
    expect(problemsOf("PostTasksRequest", request(task))).toEqual([]);
  });

  test.each([
    ["an unknown field", { title: "n" }, /title.*no such field/],
    ["an unknown field deep inside", { worker: { workers: [{ user: { idd: "u" } }] } }, /workers\[0\]\.user\.idd/],
    ["an unknown enum name", { type: "POLYGONS" }, /"POLYGONS" is no TaskType/],
    ["an enum by number", { type: 3 }, /3 is no TaskType/],
    ["an unknown status code", { status: { code: 12 } }, /12 is no StatusCode/],
    ["a number as text", { sample_ms: "5" }, /"5" is no uint32/],
    ["a negative unsigned number", { sample_ms: -1 }, /-1 is no uint32/],
    ["a fraction as integer", { worker: { partitioned_strategy_info: { workers_per_input: 1.5 } } }, /1.5 is no int32/],
    ["text as list", { concept_ids: "a" }, /an array/],
    ["a list as text", { name: ["a"] }, /no string/],
    ["null", { name: null }, /null is no string/],
    ["undefined", { name: undefined }, /undefined is no string/],
    ["metadata that is a list", { metadata: [] }, /a Struct is an object/],
    ["a time of another form", { created_at: "yesterday" }, /RFC 3339/],
    ["one field in both spellings", { sample_ms: 1, sampleMs: 1 }, /only one of sample_ms, sampleMs/],
    ["two members of a oneof", { worker: { workers: [{ user: {}, model: {} }] } }, /only one of user, model/],
    ["an object as message list", { concepts: { concept: { id: "a" } } }, /an array/],
  ])("%s is refused", (_what, task, problem) => {
    expect(problemsOf("PostTasksRequest", request(task)).join("\n")).toMatch(problem);
  });

  test("names outside clarifai.api are given in full", () => {
    expect(problemsOf("clarifai.api.status.BaseResponse", { status: { code: 10000, description: "Ok" } })).toEqual([]);
  });

  test("finds the call bound to a method and path, in both path forms", () => {
    expect(findCall("DELETE", "/v2/users/u%201/apps/a/tasks")).toEqual({
      rpc: "DeleteTasks",
      requestType: "clarifai.api.DeleteTasksRequest",
      responseType: "clarifai.api.status.BaseResponse",
      pathParams: { "user_app_id.user_id": "u 1", "user_app_id.app_id": "a" },
    });
    expect(findCall("GET", "/v2/inputs/status")?.rpc).toBe("GetInputCount");
    expect(findCall("GET", "/v2/users/me")?.rpc).toBe("GetUser");
    expect(findCall("PUT", "/v2/tasks")).toBeUndefined();
  });

  test("judges a query by the fields of the request", () => {
    const query = new URLSearchParams("page=1&worker_user_ids=a&worker_user_ids=b&additional_fields=all");
    expect(queryProblemsOf("ListTasksRequest", query)).toEqual([]);
    expect(queryProblemsOf("ListTasksRequest", new URLSearchParams("page=x&user=1"))).toHaveLength(2);
  });
});
