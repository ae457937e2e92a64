import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { DeliveryError } from "../../../../src/domain/notifications/delivery-error.ts";
import { type EventHandling, type NewEvent, newEvent } from "../../../../src/domain/notifications/events.ts";
import type { OutboxEvent } from "../../../../src/domain/notifications/outbox-event.ts";
import { POSTS_A_MINUTE } from "../../../../src/domain/notifications/pace.ts";
import { createDispatcher, type Dispatcher } from "../../../../src/notifications/sender/dispatcher.ts";
import { UnreadableEvent } from "../../../../src/notifications/shared/notification.ts";
import type { Messenger, Slack } from "../../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../../src/notifications/shared/times.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";
import { watchOutbox } from "./watch-outbox.ts";

/** The outbox is the real one, in memory; Slack is a function. Time moves when a test says so. */
let store: Store;
let watched: ReturnType<typeof watchOutbox<Store["outbox"]>>;
let dispatcher: Dispatcher;
const log = createRecordingLog();
const now = () => new Date();

function unused(): never {
  throw new Error("these deliveries call nothing");
}
const messenger: Messenger = {
  post: unused,
  findPosted: unused,
  update: unused,
  unfurl: unused,
  updateView: unused,
  publishHome: unused,
};

beforeEach(async () => {
  jest.useFakeTimers({ now: new Date("2026-03-02T09:00:00Z"), doNotFake: ["setImmediate", "performance"] });
  store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
  watched = watchOutbox(store.outbox);
  log.lines.splice(0);
});

afterEach(async () => {
  await dispatcher.stop();
  await store.close();
  jest.useRealTimers();
});

type Options = Partial<Parameters<typeof createDispatcher>[0]> & {
  readonly placeOf?: (event: OutboxEvent) => string | undefined;
  readonly onBuried?: () => readonly NewEvent[];
};

/** Starts a dispatcher whose deliveries are recorded with the second in which they were tried. */
function start(
  deliver: (event: OutboxEvent, slack: Slack) => readonly NewEvent[] | Promise<readonly NewEvent[]>,
  { placeOf, onBuried = () => [], ...more }: Options = {},
) {
  const began = now().getTime();
  const tried: { n: unknown; second: number }[] = [];
  dispatcher = createDispatcher({
    outbox: watched.outbox,
    messenger,
    open: (event) => ({
      place: placeOf?.(event),
      async deliver(slack) {
        tried.push({ n: event.payload["n"], second: (now().getTime() - began) / 1_000 });
        return deliver(event, slack);
      },
    }),
    times: NOTIFICATION_TIMES,
    log,
    now,
    random: () => 0,
    whenBuried: onBuried,
    ...more,
  });
  dispatcher.start();
  return tried;
}

/** For tests of hours: there is no other replica here whose events a poll would find. */
const HARDLY_POLLS = { times: { ...NOTIFICATION_TIMES, poll: 60_000 } };

const event = (n: number, how: EventHandling = {}): NewEvent =>
  newEvent("home.changed", { team: "T1", person: "U1", ...{ n } }, how);

/** Lets time pass, from one timer to the next. */
async function pass(ms: number): Promise<void> {
  let isOver = false;
  await watched.settle();
  setTimeout(() => {
    isOver = true;
  }, ms);
  while (!isOver) {
    await jest.advanceTimersToNextTimerAsync();
    await watched.settle();
  }
  await jest.advanceTimersByTimeAsync(0);
}

function fail(...error: ConstructorParameters<typeof DeliveryError>): never {
  throw new DeliveryError(...error);
}

test("sends what waits, and what follows from it, without waiting for a poll", async () => {
  await store.outbox.add([event(1), event(2)]);

  const tried = start((sent) => (sent.payload["n"] === 1 ? [event(3, { group: "g" })] : []));
  await pass(0);

  expect(tried.map(({ n }) => n)).toEqual([1, 2, 3]);
  expect(await store.outbox.nextDueAt()).toBeUndefined();
});

test("sends at once what it is woken for, and what another replica wrote within five seconds", async () => {
  const tried = start(() => []);
  await pass(1_000);

  await store.outbox.add([event(1)]);
  dispatcher.wake();
  await pass(0);
  await store.outbox.add([event(2)]);
  await pass(5_000);

  expect(tried).toEqual([
    { n: 1, second: 1 },
    { n: 2, second: expect.any(Number) },
  ]);
});

test("sends an event when it falls due, not before", async () => {
  await store.outbox.add([event(1, { dueAt: new Date(now().getTime() + 3_000) })]);

  const tried = start(() => []);
  await pass(60_000);

  expect(tried).toEqual([{ n: 1, second: 3 }]);
});

test("waits as long as Slack asks, holds nobody else up, and does not count it as an attempt", async () => {
  await store.outbox.add([event(1), event(2)]);
  let refusals = 0;

  const tried = start((sent) => {
    if (sent.payload["n"] !== 1 || refusals === 12) return [];
    refusals += 1;
    return fail("rate_limited", "ratelimited", 7_000);
  });
  await pass(12 * 7_000);

  expect(tried.slice(0, 3)).toEqual([
    { n: 1, second: 0 },
    { n: 2, second: 0 },
    { n: 1, second: 7 },
  ]);
  expect(tried.at(-1)).toEqual({ n: 1, second: 84 });
  expect(await store.outbox.nextDueAt()).toBeUndefined();
});

test("goes on with growing pauses while Slack does not answer, however long that lasts", async () => {
  await store.outbox.add([event(1, { group: "g" })]);
  let isAway = true;

  const tried = start(() => (isAway ? fail("unavailable", "http_503") : []), HARDLY_POLLS);
  await pass(4 * 3_600_000);
  isAway = false;
  await pass(1_500_000);

  const pauses = tried.map(({ second }, at, all) => second - (all[at - 1]?.second ?? 0));
  expect(pauses.slice(0, 10)).toEqual([0, 1, 3, 9, 27, 81, 243, 729, 729, 729]);
  expect(await store.outbox.listBuried("g")).toEqual([]);
  expect(await store.outbox.nextDueAt()).toBeUndefined();
});

describe("while Slack refuses the token or the app", () => {
  /** Refuses everything in this word until told otherwise; `n` of 0 is told by nobody. */
  function startRefused(word: string, options: Options = {}) {
    const state = { isRefused: true };
    const told: unknown[] = [];
    const tried = start(() => (state.isRefused ? fail("not_allowed", word) : []), {
      ...options,
      onHoldEnded: (hold) => {
        told.push(hold);
        return [];
      },
    });
    return { state, tried, told };
  }

  test.each(["invalid_auth", "token_revoked", "missing_scope"])(
    "%s: nothing is lost however long it lasts, one event at a time is tried, and all go once it ends",
    async (word) => {
      await store.outbox.add(Array.from({ length: 20 }, (_, n) => event(n)));

      const { state, tried } = startRefused(word, HARDLY_POLLS);
      await pass(3 * 3_600_000);
      const during = tried.length;
      state.isRefused = false;
      await pass(31_000);

      // Eight were under way when it began; then 2, 4, 8, 16 and every 30 seconds.
      expect(during).toBeLessThan(8 + 5 + 360);
      expect(new Set(tried.slice(during).map(({ n }) => n)).size).toBe(20);
      expect(await store.outbox.nextDueAt()).toBeUndefined();
    },
  );

  test("it is logged once, shown, and told once when it is over", async () => {
    await store.outbox.add([event(1), event(2), { kind: "other", payload: { team: "T1", n: 3 } }]);

    const { state, told } = startRefused("invalid_auth");
    await pass(60_000);
    const during = dispatcher.holds();
    state.isRefused = false;
    await pass(31_000);

    expect(log.lines.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { slackError: "invalid_auth" } },
    ]);
    expect(during).toMatchObject([{ word: "invalid_auth", isOfAll: true }]);
    expect(dispatcher.holds()).toEqual([]);
    expect(told).toMatchObject([{ word: "invalid_auth" }]);
  });

  test("what a scope is missing for waits, and nothing else does", async () => {
    await store.outbox.add([{ kind: "unfurl", payload: { team: "T1", n: 1 } }, event(2), event(3)]);

    const tried = start((sent) => (sent.kind === "unfurl" ? fail("not_allowed", "missing_scope") : []));
    await pass(1_000);

    expect(tried.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(dispatcher.holds()).toMatchObject([{ word: "missing_scope", isOfAll: false }]);
  });

  test("one message that is always refused in an unknown word holds the others up for seconds, and is given up", async () => {
    await store.outbox.add([event(1, { group: "g" }), event(2)]);

    const tried = start((sent) => (sent.payload["n"] === 1 ? fail("unknown", "a_word_of_next_year") : []));
    for (let n = 3; n < 40; n += 1) {
      await pass(3_000);
      await store.outbox.add([event(n)]);
    }
    await pass(30_000);

    expect(tried.filter(({ n }) => n === 1).length).toBeLessThan(20);
    expect(new Set(tried.map(({ n }) => n)).size).toBe(39);
    expect(await store.outbox.listBuried("g")).toMatchObject([{ error: "unknown: a_word_of_next_year" }]);
    expect(dispatcher.holds()).toEqual([]);
  });

  test("a message refused for its own sake shows that the token is taken again", async () => {
    await store.outbox.add([event(1), event(2)]);
    let answer: () => readonly NewEvent[] = () => fail("not_allowed", "invalid_auth");

    start((sent) => (sent.payload["n"] === 1 ? answer() : fail("not_allowed", "invalid_auth")));
    await pass(1_000);
    answer = () => fail("refused", "invalid_blocks");
    await pass(20_000);

    expect(log.lines.some(({ message }) => message === "Slack takes messages again")).toBe(true);
  });
});

test.each([
  ["unreachable_person", "user_disabled", "warn"],
  ["refused", "invalid_blocks", "error"],
] as const)("gives up at once what is final (%s) and writes what follows from it", async (fault, word, level) => {
  await store.outbox.add([event(1, { group: "g" })]);

  const tried = start((sent) => (sent.payload["n"] === 1 ? fail(fault, word) : []), { onBuried: () => [event(2)] });
  await pass(0);

  expect(tried.map(({ n }) => n)).toEqual([1, 2]);
  expect(await store.outbox.listBuried("g")).toMatchObject([{ error: `${fault}: ${word}` }]);
  expect(log.lines.map((line) => line.level)).toEqual([level]);
});

test("tries again after a mistake of ours, and says so where somebody mends it", async () => {
  await store.outbox.add([event(1)]);
  let failed = false;

  const tried = start(() => {
    if (failed) return [];
    failed = true;
    throw new TypeError("not a function");
  });
  await pass(10_000);

  expect(tried).toHaveLength(2);
  expect(log.lines).toMatchObject([{ level: "error", fields: { err: expect.any(TypeError), event: "id-1" } }]);
});

test("has at most eight deliveries under way, and goes on when there is room", async () => {
  await store.outbox.add(Array.from({ length: 50 }, (_, n) => event(n)));
  let underWay = 0;
  let most = 0;

  const tried = start(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 100));
    underWay -= 1;
    return [];
  });
  await pass(2_000);

  expect(tried).toHaveLength(50);
  expect(most).toBe(8);
});

test("a delivery that hangs holds up nothing but its own place", async () => {
  await store.outbox.add(Array.from({ length: 20 }, (_, n) => event(n)));
  let release = () => {};

  const tried = start((sent) =>
    sent.payload["n"] === 0
      ? new Promise((resolve) => {
          release = () => resolve([]);
        })
      : [],
  );
  await pass(10_000);
  const others = tried.length - 1;
  release();

  expect(others).toBe(19);
});

test("keeps messages to one place a second apart, in their order, and others moving", async () => {
  await store.outbox.add([event(1), event(2), event(3), event(10)]);
  const placeOf = ({ payload }: OutboxEvent) => (Number(payload["n"]) < 10 ? "U1" : "U2");

  const tried = start(() => [], { placeOf });
  await pass(5_000);

  expect(tried).toEqual([
    { n: 1, second: 0 },
    { n: 10, second: 0 },
    { n: 2, second: 1 },
    { n: 3, second: 2 },
  ]);
});

test("a clock that is set back holds up no place", async () => {
  const placeOf = () => "U1";
  await store.outbox.add([event(1), event(2), event(3)]);
  const tried = start(() => [], { placeOf });
  await pass(0);

  jest.setSystemTime(now().getTime() - 7_200_000);
  await store.mendDueTimes();
  dispatcher.wake();
  await pass(6_000);

  expect(tried.map(({ n }) => n).sort()).toEqual([1, 2, 3]);
});

test("gives up an event that took its process down each time", async () => {
  await store.outbox.add([event(1, { group: "g" })]);
  for (let crash = 0; crash < 8; crash += 1) {
    await store.outbox.claim(1, 1_000);
    await pass(1_000);
  }

  const tried = start(() => []);
  await pass(0);

  expect(tried).toEqual([]);
  expect(await store.outbox.listBuried("g")).toHaveLength(1);
});

test("gives up an event that a mistake of ours keeps from being read, and sends the others meanwhile", async () => {
  await store.outbox.add([event(1, { group: "g" }), event(2)]);

  const tried = start(() => [], {
    ...HARDLY_POLLS,
    placeOf: ({ payload }) => {
      if (payload["n"] === 1) throw new TypeError("of undefined");
      return undefined;
    },
  });
  await pass(60 * 60_000);

  expect(tried).toEqual([{ n: 2, second: 0 }]);
  expect(await store.outbox.listBuried("g")).toMatchObject([{ attempts: 8, error: "of undefined" }]);
});

test("what is being sent is nobody else's, however long it takes; what a process left behind is soon taken up", async () => {
  await store.outbox.add([event(1)]);
  let release = () => {};
  start(
    () =>
      new Promise((resolve) => {
        release = () => resolve([]);
      }),
  );
  await pass(60_000);
  expect(await store.outbox.claim(1, 1_000)).toEqual([]);
  release();
  await pass(0);

  await store.outbox.add([event(2)]);
  await store.outbox.claim(1, 15_000);
  const stopped = dispatcher.stop();
  await stopped;
  const tried = start(() => []);
  await pass(20_000);
  expect(tried.map(({ n }) => n)).toEqual([2]);
});

test("stops only when what is in flight has been recorded, and claims no more", async () => {
  await store.outbox.add([event(1)]);
  let release = () => {};
  const tried = start(
    () =>
      new Promise((resolve) => {
        release = () => resolve([event(2)]);
      }),
  );
  await pass(0);

  const stopped = dispatcher.stop();
  release();
  await stopped;
  await pass(60_000);

  expect(tried.map(({ n }) => n)).toEqual([1]);
  expect((await store.outbox.claim(10, 1)).map(({ payload }) => payload["n"])).toEqual([2]);
});

test("goes on after the database has failed for a while", async () => {
  await store.outbox.add([event(1)]);
  let broken = true;
  const claim: typeof store.outbox.claim = (limit, leaseMs) =>
    broken ? Promise.reject(new Error("connection refused")) : store.outbox.claim(limit, leaseMs);

  const tried = start(() => [], { outbox: { ...store.outbox, claim } });
  await pass(6_000);
  broken = false;
  await pass(5_000);

  expect(tried).toHaveLength(1);
  expect(log.lines.every(({ message }) => message === "the outbox cannot be read")).toBe(true);
});

test("an event of another version is kept, however often it is looked at, and holds up nothing", async () => {
  await store.outbox.add([event(1, { group: "g" }), event(2)]);
  const open = ({ kind, payload }: OutboxEvent) => {
    if (payload["n"] === 1) throw new UnreadableEvent({ kind }, "a field of a later version");
    return { place: undefined, deliver: async () => [] };
  };

  start(() => [], { ...HARDLY_POLLS, open });
  await pass(45 * 60_000);

  expect(await store.outbox.countWaiting("g")).toBe(1);
  expect(await store.outbox.listBuried("g")).toEqual([]);
  expect(log.lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

test("of a thousand recipients none is left out, and whoever waits for an answer does not wait behind them", async () => {
  const PEOPLE = 1_000;
  await store.outbox.add(Array.from({ length: PEOPLE }, (_, n) => event(n)));
  const placeOf = ({ payload }: OutboxEvent) => (Number(payload["n"]) < PEOPLE ? `U${payload["n"]}` : undefined);

  const tried = start(() => [], { ...HARDLY_POLLS, placeOf });
  await pass(10_000);
  await store.outbox.add([event(PEOPLE)]);
  dispatcher.wake();
  await pass((PEOPLE / POSTS_A_MINUTE) * 60_000);

  expect(new Set(tried.map(({ n }) => n)).size).toBe(PEOPLE + 1);
  expect(tried).toHaveLength(PEOPLE + 1);
  expect(await store.outbox.nextDueAt()).toBeUndefined();
});
