import { expect, test } from "@jest/globals";
import { defaultLimits } from "../../src/api/limits.ts";
import { MAX_FILES_BYTES } from "../../src/tasks-service/http/read-body.ts";
import { MAX_MEDIA_BYTES } from "../../src/tasks-service/import/read-media.ts";
import { MAX_BYTES_WITHOUT_FILES } from "../../src/tasks-service/routes/assignment-messages.ts";

/** What the local service says of an input, or an assignment, beside what it holds: a page of a thousand stays below it. */
const REST_BYTES = 1024 * 1024;

/** What the client reads and what the local service takes and answers are limited apart. */
test("an input that the local service takes can be read by the client", () => {
  expect(defaultLimits.maxFileAnswerBytes).toBeGreaterThanOrEqual(MAX_FILES_BYTES + REST_BYTES);
  expect(MAX_FILES_BYTES).toBeGreaterThan((MAX_MEDIA_BYTES * 4) / 3);
});

test("what the local service gives somebody to label or to review can be read by the client", () => {
  expect(defaultLimits.maxAnswerBytes).toBeGreaterThanOrEqual(MAX_BYTES_WITHOUT_FILES + REST_BYTES);
});
