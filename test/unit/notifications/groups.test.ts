import { expect, test } from "@jest/globals";
import { toTask } from "../../../src/api/to-task.ts";
import { WireTask } from "../../../src/api/wire.ts";
import type { HeldNotice } from "../../../src/domain/notifications/kept.ts";
import type { OwnPart } from "../../../src/domain/own-part.ts";
import type { TaskStatus } from "../../../src/domain/task.ts";
import { createGroupNotifications } from "../../../src/notifications/groups.ts";
import { createCourtesy } from "../../../src/notifications/shared/courtesy.ts";
import type { Slack } from "../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../src/notifications/shared/times.ts";

const NINE = new Date("2026-03-02T09:00:00Z");
const joined = {
  team: "T1",
  person: "U_LENA",
  task: { id: "t1", name: "Digits" },
  joined: "U_MEI",
  handle: "labelers",
  role: "worker" as const,
};

function unused(): never {
  throw new Error("a question is posted, nothing else");
}

function opened(timing: { kind: "now" } | { kind: "later"; at: Date }, now: { status: TaskStatus; own: OwnPart }) {
  const held: HeldNotice[] = [];
  const posted: string[] = [];
  const raw = { id: "t1", name: "Digits" };
  const task = { ...toTask(WireTask.parse(raw), raw), status: now.status };
  const courtesy = createCourtesy({
    times: NOTIFICATION_TIMES,
    messages: { find: async () => undefined },
    held: {
      hold: async (notice) => void held.push(notice),
      findAlone: unused,
      replace: async () => false,
      release: async () => false,
      releaseAll: async () => {},
    },
    questions: { unask: async () => false },
    timings: async () => [timing],
    now: () => NINE,
  });
  const slack: Slack = {
    async post(_person, { text }) {
      posted.push(text);
      return { channel: "D1", ts: "1" };
    },
    update: unused,
    unfurl: unused,
    updateView: unused,
    publishHome: unused,
  };
  const groups = createGroupNotifications({
    courtesy,
    loadCard: async () => ({
      kind: "card",
      card: {
        task,
        concepts: [],
        workers: [],
        workersTotal: 0,
        machines: [],
        reviewers: [],
        reviewersTotal: 0,
        own: now.own,
      },
    }),
    findOffers: unused,
    findName: async () => "Mei Tanaka",
  })["group.joined"];
  return { groups, held, posted, slack };
}

const work = { isOnRequest: false, hasBegun: false, waits: true };

test("who joins a group in the lead's quiet hours is asked about after them", async () => {
  const { groups, held } = opened({ kind: "later", at: NINE }, { status: "IN_PROGRESS", own: {} });

  const verdict = await groups.waits(joined);

  expect(verdict).toMatchObject({ instead: [{ kind: "notices.due", dueAt: NINE }] });
  expect(held).toMatchObject([{ kind: "group.joined", person: "U_LENA", payload: joined }]);
  expect(await groups.listed(joined)).toMatchObject({
    bold: "Mei Tanaka has joined @labelers",
    rest: "Its members label “Digits”. Nothing is theirs there yet.",
    go: { text: { text: "Assign Mei Tanaka" }, value: "assign id:t1 <@U_MEI>" },
  });
});

test.each([
  ["somebody has brought them to the task", { status: "IN_PROGRESS" as const, own: { work } }],
  ["the task was closed", { status: "DONE" as const, own: {} }],
])("what was put off is not asked any more once %s", async (_why, now) => {
  const { groups, posted, slack } = opened({ kind: "now" }, now);

  expect(await groups.listed(joined)).toBeUndefined();
  await groups.deliver({ ...joined, isReleased: true }, { slack, isSilent: false });

  expect(posted).toEqual([]);
});
