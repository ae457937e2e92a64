import { expect, test } from "@jest/globals";
import { DeliveryError } from "../../../src/domain/notifications/delivery-error.ts";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";
import { createReviewNotifications } from "../../../src/notifications/reviews.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const ASKED = {
  team: "T1",
  task: { id: "a", name: "Task a" },
  from: "UMEI",
  inputs: [{ id: "input-1", reason: "It is a 7." }],
};

function unused(): never {
  throw new Error("nothing is shown here");
}

/** What follows where labels of the account "w" are sent back. */
function sendBack(findPerson: (team: string, account: string) => Promise<string | undefined>) {
  const log = createRecordingLog();
  const { "label.sent-back": sentBack } = createReviewNotifications({
    courtesy: { putOff: unused },
    findName: unused,
    findPerson,
    otherSide: "the other side",
    log,
  });
  return { followUps: sentBack.deliver({ ...ASKED, account: "w" }), log };
}

test("who is behind the account is asked to change them", async () => {
  const { followUps } = sendBack(async (team, account) => `U of ${account} in ${team}`);

  expect(await followUps).toEqual([newEvent("changes.requested", { ...ASKED, person: "U of w in T1" })]);
});

test("whoever reviews labels of their own is not told of what they did themselves", async () => {
  const { followUps, log } = sendBack(async () => "UMEI");

  expect(await followUps).toEqual([]);
  expect(log.lines).toEqual([]);
});

test("an account that is nobody in Slack is waited for no longer, and is in the log", async () => {
  const { followUps, log } = sendBack(async () => undefined);

  expect(await followUps).toEqual([]);
  expect(log.lines).toMatchObject([{ level: "warn", fields: { team: "T1", taskId: "a", worker: "w" } }]);
});

test("while nobody says who it is, it waits: no attempt is its last one", async () => {
  const outages = [
    new DeliveryError("unavailable", "request_failed"),
    new TasksApiError({ code: "timed_out", call: "ListCollaborators" }),
  ];

  for (const outage of outages) {
    const { followUps } = sendBack(() => Promise.reject(outage));
    await expect(followUps).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });
  }
});

test("a mistake of ours is no outage: it is given up in the end", async () => {
  const mistake = new TypeError("undefined is not a function");
  const { followUps } = sendBack(() => Promise.reject(mistake));

  await expect(followUps).rejects.toBe(mistake);
});
