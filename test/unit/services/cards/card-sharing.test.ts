import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { toJson } from "../../../../src/domain/json.ts";
import { createCardSharing, type SharedLinks } from "../../../../src/services/cards/card-sharing.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";

/** The store is the real one, in memory. Time moves when a test says so. */
const MINUTE = 60_000;
let time: number;
let store: Store;

beforeEach(async () => {
  time = Date.parse("2026-03-02T09:00:00Z");
  store = await createStore(
    { kind: "sqlite", path: ":memory:" },
    { now: () => new Date(time), newId: createTestIds() },
  );
});
afterEach(() => store.close());

const linkTo = (task: string) => `https://clarifai.com/lena/digits/tasks/${task}`;
const shared = (changes: Partial<SharedLinks> = {}): SharedLinks => ({
  eventId: "Ev1",
  team: "T1",
  channel: "C1",
  ts: "1.0",
  urls: [linkTo("t1")],
  isMember: true,
  isExternal: false,
  ...changes,
});

/** Which tasks' cards would be attached. */
async function unfurl(...messages: SharedLinks[]): Promise<unknown[]> {
  const tasks: unknown[] = [];
  const sharing = createCardSharing({
    cards: store.postedCards,
    seen: store.seenEvents,
    outbox: {
      add: async (events) => {
        tasks.push(...events.map(({ payload }) => toJson(payload)["taskId"]));
      },
    },
    site: { userId: "lena", appId: "digits" },
    wake: () => {},
  });
  for (const message of messages) await sharing.unfurl(message);
  return tasks;
}

test("each task of a message once, at most five, and nothing that is not ours", async () => {
  const urls = [
    linkTo("t1"),
    `${linkTo("t1")}/label`,
    "https://clarifai.com/eve/digits/tasks/t9",
    "https://example.com",
  ];
  expect(await unfurl(shared({ urls: [...urls, ..."234567".split("").map((n) => linkTo(`t${n}`))] }))).toEqual([
    "t1",
    "t2",
    "t3",
    "t4",
    "t5",
  ]);
});

test("an event that Slack delivers twice is taken once", async () => {
  expect(await unfurl(shared(), shared())).toEqual(["t1"]);
});

test("not twice within thirty minutes in a channel", async () => {
  expect(
    await unfurl(shared(), shared({ eventId: "Ev2", ts: "2.0" }), shared({ eventId: "Ev3", channel: "C2" })),
  ).toEqual(["t1", "t1"]);
  time += 30 * MINUTE;
  expect(await unfurl(shared({ eventId: "Ev4" }))).toEqual(["t1"]);
});

test("not where the app is not, and not where another organization reads along", async () => {
  expect(await unfurl(shared({ isMember: false }), shared({ eventId: "Ev2", isExternal: true }))).toEqual([]);
});
