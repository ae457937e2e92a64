import { expect, test } from "@jest/globals";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { claimOf } from "../../support/claim-of.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describeOnBothEngines("a clock that is set back by two hours", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const after = (ms: number) => new Date(clock.now().getTime() + ms);
  const submission = { id: "s", team: "T1", person: "U1", viewId: "V1", kind: "create-task", payload: {} };

  test("holds no message: what was written, claimed or put off before is due at once", async () => {
    const { outbox, mendDueTimes } = await open();
    const named = (kind: string) => ({ kind, payload: { team: "T1" } });
    await outbox.add([named("claimed"), named("put off")]);
    const [, second] = await outbox.claim(2, 15 * SECOND);
    await outbox.postpone(claimOf(second), after(HOUR), "ratelimited");
    await outbox.add([named("written"), { ...named("soon"), dueAt: after(5 * SECOND) }]);

    clock.advance(-2 * HOUR);
    await mendDueTimes();

    const due = await outbox.claim(10, 15 * SECOND);
    expect(due.map(({ kind }) => kind).sort()).toEqual(["claimed", "put off", "soon", "written"]);
  });

  test("leaves what waits for a date of its own, a pause that Slack asked for, and a lease that holds", async () => {
    const { outbox, mendDueTimes } = await open();
    await outbox.add([{ kind: "claimed", payload: { team: "T1" } }]);
    await outbox.claim(1, 15 * SECOND);
    await outbox.add([{ kind: "put off", payload: { team: "T1" } }]);
    const [second] = await outbox.claim(1, 15 * SECOND);
    await outbox.postpone(claimOf(second), after(HOUR), "ratelimited");
    await outbox.add([{ kind: "morning", payload: { team: "T1" }, dueAt: after(10 * HOUR) }]);

    await mendDueTimes();
    clock.advance(-30 * SECOND);
    await mendDueTimes();

    expect(await outbox.claim(10, SECOND)).toEqual([]);
  });

  test("leaves a date of its own also when the clock is set back", async () => {
    const { outbox, mendDueTimes } = await open();
    await outbox.add([{ kind: "morning", payload: { team: "T1" }, dueAt: after(10 * HOUR) }]);

    clock.advance(-2 * HOUR);
    await mendDueTimes();

    expect(await outbox.claim(10, SECOND)).toEqual([]);
  });

  test("sends what a clock that was years ahead has put off", async () => {
    const { outbox, mendDueTimes } = await open();
    await outbox.add([{ kind: "morning", payload: { team: "T1" }, dueAt: after(5 * 365 * 24 * HOUR) }]);

    await mendDueTimes();

    expect(await outbox.claim(10, SECOND)).toHaveLength(1);
  });

  test("holds no promise, no doubt and nobody's turn", async () => {
    const { submissions, taskTurns, taskIndexRounds, mendDueTimes } = await open();
    await submissions.begin(submission, 20 * SECOND);
    await submissions.begin({ ...submission, id: "d" }, 20 * SECOND);
    await submissions.settle("d", { status: "doubtful", checkAt: after(60 * SECOND) }, []);
    await taskTurns.take("task", 15 * SECOND);
    await taskIndexRounds.claim("T1", "side", 60 * SECOND);

    clock.advance(-2 * HOUR);
    await mendDueTimes();
    clock.advance(1);

    expect((await submissions.claimAbandoned("T1", 10, SECOND)).map(({ id }) => id)).toEqual(["s"]);
    expect((await submissions.claimDoubtful("T1", 10, SECOND)).map(({ id }) => id)).toEqual(["d"]);
    expect(await taskTurns.take("task", SECOND)).toBeDefined();
    expect(await taskIndexRounds.claim("T1", "side", SECOND)).toBeDefined();
  });
});
