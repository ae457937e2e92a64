import { expect, test } from "@jest/globals";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { LabelingStore } from "../../../../src/services/labeling/ports.ts";
import { createLabelSending } from "../../../../src/services/labeling/sending.ts";
import { LABELING_TIMES } from "../../../../src/services/labeling/times.ts";

const LANE = { team: "T1", person: "U1", taskId: "t" };

test("a database that fails while it is noted that labels wait is logged, and nothing is thrown at nobody", async () => {
  const errors: unknown[] = [];
  const store = {
    openAnswers: () => Promise.reject(new TasksApiError({ code: "unavailable", call: "PostAnnotations" })),
    findSession: () => Promise.reject(new Error("the database is gone")),
  } as unknown as LabelingStore;
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: (fields: unknown) => errors.push(fields) };
  const sending = createLabelSending({
    team: LANE.team,
    store,
    times: LABELING_TIMES,
    now: () => new Date(0),
    noticed: nothing,
    wakeNotifications: nothing,
    hands: { missing: async () => undefined, as: () => Promise.reject(new Error("not asked")) },
    requests: { answer: async () => undefined },
    fetching: { renew: async () => undefined },
    acks: { areAny: () => false, quietMs: () => Number.POSITIVE_INFINITY },
    log,
  });

  await sending.finish(LANE);

  expect(errors).toEqual([expect.objectContaining({ err: new Error("the database is gone") })]);
});
