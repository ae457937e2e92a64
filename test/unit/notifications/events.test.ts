import { expect, test } from "@jest/globals";
import { type JsonObject, toJson } from "../../../src/domain/json.ts";
import { type NewEvent, newEvent } from "../../../src/domain/notifications/events.ts";
import { EMPTY_TASK_FORM } from "../../../src/domain/task-form/task-form.ts";
import { createTable, openEvent } from "../../../src/notifications/create-notifications.ts";
import { Settled } from "../../../src/notifications/read-outcome.ts";
import { NOTIFICATION_TIMES } from "../../../src/notifications/shared/times.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

function unused(): never {
  throw new Error("nothing is sent here");
}
const table = createTable({
  outbox: {
    add: unused,
    claim: unused,
    renew: unused,
    nextDueAt: unused,
    complete: unused,
    postpone: unused,
    bury: unused,
    countWaiting: unused,
    listBuried: unused,
  },
  messages: { save: unused, find: unused, listForTask: unused, remove: unused },
  cards: { save: unused, listForTask: unused, remove: unused },
  held: {
    hold: unused,
    listDue: unused,
    findAlone: unused,
    noteListed: unused,
    noteUnlisted: unused,
    replace: unused,
    release: unused,
    releaseAll: unused,
    releaseTold: unused,
  },
  timings: unused,
  questions: {
    find: unused,
    audienceOf: unused,
    isReviewedBy: unused,
    noteAsked: unused,
    unask: unused,
    noteTold: unused,
    listAsked: unused,
    showInput: unused,
  },
  findName: unused,
  findPerson: unused,
  findOffers: unused,
  loadCard: unused,
  findProgress: unused,
  loadHome: unused,
  findAdmins: unused,
  otherSide: "the other side",
  log: createRecordingLog(),
  forgetPictures: unused,
  isExternal: unused,
  findWatch: unused,
  asks: { save: unused, find: unused },
  follows: {
    find: unused,
    findLead: unused,
    listForTask: unused,
    listForLead: unused,
    posted: unused,
    noteLeadPosted: unused,
    openTasksOf: unused,
    followOfLead: unused,
    unfollow: unused,
    endChannel: unused,
  },
  noticed: unused,
  times: NOTIFICATION_TIMES,
  now: unused,
});
const open = (kind: string, payload: JsonObject) =>
  openEvent(
    table,
    { id: "e", team: "T1", attempts: 0, kind, payload },
    { findReaders: unused, times: NOTIFICATION_TIMES, now: unused },
  );

const home: NewEvent = newEvent("home.changed", { team: "T1", person: "U1" });
const head = { submission: "s", team: "T1", person: "U1", viewId: "V", attempt: 1, at: 7 };

test("what one version writes, the same version reads", () => {
  const conflict = {
    outcome: "conflict",
    taskName: "Digits",
    seen: "",
    names: { U1: "Ana" },
    before: EMPTY_TASK_FORM,
    mine: { ...EMPTY_TASK_FORM, priority: "HIGH" },
    theirs: EMPTY_TASK_FORM,
    statusBefore: "IN_PROGRESS",
    statusNow: "DONE",
  };
  expect(Settled.parse(toJson({ ...head, ...conflict }))).toEqual({ ...head, ...conflict });
});

test("an event whose kind did not say its workspace is read with that of its row", () => {
  const opened = open("delivery.report", { person: "U1", group: "g" });

  expect(opened.place).toBe("U1");
});

test("a failed creation of the version before is read as one", () => {
  const { at: _at, ...older } = head;
  const failed = { outcome: "failed", taskName: "Digits", reason: "No answer.", canTryAgain: true };
  expect(Settled.parse({ ...older, ...failed })).toEqual({
    ...older,
    ...failed,
    at: 0,
    what: "created",
    canGoBack: true,
  });
});

test.each([
  ["a kind of another version", "task.starred", toJson(home.payload), /task\.starred.*knows no such kind/],
  ["a payload without a field", "home.changed", { team: "T1" }, /home\.changed.*person/],
  ["a field of another type", "home.changed", { team: "T1", person: 5 }, /home\.changed.*person/],
])("%s is refused in words", (_what, kind, payload, words) => {
  expect(() => open(kind, payload)).toThrow(words);
});
