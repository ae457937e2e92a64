import { afterEach, expect, test } from "@jest/globals";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import type { ReviewAbout } from "../../../src/domain/review/review.ts";
import type { ReviewSession } from "../../../src/domain/review/session.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const LANE = { team: "T1", person: "U1", taskId: "task" };
const LEASE_MS = 60_000;

const SESSION: ReviewSession = {
  task: {
    id: "task",
    name: "Task",
    type: "CONCEPTS_CLASSIFICATION",
    instructions: "",
    concepts: [],
    isShared: false,
    workers: [],
  },
  held: [],
  seen: [],
  after: 0,
  isLast: false,
  later: [],
  labelers: {},
  isOwn: true,
  unseen: 0,
};

const verdicts = (...inputs: readonly string[]): ReviewAbout => ({
  kind: "inputs",
  verdicts: inputs.map((inputId) => ({ inputId, verdict: "approve", on: [{ assignmentId: inputId, worker: "w" }] })),
  left: [],
});
const decidedIn = (about: ReviewAbout): string[] =>
  about.kind === "inputs" ? about.verdicts.map(({ inputId }) => inputId) : [];

describeOnBothEngines("what reviewers save", (newTarget) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  async function openStore() {
    let time = Date.parse("2026-01-15T08:00:00Z");
    let ids = 0;
    const tools = { now: () => new Date(time), newId: () => `id-${ids++}` };
    const store = await createStore(newTarget(), tools);
    opened.push(store);
    const pass = (ms: number): void => {
      time += ms;
    };
    return { store, pass };
  }

  test("an input takes one verdict, from however many windows, until it is given anew", async () => {
    const { store } = await openStore();
    const { reviewing } = store;

    const first = await reviewing.save(LANE, { id: "1", about: verdicts("a", "b"), after: 0 }, LEASE_MS);
    const second = await reviewing.save(LANE, { id: "2", about: verdicts("b", "c"), after: 0 }, LEASE_MS);
    await reviewing.settle("1", "done", []);
    await reviewing.settle("2", "done", []);
    const anew = { id: "3", about: verdicts("b"), after: second.review.order };
    const third = await reviewing.save(LANE, anew, LEASE_MS);

    expect([first.taken, second.taken, third.taken]).toEqual([[], ["b"], []]);
    expect(decidedIn(second.review.about)).toEqual(["c"]);
    expect((await reviewing.recentReviews(LANE, 2)).map(({ id }) => id)).toEqual(["3", "2"]);
    expect((await reviewing.openReviews(LANE)).map(({ id }) => id)).toEqual(["3"]);
  });

  test("an input takes one verdict where several windows save at the same moment", async () => {
    const { store } = await openStore();
    const { reviewing } = store;
    await reviewing.saveSession(LANE, SESSION);

    const ids = Array.from({ length: 10 }, (_, nth) => String(nth));
    // Each has its connection by then.
    await Promise.all(ids.map(() => reviewing.recentReviews(LANE, 1)));
    const saved = await Promise.all(
      ids.map((id) => reviewing.save(LANE, { id, about: verdicts("a"), after: 0 }, LEASE_MS)),
    );

    expect(saved.flatMap(({ review }) => decidedIn(review.about))).toEqual(["a"]);
  });

  test("what was promised is due after its lease, and its end is told once", async () => {
    const { store, pass } = await openStore();
    const { reviewing } = store;
    await reviewing.save(LANE, { id: "1", about: verdicts("a"), after: 0 }, LEASE_MS);
    const told = newEvent("review.refused", {
      team: "T1",
      person: "U1",
      task: { id: "task", name: "Task" },
      inputs: ["a"],
      why: "It is gone.",
    });

    const tooEarly = await reviewing.claimDue("T1", 10, LEASE_MS);
    pass(LEASE_MS + 1);
    const due = await reviewing.claimDue("T1", 10, LEASE_MS);
    await reviewing.postpone(LANE, ({ attempts }) => ({ delayMs: attempts * 1000, events: [] }));
    pass(1001);
    const again = await reviewing.claimDue("T1", 10, LEASE_MS);
    await reviewing.settle("1", "refused", [told]);
    await reviewing.settle("1", "refused", [told]);

    expect([tooEarly, due, again]).toEqual([[], [{ lane: LANE }], [{ lane: LANE }]]);
    expect(await reviewing.openReviews(LANE)).toEqual([]);
    expect((await store.outbox.claim(10, LEASE_MS)).length).toBe(1);
  });

  test("a batch in which all is left for later is kept, and there is nothing to send", async () => {
    const { store } = await openStore();
    const about: ReviewAbout = { kind: "inputs", verdicts: [], left: ["a"] };

    await store.reviewing.save(LANE, { id: "1", about, after: 0 }, LEASE_MS);

    expect(await store.reviewing.openReviews(LANE)).toEqual([]);
    expect((await store.reviewing.recentReviews(LANE, 1))[0]?.about).toEqual(about);
  });
});
