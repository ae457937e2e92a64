import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Label } from "../../../../src/domain/labeling/label.ts";
import type { LabelingSession } from "../../../../src/domain/labeling/session.ts";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import type { Hand } from "../../../../src/services/labeling/hands.ts";
import type { LabelingStore } from "../../../../src/services/labeling/ports.ts";
import { createLabelSending } from "../../../../src/services/labeling/sending.ts";
import { LABELING_TIMES } from "../../../../src/services/labeling/times.ts";
import { createStore, type Store } from "../../../../src/store/store.ts";
import { createTestIds } from "../../../support/app-store.ts";

const LANE = { team: "T1", person: "U1", taskId: "t" };

test("a database that fails while it is noted that labels wait is logged, and nothing is thrown at nobody", async () => {
  const errors: unknown[] = [];
  const store = {
    openAnswers: () => Promise.reject(new TasksApiError({ code: "unavailable", call: "PostAnnotations" })),
    findSession: () => Promise.reject(new Error("the database is gone")),
  } as unknown as LabelingStore;
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: (fields: unknown) => errors.push(fields) };
  const sending = createLabelSending({
    team: LANE.team,
    store,
    times: LABELING_TIMES,
    now: () => new Date(0),
    noticed: nothing,
    wakeNotifications: nothing,
    hands: { missing: async () => undefined, as: () => Promise.reject(new Error("not asked")) },
    requests: { answer: async () => undefined },
    fetching: { renew: async () => undefined },
    acks: { areAny: () => false, quietMs: () => Number.POSITIVE_INFINITY },
    log,
  });

  await sending.finish(LANE);

  expect(errors).toEqual([expect.objectContaining({ err: new Error("the database is gone") })]);
});

describe("two replicas, of which one sends a label while it is taken back by way of the other", () => {
  const NOW = new Date("2026-03-02T09:00:00Z");
  const now = () => NOW;
  const session: LabelingSession = {
    task: {
      id: LANE.taskId,
      name: "Digits",
      type: "CONCEPTS_CLASSIFICATION",
      instructions: "",
      concepts: [{ id: "7", name: "seven" }],
      perInput: "ONE",
    },
    held: [{ assignmentId: "one", input: { id: "i1", content: { kind: "unknown" } } }],
    after: 0,
    isLast: false,
    done: 0,
    skipped: [],
  };

  let store: Store;
  let there: Label[];
  let refusesDeletion: boolean;

  beforeEach(async () => {
    store = await createStore({ kind: "sqlite", path: ":memory:" }, { now, newId: createTestIds() });
    [there, refusesDeletion] = [[], false];
    await store.labeling.saveSession(LANE, session);
  });
  afterEach(() => store.close());

  function unused(): never {
    throw new Error("labels are sent, looked for, deleted and submitted, nothing else");
  }
  const nothing = (): void => undefined;
  const say = (id: string, concept: string) =>
    store.labeling.say(
      LANE,
      {
        id,
        assignmentId: "one",
        inputId: "i1",
        saidAt: NOW.getTime(),
        said: { kind: "concepts", concepts: [concept] },
      },
      60_000,
    );

  /**
   * Gates of this replica: `posting`, before a label of its arrives; `posted`, before it learns that one has; `asking`, before it looks;
   * `looking`, before it learns what it has found. `renames`: the Tasks API gives labels ids of its own.
   */
  type Replica = { posting?: Gate; posted?: Gate; asking?: Gate; looking?: Gate; renames?: boolean };
  function startReplica({ posting, posted, asking, looking, renames = false }: Replica = {}) {
    const hand: Hand = {
      account: LANE.person,
      async postLabel({ id, inputId, said }) {
        await posting?.pass();
        there.push({ id: renames ? `its ${id}` : id, inputId, by: LANE.person, said });
        await posted?.pass();
      },
      async listLabels() {
        await asking?.pass();
        const found = [...there];
        await looking?.pass();
        return found;
      },
      async deleteLabel(_inputId, id) {
        if (refusesDeletion) throw new TasksApiError({ code: "unavailable", call: "DeleteAnnotation" });
        there = there.filter((label) => label.id !== id);
      },
      submitLabels: async () => undefined,
      startLabeling: unused,
      startReview: unused,
      review: unused,
      changeLabels: unused,
      getInput: unused,
    };
    return createLabelSending({
      team: LANE.team,
      store: store.labeling,
      times: LABELING_TIMES,
      now,
      noticed: nothing,
      wakeNotifications: nothing,
      hands: { missing: async () => undefined, as: (_team, _person, work) => work(hand) },
      requests: { answer: async () => undefined },
      fetching: { renew: async () => undefined },
      acks: { areAny: () => false, quietMs: () => Number.POSITIVE_INFINITY },
      log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    });
  }

  type Gate = ReturnType<typeof createGate>;
  function createGate() {
    let [open, reach] = [nothing, nothing];
    const opened = new Promise<void>((resolve) => {
      open = () => void resolve();
    });
    const reached = new Promise<void>((resolve) => {
      reach = () => void resolve();
    });
    const pass = (): Promise<void> => {
      reach();
      return opened;
    };
    return { pass, reached, open: () => open() };
  }

  const undoings = async () =>
    (await store.history.list({ team: LANE.team, taskId: LANE.taskId }, 10)).filter(
      ({ kind }) => kind === "label.undone",
    );

  test("a label that arrives after the other one has looked for it is deleted, and what is said anew stays", async () => {
    const gate = createGate();
    const [one, other] = [startReplica({ posting: gate }), startReplica()];
    await say("wrong", "7");
    const sending = one.finish(LANE);
    await gate.reached;
    await store.labeling.undoLast(LANE, 60_000);
    await other.finish(LANE);
    await say("right", "8");
    await other.finish(LANE);

    gate.open();
    await sending;

    expect(there.map(({ id }) => id)).toEqual(["right"]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
    expect(await undoings()).toHaveLength(1);
  });

  test("a label that arrives between the look of the other one and its note is deleted, and taken back once", async () => {
    const [arrival, look] = [createGate(), createGate()];
    const [one, other] = [startReplica({ posting: arrival }), startReplica({ looking: look })];
    await say("wrong", "7");
    const sending = one.finish(LANE);
    await arrival.reached;
    await store.labeling.undoLast(LANE, 60_000);
    const takingBack = other.finish(LANE);
    await look.reached;

    arrival.open();
    await sending;
    look.open();
    await takingBack;

    expect(there).toEqual([]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
    expect(await undoings()).toHaveLength(1);
  });

  test("where it cannot be deleted then, it is at the next attempt", async () => {
    const gate = createGate();
    const [one, other] = [startReplica({ posting: gate }), startReplica()];
    await say("wrong", "7");
    const sending = one.finish(LANE);
    await gate.reached;
    await store.labeling.undoLast(LANE, 60_000);
    await other.finish(LANE);
    refusesDeletion = true;
    gate.open();
    await sending;
    const left = there.length;

    refusesDeletion = false;
    await other.finish(LANE);

    expect(left).toBe(1);
    expect(there).toEqual([]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
  });

  /** One sends a label while the other one takes it back; the same is said anew and has arrived, unnoted, when it arrives as well. */
  async function sayTheSameAnew(renames: boolean): Promise<void> {
    const [arrival, note] = [createGate(), createGate()];
    const one = startReplica({ posting: arrival, renames });
    const other = startReplica({ posted: note, renames });
    await say("first", "7");
    const sending = one.finish(LANE);
    await arrival.reached;
    await store.labeling.undoLast(LANE, 60_000);
    await other.finish(LANE);
    await say("anew", "7");
    const sendingAnew = other.finish(LANE);
    await note.reached;

    arrival.open();
    await sending;
    note.open();
    await sendingAnew;
  }

  test("the same, said anew and on its way, is not deleted with the label that arrives late", async () => {
    await sayTheSameAnew(false);

    expect(there.map(({ id }) => id)).toEqual(["anew"]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
  });

  test("where the Tasks API gives ids of its own, one of the two that say the same stays", async () => {
    await sayTheSameAnew(true);

    expect(there).toHaveLength(1);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
  });

  test("the same, said anew and sent by one while the other one looks for what was taken back, is not deleted", async () => {
    const look = createGate();
    const [one, other] = [startReplica(), startReplica({ asking: look })];
    await say("first", "7");
    await store.labeling.undoLast(LANE, 60_000);
    const takingBack = other.finish(LANE);
    await look.reached;
    await say("anew", "7");
    await one.finish(LANE);

    look.open();
    await takingBack;

    expect(there.map(({ id }) => id)).toEqual(["anew"]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
  });

  test("where the Tasks API gives ids of its own, what was sent and taken back is no second label of what is said anew", async () => {
    const one = startReplica({ renames: true });
    await say("first", "7");
    await one.afterSending(LANE, "all-but-last", async () => undefined);
    await store.labeling.undoLast(LANE, 60_000);
    await say("anew", "7");

    await one.finish(LANE);

    expect(there.map(({ id }) => id)).toEqual(["its anew"]);
    expect(await store.labeling.openAnswers(LANE)).toEqual([]);
  });
});
