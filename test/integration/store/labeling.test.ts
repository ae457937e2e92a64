import { expect, test } from "@jest/globals";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { meetWriter } from "../../support/meet-writer.ts";

const LANE = { team: "T1", person: "U1", taskId: "task" };
const OTHER = { ...LANE, person: "U2" };
const LEASE_MS = 60_000;

const answer = (id: string, assignmentId: string, saidAt = 1) => ({
  id,
  assignmentId,
  inputId: `input of ${assignmentId}`,
  saidAt,
  said: { kind: "concepts" as const, concepts: ["7"] },
});

describeOnBothEngines("what people say of inputs", (newTarget, engine) => {
  const { open, clock } = storesOf(newTarget);
  const testOnPostgres = engine === "postgres" ? test : test.skip;

  testOnPostgres("what another replica submits at that moment is not taken back: the one before it is", async () => {
    const target = newTarget();
    const { labeling } = await open(target);
    for (const [at, id] of ["a", "b"].entries()) await labeling.say(LANE, answer(id, id, at), LEASE_MS);
    await labeling.moveMany(["a", "b"], { from: "said", to: "sent", dueAt: 1 });

    const submitting = "update label_answers set state = 'submitted' where id = 'b'";
    const undone = await meetWriter(target, submitting, () => labeling.undoLast(LANE, LEASE_MS));

    expect(undone?.id).toBe("a");
    expect((await labeling.recentAnswers(LANE, 10)).map(({ id, state }) => [id, state])).toEqual([
      ["b", "submitted"],
      ["a", "undoing"],
    ]);
  });

  test("what is changed at once of somebody's place is all kept", async () => {
    const { labeling } = await open();
    const task = { id: "task", name: "Task", instructions: "", concepts: [], perInput: "ONE" } as const;
    const place = { held: [], after: 0, isLast: false, done: 0, skipped: [] };
    await labeling.saveSession(LANE, { task: { ...task, type: "CONCEPTS_CLASSIFICATION" }, ...place });
    const ids = Array.from({ length: 20 }, (_, nth) => `i${nth}`);

    await Promise.all(ids.map((id) => labeling.skip(LANE, id)));

    expect((await labeling.findSession(LANE))?.skipped.toSorted()).toEqual(ids.toSorted());
  });

  testOnPostgres(
    "what another replica changes of somebody's place at that moment is waited for, and seen",
    async () => {
      const target = newTarget();
      const { labeling } = await open(target);
      const task = { id: "task", name: "Task", instructions: "", concepts: [], perInput: "ONE" } as const;
      const place = { held: [], after: 0, isLast: false, done: 0, skipped: [] };
      const session = { task: { ...task, type: "CONCEPTS_CLASSIFICATION" as const }, ...place };
      await labeling.saveSession(LANE, session);
      const content = JSON.stringify({ ...session, isOutdated: true });

      const changing = `update labeling_sessions set content = '${content}'`;
      const replaced = await meetWriter(target, changing, () =>
        labeling.replaceSession(LANE, (there) => ({ ...session, done: there?.isOutdated === true ? 7 : 0 })),
      );

      expect(replaced.done).toBe(7);
      expect(await labeling.findSession(LANE)).toEqual({ ...session, done: 7 });
    },
  );

  test("an assignment takes one answer at a time, from however many windows; another one once that is taken back", async () => {
    const { labeling } = await open();

    const said = await Promise.all(["a", "b", "c"].map((id) => labeling.say(LANE, answer(id, "one"), LEASE_MS)));

    expect(said.filter((each) => each === "said")).toHaveLength(1);
    expect(await labeling.say(OTHER, answer("d", "one"), LEASE_MS)).toBe("said");
    const undone = await labeling.undoLast(LANE, LEASE_MS);
    expect(undone).toMatchObject({ assignmentId: "one", state: "undoing" });
    expect(await labeling.say(LANE, answer("e", "one"), LEASE_MS)).toBe("said");
    expect((await labeling.openAnswers(LANE)).map(({ id, state }) => [id, state])).toEqual([
      [undone?.id, "undoing"],
      ["e", "said"],
    ]);
  });

  test("the newest answer is taken back first, and none that is submitted", async () => {
    const { labeling } = await open();
    for (const [at, id] of ["a", "b", "c"].entries()) await labeling.say(LANE, answer(id, id, at), LEASE_MS);
    await labeling.moveMany(["a", "b", "c"], { from: "said", to: "sent", dueAt: 1 });
    await labeling.moveMany(["a"], { from: "sent", to: "submitted", dueAt: null });

    const undone = [await labeling.undoLast(LANE, LEASE_MS), await labeling.undoLast(LANE, LEASE_MS)];

    expect(undone.map((one) => one?.id)).toEqual(["c", "b"]);
    expect(await labeling.undoLast(LANE, LEASE_MS)).toBeUndefined();
    expect((await labeling.recentAnswers(LANE, 10)).map(({ id, state }) => [id, state])).toEqual([
      ["c", "undoing"],
      ["b", "undoing"],
      ["a", "submitted"],
    ]);
  });

  test("an answer that is meant is taken back alone, while it is the last one: asked for again, it is given as it is", async () => {
    const { labeling } = await open();
    for (const [at, id] of ["a", "b"].entries()) await labeling.say(LANE, answer(id, id, at), LEASE_MS);

    const early = await labeling.undoLast(LANE, LEASE_MS, { id: "a" });
    const undone = [];
    for (let times = 0; times < 2; times += 1) undone.push(await labeling.undoLast(LANE, LEASE_MS, { id: "b" }));

    expect([early, ...undone].map((one) => [one?.id, one?.state])).toEqual([
      ["a", "said"],
      ["b", "undoing"],
      ["b", "undoing"],
    ]);
    expect((await labeling.openAnswers(LANE)).map(({ id, state }) => [id, state])).toEqual([
      ["a", "said"],
      ["b", "undoing"],
    ]);
    expect(await labeling.undoLast(OTHER, LEASE_MS, { id: "a" })).toBeUndefined();
  });

  test("of those that are moved together, what was taken back at that moment stays where it is, and is not named", async () => {
    const { labeling } = await open();
    for (const [at, id] of ["a", "b"].entries()) await labeling.say(LANE, answer(id, id, at), LEASE_MS);
    await labeling.moveMany(["a", "b"], { from: "said", to: "sent", dueAt: 1 });
    await labeling.undoLast(LANE, LEASE_MS);

    const moved = await labeling.moveMany(["a", "b"], { from: "sent", to: "submitted", dueAt: null });

    expect([...moved]).toEqual(["a"]);
    expect((await labeling.openAnswers(LANE)).map(({ id, state }) => [id, state])).toEqual([["b", "undoing"]]);
  });

  test("a step is made from the state that it is meant for, and from no other", async () => {
    const { labeling } = await open();
    await labeling.say(LANE, answer("a", "one"), LEASE_MS);
    await labeling.undoLast(LANE, LEASE_MS);

    expect(await labeling.move("a", { from: "said", to: "sent", dueAt: 1 })).toBe(false);
    expect(await labeling.move("a", { from: "undoing", to: "undone", dueAt: null })).toBe(true);
    expect(await labeling.openAnswers(LANE)).toEqual([]);
  });

  test("what a dead process has promised is somebody else's once its lease is over, and one's alone", async () => {
    const { labeling } = await open();
    await labeling.say(LANE, answer("a", "one"), LEASE_MS);

    expect(await labeling.claimDue("T1", 10, LEASE_MS)).toEqual([]);
    clock.advance(LEASE_MS);
    const claimed = await Promise.all([labeling.claimDue("T1", 10, LEASE_MS), labeling.claimDue("T1", 10, LEASE_MS)]);

    expect(claimed.flat()).toEqual([{ lane: LANE }]);
  });

  test("what is still to be sent is counted, with how long the oldest waits", async () => {
    const { labeling, reviewing, countUnsent } = await open();
    const before = await countUnsent();
    const time = clock.now().getTime();
    for (const [at, id] of ["a", "b", "c"].entries())
      await labeling.say(LANE, { ...answer(id, id), saidAt: time - (at + 1) * 10_000 }, LEASE_MS);
    await labeling.refuse(["c"], "closed", []);
    const about = { kind: "worker", worker: "ana", verdict: "approve" } as const;
    await reviewing.save(LANE, { id: "1", about, after: 0 }, LEASE_MS);
    clock.advance(1_000);

    expect(before).toEqual([
      { lane: "labels", rows: 0, oldestS: 0 },
      { lane: "verdicts", rows: 0, oldestS: 0 },
    ]);
    expect(await countUnsent()).toEqual([
      { lane: "labels", rows: 2, oldestS: 21 },
      { lane: "verdicts", rows: 1, oldestS: 1 },
    ]);
  });

  test("a lane that failed waits longer each time, and what tells of it is written once", async () => {
    const { labeling, outbox } = await open();
    await labeling.say(LANE, answer("a", "one"), LEASE_MS);
    const told = newEvent(
      "label.waits",
      { team: "T1", person: "U1", task: { id: "task", name: "Digits" }, needsKey: false },
      { dedupeKey: "once" },
    );
    const seen: unknown[] = [];

    for (let times = 0; times < 3; times++)
      await labeling.postpone(LANE, (waiting) => {
        seen.push(waiting);
        return { delayMs: waiting.attempts * 1_000, events: [told] };
      });

    expect(seen).toEqual([1, 2, 3].map((attempts) => ({ attempts, oldest: "a" })));
    expect(await labeling.openAnswers(LANE)).toMatchObject([{ id: "a", attempts: 3 }]);
    expect(await outbox.claim(10, 1_000)).toHaveLength(1);
    clock.advance(2_999);
    expect(await labeling.claimDue("T1", 10, LEASE_MS)).toEqual([]);
    clock.advance(1);
    expect(await labeling.claimDue("T1", 10, LEASE_MS)).toEqual([{ lane: LANE }]);
  });

  test("what is refused is over, and makes room for another answer", async () => {
    const { labeling } = await open();
    await labeling.say(LANE, answer("a", "one"), LEASE_MS);

    await labeling.refuse(["a"], "the task is closed", []);

    expect(await labeling.openAnswers(LANE)).toEqual([]);
    expect(await labeling.say(LANE, answer("b", "one"), LEASE_MS)).toBe("said");
    expect(await labeling.timesSaid(LANE)).toEqual({ times: [1], inputs: 1 });
  });

  test("an input that came back and was said of again is one input at the end, and what was taken back is none", async () => {
    const { labeling } = await open();
    for (const [at, [id, assignmentId]] of [
      ["a", "one"],
      ["b", "two"],
      ["c", "one"],
      ["d", "three"],
    ].entries()) {
      await labeling.say(LANE, answer(id ?? "", assignmentId ?? "", at), LEASE_MS);
      if (id !== "d") await labeling.moveMany([id ?? ""], { from: "said", to: "submitted", dueAt: null });
    }
    await labeling.undoLast(LANE, LEASE_MS, { id: "d" });

    expect(await labeling.timesSaid(LANE)).toEqual({ times: [0, 1, 2], inputs: 2 });
  });

  test("a place in a task is kept, replaced, and changed by a skip; what is over is swept after three months", async () => {
    const { labeling } = await open();
    const task = {
      id: "task",
      name: "Digits",
      type: "CONCEPTS_CLASSIFICATION",
      instructions: "",
      concepts: [],
      perInput: "ONE",
    } as const;
    const session = { task, held: [], after: 0, isLast: false, done: 3, total: 10, skipped: [] };
    await labeling.saveSession(LANE, { ...session, done: 1 });
    await labeling.saveSession(LANE, session);

    await labeling.skip(LANE, "one");
    await labeling.skip(LANE, "two");
    await labeling.skip(LANE, "one");

    expect(await labeling.findSession(LANE)).toEqual({ ...session, skipped: ["two", "one"] });
    expect(await labeling.findSession(OTHER)).toBeUndefined();
    clock.advance(91 * 24 * 3_600_000);
    expect(await labeling.sweep()).toBe(1);
  });
});
