import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readWords } from "../../../sandbox/slack/blocks.ts";
import type { TaskCard } from "../../../src/domain/cards/task-card.ts";
import { DeliveryError } from "../../../src/domain/notifications/delivery-error.ts";
import { type CardsRefresh, type NewEvent, newEvent } from "../../../src/domain/notifications/events.ts";
import { TasksApiError, type TasksApiErrorCode } from "../../../src/domain/tasks-api-error.ts";
import { createCardNotifications } from "../../../src/notifications/cards.ts";
import type { LoadCard, Slack } from "../../../src/notifications/shared/ports.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { createTestIds } from "../../support/app-store.ts";

/** The store is the real one, in memory; Slack and the other side are functions. */
const team = "T1";
const taskId = "t1";
const card: TaskCard = {
  task: {
    id: taskId,
    name: "Ninety ten",
    instructions: "",
    type: "POLYGON_DETECTION",
    status: "DONE",
    concepts: [],
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "FULL", workers: ["a"] },
    review: { strategy: "NONE" },
  },
  concepts: [],
  workers: [
    {
      accountId: "a",
      name: "Ana",
      figures: { assigned: 1, done: 1, accepted: 1, awaitingReview: 0, rejected: 0, left: 0 },
    },
  ],
  workersTotal: 1,
  total: { assigned: 1, done: 1, accepted: 1, awaitingReview: 0, rejected: 0, left: 0 },
  machines: [],
  reviewers: [],
  reviewersTotal: 0,
};

const failing = (code: TasksApiErrorCode): typeof loaded => ({
  kind: "unavailable",
  reason: "No answer.",
  fault: new TasksApiError({ code, call: "GetTask" }),
});

function unused(): never {
  throw new Error("a card is changed, nothing else");
}

let store: Store;
let sent: { call: string; channel: string; ts: string; blocks: unknown }[];
let loaded: Awaited<ReturnType<LoadCard>>;
let external: readonly string[];
let refusal: ((blocks: unknown) => string | undefined) | undefined;

beforeEach(async () => {
  store = await createStore(
    { kind: "sqlite", path: ":memory:" },
    { now: () => new Date("2026-03-02T09:00:00Z"), newId: createTestIds() },
  );
  sent = [];
  loaded = { kind: "card", card };
  external = [];
  refusal = undefined;
});
afterEach(() => store.close());

/** Carries an event out, and everything that follows from it. */
async function carryOut(event: NewEvent): Promise<void> {
  const take = async (call: string, channel: string, ts: string, blocks: unknown): Promise<void> => {
    sent.push({ call, channel, ts, blocks });
    const word = refusal?.(blocks);
    if (word !== undefined) throw new DeliveryError("refused", word);
  };
  const slack: Slack = {
    post: unused,
    update: (channel, ts, { blocks }) => take("update", channel, ts, blocks),
    unfurl: (channel, ts, unfurls) => take("unfurl", channel, ts, Object.values(unfurls)[0]),
    updateView: unused,
    publishHome: unused,
  };
  const handed = { slack, isSilent: false };
  const table = createCardNotifications({
    cards: store.postedCards,
    follows: store.channelFollows,
    isExternal: async (channel) => external.includes(channel),
    noticed: () => {},
    loadCard: async () => loaded,
    authorOf: async () => "Lena Fischer",
  });
  const waiting: NewEvent[] = [event];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (next.kind === "cards.refresh") waiting.push(...(await table["cards.refresh"].deliver(next.payload)));
    else if (next.kind === "card.refresh") waiting.push(...(await table["card.refresh"].deliver(next.payload, handed)));
    else if (next.kind === "card.unfurl") waiting.push(...(await table["card.unfurl"].deliver(next.payload, handed)));
  }
}

const save = (channel: string, url?: string) =>
  store.postedCards.save({ team, taskId, channel, ts: "1.0", ...(url !== undefined && { url }) });
const refreshCards = (task: CardsRefresh): NewEvent => newEvent("cards.refresh", task);
const copies = () => store.postedCards.listForTask(team, taskId);
const wordsOf = (blocks: unknown): string => readWords(JSON.parse(JSON.stringify(blocks)));

describe("a task that changed", () => {
  test("changes every copy of its card, and those under links", async () => {
    await save("C1");
    await save("C2");
    await save("C3", "https://clarifai.com/u/a/tasks/t1");
    await store.postedCards.save({ team, taskId: "other", channel: "C4", ts: "1.0" });
    await carryOut(refreshCards({ team, taskId }));

    expect(sent.map(({ call, channel }) => `${call} ${channel}`).sort()).toEqual([
      "unfurl C3",
      "update C1",
      "update C2",
    ]);
    for (const { blocks } of sent) expect(wordsOf(blocks)).toContain("Ninety ten");
    expect(await copies()).toHaveLength(3);
  });

  test("waits for the other side", async () => {
    await save("C1");
    loaded = failing("unavailable");

    await expect(carryOut(refreshCards({ team, taskId }))).rejects.toMatchObject({ fault: "unavailable" });
    expect(await copies()).toHaveLength(1);
  });

  test("is given up in the end where nobody can read what the other side says of it", async () => {
    await save("C1");
    loaded = failing("bad_answer");

    await expect(carryOut(refreshCards({ team, taskId }))).rejects.toMatchObject({ name: "TasksApiError" });
  });

  test.each(["message_not_found", "channel_not_found", "not_in_channel"])("%s: the copy is forgotten", async (word) => {
    await save("C1");
    refusal = () => word;
    await carryOut(refreshCards({ team, taskId }));

    expect(await copies()).toEqual([]);
  });

  test("another refusal is for the outbox to see", async () => {
    await save("C1");
    refusal = () => "missing_scope";

    await expect(carryOut(refreshCards({ team, taskId }))).rejects.toMatchObject({ slackError: "missing_scope" });
  });
});

describe("a task that is gone", () => {
  test("says who deleted it, loses its buttons, and is followed no more", async () => {
    await save("C1");
    await save("C2", "https://clarifai.com/u/a/tasks/t1");
    await carryOut(refreshCards({ team, taskId, gone: { name: "Ninety ten", by: "U1" } }));

    for (const { blocks } of sent) {
      expect(wordsOf(blocks)).toContain("“Ninety ten” was deleted");
      expect(wordsOf(blocks)).toContain("By Lena Fischer.");
      expect(JSON.stringify(blocks)).not.toContain("button");
    }
    expect(await copies()).toEqual([]);
  });

  test("also when it was deleted elsewhere", async () => {
    await save("C1");
    loaded = { kind: "gone" };
    await carryOut(refreshCards({ team, taskId }));

    expect(wordsOf(sent[0]?.blocks)).toContain("does not exist any more");
    expect(await copies()).toEqual([]);
  });

  test("a link to it stays as it was written", async () => {
    loaded = { kind: "gone" };
    await carryOut(newEvent("card.unfurl", { team, taskId, channel: "C1", ts: "1.0", url: "https://x" }));

    expect(sent).toEqual([]);
  });
});

describe("a channel that people of another organization read by now", () => {
  test.each([
    ["a task that changed", {}],
    ["a task that is gone", { gone: { name: "Ninety ten", by: "U1" } }],
  ])("%s: what was shared there stays as it is and is forgotten; all other copies change", async (_what, more) => {
    await save("C1");
    await save("C2");
    await save("C3", "https://clarifai.com/u/a/tasks/t1");
    external = ["C1", "C3"];
    await carryOut(refreshCards({ team, taskId, ...more }));

    expect(sent.map(({ channel }) => channel)).toEqual(["C2"]);
    expect((await copies()).filter(({ channel }) => external.includes(channel))).toEqual([]);
  });

  test("a link stays as it was written", async () => {
    external = ["C1"];
    await carryOut(newEvent("card.unfurl", { team, taskId, channel: "C1", ts: "1.0", url: "https://x" }));

    expect(sent).toEqual([]);
    expect(await copies()).toEqual([]);
  });
});

test("a card under a link is remembered", async () => {
  await carryOut(newEvent("card.unfurl", { team, taskId, channel: "C1", ts: "2.0", url: "https://x" }));

  expect(await copies()).toEqual([{ team, taskId, channel: "C1", ts: "2.0", url: "https://x" }]);
});
