import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { adaptNext, planNext } from "../../../src/tasks-service/adaptation/adapt.ts";
import type { Division } from "../../../src/tasks-service/adaptation/division.ts";
import { connectTasksStore } from "../../../src/tasks-service/tables/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { createHeldThreads } from "./held-threads.ts";
import { clientOf, openService, partitioned } from "./open-service.ts";
import { openWork } from "./open-work.ts";

/** Nothing is little: every change goes on in the background, a few rows at a time. */
const IN_BACKGROUND = { batches: { inRequest: 1, inBackground: 5 } };
const A_MINUTE = 60_000;

/** Does batches of the only task as a process of its own does: by its own plan, until it is done with the task. */
async function openHand(target: DatabaseTarget) {
  const { db, writeApp, close } = connectTasksStore(target);
  const { key, app } = await db.selectFrom("tasks").select(["key", "app"]).executeTakeFirstOrThrow();
  let plan: Division | undefined;
  return {
    close,
    think: async () => {
      plan = await planNext(db, key, plan);
    },
    doBatch: async () => {
      const context = { units: 2, now: "2026-01-02T03:04:05.000Z" };
      const { isDone, spent, commit } = await writeApp(app, (trx) => adaptNext(trx, key, context, plan));
      commit?.();
      if (isDone) plan = undefined;
      return { isDone, spent };
    },
  };
}
type Hand = Awaited<ReturnType<typeof openHand>>;

async function finish({ think, doBatch }: Hand): Promise<void> {
  for (let isDone = false; !isDone; ) {
    await think();
    ({ isDone } = await doBatch());
  }
}

describeOnBothEngines("what a process leaves undone that shares its database with another", (newTarget) => {
  let target: DatabaseTarget;
  let first: Awaited<ReturnType<typeof openWork>>;
  let second: Awaited<ReturnType<typeof openService>>;
  let threads: ReturnType<typeof createHeldThreads>;
  beforeEach(async () => {
    jest.useFakeTimers({
      doNotFake: ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "nextTick", "queueMicrotask", "Date"],
    });
    target = newTarget();
    threads = createHeldThreads("background");
    first = await openWork(target, { inputs: 60, openThread: threads.openThread, ...IN_BACKGROUND });
    second = await openService(target, IN_BACKGROUND);
  });
  afterEach(async () => {
    jest.useRealTimers();
    await second.service.close();
    expect([...first.errors, ...second.errors]).toEqual([]);
    expect(await findBrokenRules(target)).toEqual([]);
  });

  const passAMinute = async (): Promise<void> => {
    jest.advanceTimersByTime(A_MINUTE);
    await second.service.idle();
  };
  const taskAtSecond = async (id: string) =>
    (await clientOf(second.service, second.key)("GET", `/tasks/${id}?additional_fields=all`)).body.task;

  it("is done by the other", async () => {
    threads.hold();
    const id = await first.create({ worker: partitioned(1, ["ana", "ben"]) });
    await first.service.close();
    const left = await taskAtSecond(id);

    await passAMinute();
    await passAMinute();

    expect(left.status.percent_completed).toBe(0);
    expect((await taskAtSecond(id)).status.percent_completed).toBe(100);
  });

  it("is cleared away by the other", async () => {
    const id = await first.create({ worker: partitioned(1, ["ana", "ben"]) });
    await first.service.idle();
    threads.hold();
    await first.owner("DELETE", "/tasks", { ids: [id] });
    await first.service.close();
    const left = await second.service.levels();

    await passAMinute();
    await passAMinute();

    expect(left.jobs).toBe(1);
    expect(await second.service.levels()).toEqual({ requests: 0, jobs: 0 });
  });

  it("is left alone as long as somebody goes on with it", async () => {
    threads.hold();
    const id = await first.create({ worker: partitioned(1, ["ana", "ben"]) });
    await first.service.close();
    const hand = await openHand(target);

    for (let minutes = 0; minutes < 3; minutes += 1) {
      await hand.doBatch();
      await passAMinute();
    }

    expect((await taskAtSecond(id)).status.percent_completed).toBeLessThan(100);
    await passAMinute();
    expect((await taskAtSecond(id)).status.percent_completed).toBe(100);
    await hand.close();
  });

  it("is divided by one plan at a time: whoever goes on keeps theirs, until somebody else has taken it up", async () => {
    const id = await first.create({ worker: partitioned(1, ["ana", "ben"]) });
    await first.service.idle();
    threads.hold();
    await first.change(id, { worker: partitioned(1, ["ana", "ben", "cleo"], { ana: 10, ben: 10, cleo: 40 }) });
    await first.service.close();
    const [ours, theirs] = [await openHand(target), await openHand(target)];
    const beginsPlan = async (hand: Hand) => {
      await hand.think();
      return hand.doBatch();
    };

    await beginsPlan(ours);
    await theirs.think();
    await ours.doBatch();
    const whileOursGoesOn = await theirs.doBatch();
    const taken = [await beginsPlan(theirs), await beginsPlan(theirs)];
    const ofOursThen = await ours.doBatch();
    await finish(theirs);

    const { body } = await clientOf(second.service, second.key)("GET", `/tasks/${id}/inputs/count`);
    expect([whileOursGoesOn, ofOursThen]).toEqual([
      { isDone: true, spent: 0 },
      { isDone: true, spent: 0 },
    ]);
    expect(taken.map(({ isDone }) => isDone)).toEqual([false, false]);
    expect(body.counts.map((each: { pending: number }) => each.pending)).toEqual([10, 10, 40]);
    await Promise.all([ours.close(), theirs.close()]);
  });
});
