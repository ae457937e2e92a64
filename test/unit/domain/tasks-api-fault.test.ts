import { expect, test } from "@jest/globals";
import { TasksApiError, type TasksApiErrorCode } from "../../../src/domain/tasks-api-error.ts";
import { describeFault } from "../../../src/domain/tasks-api-fault.ts";

const CODES: readonly TasksApiErrorCode[] = [
  "unauthorized",
  "forbidden",
  "not_found",
  "throttled",
  "invalid",
  "conflict",
  "unavailable",
  "timed_out",
  "bad_answer",
];

test.each(CODES)("%s: where there is no form, nobody is sent back to one", (code) => {
  expect(describeFault(new TasksApiError({ code, call: "GetTask" }), "Clarifai")).not.toContain("form");
});

test.each(["not_found", "invalid", "conflict"] as const)("%s: where there is a form, it leads back there", (code) => {
  const error = new TasksApiError({ code, call: "PostTasks" });

  expect(describeFault(error, "Clarifai", { hasForm: true })).toContain("Go back to the form");
});

test("what is not found may have been deleted", () => {
  const error = new TasksApiError({ code: "not_found", call: "GetTask" });

  expect(describeFault(error, "Clarifai")).toBe(
    "Clarifai does not find this. It may have been deleted: look at /task list.",
  );
});
