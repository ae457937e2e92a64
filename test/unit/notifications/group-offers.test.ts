import { expect, test } from "@jest/globals";
import { TasksApiError, type TasksApiErrorCode } from "../../../src/domain/tasks-api-error.ts";
import { createGroupNotifications } from "../../../src/notifications/groups.ts";

const unused = (): never => {
  throw new Error("not called here");
};
const GROWN = { team: "T1", person: "ULENA", taskId: "a", group: "S1", people: ["UANA"], news: "1" };

/** Somebody has joined, and the Tasks API does not say who is on the task. */
function offerFailing(code: TasksApiErrorCode) {
  const { "group.grown": grown } = createGroupNotifications({
    courtesy: { putOff: unused },
    loadCard: unused,
    findOffers: () => Promise.reject(new TasksApiError({ code, call: "GetTask" })),
    findName: unused,
  });
  return grown.deliver(GROWN);
}

test.each(["unavailable", "timed_out", "throttled", "unauthorized"] as const)(
  "while the Tasks API is %s, an offer waits: no attempt is its last one",
  async (code) => {
    await expect(offerFailing(code)).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });
  },
);

test.each(["forbidden", "bad_answer"] as const)("where the answer is %s it is given up in the end", async (code) => {
  await expect(offerFailing(code)).rejects.toMatchObject({ name: "TasksApiError" });
});
