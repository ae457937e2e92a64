import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { DeliveryError } from "../../../../src/domain/notifications/delivery-error.ts";
import { newEvent } from "../../../../src/domain/notifications/events.ts";
import { createDispatcher, type Dispatcher } from "../../../../src/notifications/sender/dispatcher.ts";
import type { OpenedEvent } from "../../../../src/notifications/shared/notification.ts";
import type { Found, Mark, Messenger, Slack } from "../../../../src/notifications/shared/ports.ts";
import { NOTIFICATION_TIMES } from "../../../../src/notifications/shared/times.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";
import { claimOf } from "../../../support/claim-of.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";
import { watchOutbox } from "./watch-outbox.ts";

/** The outbox is the real one, in memory; Slack keeps what was posted, with its marks. Time moves when a test says so. */
let store: Store;
let watched: ReturnType<typeof watchOutbox<Store["outbox"]>>;
const dispatchers: Dispatcher[] = [];
const log = createRecordingLog();
const now = () => new Date();

/** Slack: what stands in it, how posting ends next, and whether one may look. */
let standing: { ts: string; mark: Mark }[];
let edits: string[];
let answers: ("taken" | "lost" | "refused" | "not connected")[];
let look: (() => Found) | undefined;
let looks: number;
/** Until then no answer to a posting comes. */
let hold: Promise<void> | undefined;

const messenger: Messenger = {
  async post(channel, _message, { mark }) {
    const answer = answers.shift() ?? "taken";
    if (answer === "refused") throw new DeliveryError("rate_limited", "ratelimited", 1_000);
    if (answer === "not connected") throw new DeliveryError("unavailable", "not_connected");
    const ts = `${standing.length + 1}.0`;
    standing.push({ ts, mark });
    await hold;
    if (answer === "lost") throw new DeliveryError("unavailable", "request_failed");
    return { channel, ts };
  },
  async findPosted(channel, { mark }) {
    looks += 1;
    if (look) return look();
    const found = standing.find((one) => one.mark.event === mark.event && one.mark.part === mark.part);
    return found ? { kind: "found", channel, ts: found.ts } : { kind: "absent" };
  },
  async update(_channel, ts) {
    edits.push(ts);
  },
  unfurl: async () => {},
  updateView: async () => true,
  publishHome: async () => {},
};

beforeEach(async () => {
  jest.useFakeTimers({ now: new Date("2026-03-02T09:00:00Z"), doNotFake: ["setImmediate", "performance"] });
  store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
  watched = watchOutbox(store.outbox);
  log.lines.splice(0);
  [standing, edits, answers, look, looks, hold] = [[], [], [], undefined, 0, undefined];
  await store.outbox.add([newEvent("home.changed", { team: "T1", person: "U1" })]);
});

afterEach(async () => {
  for (const dispatcher of dispatchers.splice(0)) await dispatcher.stop();
  await store.close();
  jest.useRealTimers();
});

const message = { text: "Yours", blocks: [] };
const postOnce = async (slack: Slack) => {
  await slack.post("U1", message);
};

function start(deliver: (slack: Slack) => Promise<void> = postOnce, steady?: () => number): void {
  const open = (): OpenedEvent => ({
    place: "U1",
    async deliver(slack) {
      await deliver(slack);
      return [];
    },
  });
  const times = { ...NOTIFICATION_TIMES, poll: 1_000 };
  const dispatcher = createDispatcher({
    outbox: watched.outbox,
    messenger,
    open,
    whenBuried: () => [],
    times,
    log,
    now,
    random: () => 0,
    ...(steady && { steady }),
  });
  dispatchers.push(dispatcher);
  dispatcher.start();
}

async function turn(): Promise<void> {
  await watched.settle();
  await jest.advanceTimersByTimeAsync(0);
}

async function pass(seconds: number): Promise<void> {
  await turn();
  for (let left = seconds; left > 0; left -= 1) {
    await jest.advanceTimersByTimeAsync(1_000);
    await turn();
  }
}

const isDone = async () => (await store.outbox.nextDueAt()) === undefined;

/** The process does not run for a while: no timer of its own does, either. */
const pause = (ms: number) => jest.setSystemTime(now().getTime() + ms);

describe("a message whose sending is in doubt", () => {
  test("is not posted again where it is there, and counts as posted: its place is known to what follows", async () => {
    answers = ["lost"];

    start(async (slack) => {
      const { channel, ts } = await slack.post("U1", message);
      await slack.update(channel, ts, message);
    });
    await pass(10);

    expect(standing).toHaveLength(1);
    expect(edits).toEqual(["1.0"]);
    expect(await isDone()).toBe(true);
  });

  test("is posted where it is not there", async () => {
    answers = ["lost"];
    start();
    await turn();
    standing = [];

    await pass(10);

    expect(standing).toHaveLength(1);
    expect(await isDone()).toBe(true);
  });

  test("is looked for when its process died at sending, before or after", async () => {
    const [claimed] = await store.outbox.claim(1, 15_000);
    standing.push({ ts: "9.0", mark: { event: claimOf(claimed).id, part: 0 } });

    start();
    await pass(20);

    expect(standing).toHaveLength(1);
    expect(await isDone()).toBe(true);
  });

  test("is looked for part by part: what was not posted yet is", async () => {
    answers = ["taken", "lost"];

    start(async (slack) => {
      await slack.post("U1", message);
      await slack.post("U1", message);
    });
    await pass(10);

    expect(standing.map(({ mark }) => mark.part)).toEqual([0, 1]);
    expect(await isDone()).toBe(true);
  });

  test("is looked for when what followed the posting failed", async () => {
    let isBroken = true;

    start(async (slack) => {
      await slack.post("U1", message);
      if (!isBroken) return;
      isBroken = false;
      throw new Error("the database is locked");
    });
    await pass(10);

    expect(standing).toHaveLength(1);
    expect(await isDone()).toBe(true);
  });

  test.each(["refused", "not connected"] as const)("is in no doubt where it was %s", async (answer) => {
    answers = [answer];

    start();
    await pass(10);

    expect(standing).toHaveLength(1);
    expect(looks).toBe(0);
  });

  test("is posted once more after a minute where one may not look", async () => {
    answers = ["lost"];
    look = () => ({ kind: "unknown", why: "missing_scope" });

    start();
    await pass(58);
    const within = standing.length;
    await pass(10);

    expect(within).toBe(1);
    expect(standing).toHaveLength(2);
    expect(await isDone()).toBe(true);
  });

  test("waits while Slack answers no look, and is posted once more when it has not for ten minutes", async () => {
    answers = ["lost"];
    look = () => {
      throw new DeliveryError("unavailable", "http_503");
    };

    start();
    await pass(590);
    const within = standing.length;
    await pass(900);

    expect(within).toBe(1);
    expect(standing).toHaveLength(2);
    expect(await isDone()).toBe(true);
  });
});

describe("a process that was held up beyond its lease", () => {
  /** Starts to deliver, and goes on when released. */
  function startHeldUp(deliver: (slack: Slack) => Promise<void> = postOnce, steady?: () => number) {
    let release = () => {};
    start(async (slack) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      await deliver(slack);
    }, steady);
    return () => release();
  }

  test("sends nothing that another has taken, and records nothing of it", async () => {
    const release = startHeldUp();
    await turn();
    pause(20_000);
    start();
    await turn();
    const byOther = standing.length;

    release();
    await turn();

    expect(byOther).toBe(1);
    expect(standing).toHaveLength(1);
    expect(await isDone()).toBe(true);
    expect(log.lines).toMatchObject([{ level: "warn", fields: { kind: "home.changed" } }]);
  });

  test("notes no place of a message that another has found meanwhile", async () => {
    const noted: string[] = [];
    const noting = (who: string) => async (slack: Slack) => {
      const { ts } = await slack.post("U1", message);
      noted.push(`${who} ${ts}`);
    };
    let release = () => {};
    hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    start(noting("held up"));
    await turn();
    pause(20_000);
    hold = undefined;
    start(noting("other"));
    await turn();

    release();
    await turn();

    expect(standing).toHaveLength(1);
    expect(noted).toEqual(["other 1.0"]);
  });

  test("undoes no edit of another's either", async () => {
    const release = startHeldUp((slack) => slack.update("D1", "1.0", message));
    await turn();
    pause(20_000);
    start((slack) => slack.update("D1", "2.0", message));
    await turn();

    release();
    await turn();

    expect(edits).toEqual(["2.0"]);
  });

  test("goes on with what nobody has taken", async () => {
    const release = startHeldUp();
    await turn();
    pause(20_000);

    release();
    await turn();

    expect(standing).toHaveLength(1);
    expect(await isDone()).toBe(true);
  });

  test("notices it by the clock that nobody sets, when the other was set back", async () => {
    let steady = 0;
    const release = startHeldUp(postOnce, () => steady);
    await turn();
    pause(20_000);
    const [taken] = await store.outbox.claim(1, 60_000);
    pause(-20_000);
    steady += 20_000;

    release();
    await turn();

    expect(standing).toEqual([]);
    expect(await store.outbox.complete(claimOf(taken))).toBe(true);
  });
});
