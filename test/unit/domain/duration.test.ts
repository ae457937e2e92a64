import { expect, test } from "@jest/globals";
import { sayDuration } from "../../../src/domain/duration.ts";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";
import { describeFault } from "../../../src/domain/tasks-api-fault.ts";

test.each([
  [0, "a second"],
  [1_000, "a second"],
  [59_000, "59 seconds"],
  [59_600, "a minute"],
  [60_000, "a minute"],
  [150_000, "3 minutes"],
  [3_600_000, "an hour"],
  [3 * 3_600_000, "3 hours"],
  [24 * 3_600_000, "a day"],
  [72 * 3_600_000, "3 days"],
])("%d ms are told as %s", (ms, words) => {
  expect(sayDuration(ms)).toBe(words);
});

test.each([
  [3_600_000, "Try again in an hour."],
  [undefined, "Try again in a minute."],
])("who has to wait reads how long (Retry-After of %s ms)", (retryAfterMs, words) => {
  const throttled = new TasksApiError({
    code: "throttled",
    call: "PostTasks",
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });

  expect(describeFault(throttled, "Clarifai")).toContain(words);
});
