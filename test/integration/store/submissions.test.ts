import { expect, test } from "@jest/globals";
import { SIDE, SideChanged } from "../../../src/domain/submissions/side.ts";
import type { Store } from "../../../src/store/store.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const LEASE_MS = 20_000;
const entry = {
  id: "s1",
  team: "T1",
  person: "U1",
  kind: "create-task",
  viewId: "V1",
  payload: { name: "Lunch" },
};
const told = { kind: "submission.settled", payload: { team: "T1", submission: "s1" } };

describeOnBothEngines("the submission journal", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const eventsOf = async ({ outbox }: Store) => (await outbox.claim(100, 1)).map(({ kind }) => kind);

  test("begins a submission once, however often and wherever it is sent", async () => {
    const target = newTarget();
    const stores = [await open(target), await open(target)];

    const answers = await Promise.all(
      [...stores, ...stores, ...stores].map((store) => store.submissions.begin(entry, LEASE_MS)),
    );

    const states = answers.map(({ state }) => state).sort();
    expect(states).toEqual(["begun", "pending", "pending", "pending", "pending", "pending"]);
    expect(await stores[1]?.submissions.find("s1")).toEqual({
      ...entry,
      status: "pending",
      attempts: 1,
      isInDoubt: false,
    });
  });

  test("begins nothing with a labeling side that the workspace has left", async () => {
    const store = await open();
    const connection = { userId: "acme", appId: "photos", sealed: { keyId: "k", bytes: "b" }, connectedBy: "U1" };
    const connected = SIDE.connected(connection);
    const begin = (id: string, side: string, team = "T1") =>
      store.submissions.begin({ ...entry, id, side, team }, LEASE_MS);

    await expect(begin("before", connected)).rejects.toThrow(SideChanged);
    expect(await begin("local", SIDE.local)).toEqual({ state: "begun", attempts: 1 });
    await store.connections.save({ ...connection, team: "T1", revision: "r1" });
    const together = await Promise.allSettled([
      ...[begin("late", SIDE.local), begin("new", connected), begin("other", SIDE.local, "T2")],
      begin("fixed", SIDE.configured(connection)),
    ]);

    expect(together.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
    expect(await store.submissions.find("late")).toBeUndefined();
    expect(await store.submissions.find("new")).toMatchObject({ status: "pending", side: connected });
  });

  test("a submission takes over the promise of the request that it is begun for, and of no other", async () => {
    const { submissions } = await open();
    const request = { ...entry, kind: "request", viewId: "", payload: { what: "/task assign" } };
    for (const id of ["request:1", "request:2"]) await submissions.begin({ ...request, id }, LEASE_MS);
    await submissions.begin({ ...entry, kind: "edit-task" }, LEASE_MS, "request:1");
    clock.advance(LEASE_MS);

    expect((await submissions.claimAbandoned("T1", 10, LEASE_MS)).map(({ id }) => id).sort()).toEqual([
      "request:2",
      "s1",
    ]);
    expect(await submissions.begin({ ...request, id: "request:1" }, LEASE_MS)).toEqual({ state: "done" });
  });

  test("requests are kept as long as they can be delivered again, and forms for a month", async () => {
    const { submissions } = await open();
    await submissions.begin({ ...entry, id: "request:1", kind: "request" }, LEASE_MS);
    await submissions.begin(entry, LEASE_MS);
    for (const id of ["request:1", "s1"]) await submissions.settle(id, { status: "done" }, []);
    clock.advance(5 * 60_000);
    expect(await submissions.sweep()).toBe(0);
    clock.advance(60 * 60_000);
    expect(await submissions.sweep()).toBe(1);

    expect(await submissions.find("request:1")).toBeUndefined();
    expect(await submissions.find("s1")).toMatchObject({ status: "done" });
  });

  test("begins a failed or doubtful one again, with what was sent now", async () => {
    const { submissions } = await open();
    await submissions.begin(entry, LEASE_MS);
    await submissions.settle("s1", { status: "failed" }, []);

    const again = await submissions.begin({ ...entry, viewId: "V2", payload: { name: "Dinner" } }, LEASE_MS);
    const second = await submissions.find("s1");
    await submissions.settle("s1", { status: "doubtful", checkAt: clock.now() }, []);
    const third = await submissions.begin(entry, LEASE_MS);
    expect(await submissions.find("s1")).toMatchObject({ attempts: 3, isInDoubt: true });
    await submissions.settle("s1", { status: "done" }, []);

    expect([again, third]).toEqual([
      { state: "begun", attempts: 2 },
      { state: "begun", attempts: 3 },
    ]);
    expect(second).toEqual({
      ...entry,
      viewId: "V2",
      payload: { name: "Dinner" },
      status: "pending",
      attempts: 2,
      isInDoubt: false,
    });
    expect(await submissions.begin(entry, LEASE_MS)).toEqual({ state: "done" });
  });

  test("refuses an id that is somebody else's", async () => {
    const { submissions } = await open();
    await submissions.begin(entry, LEASE_MS);
    await submissions.settle("s1", { status: "failed" }, []);

    await expect(submissions.begin({ ...entry, person: "U2" }, LEASE_MS)).rejects.toThrow("somebody else's");
    await expect(submissions.begin({ ...entry, team: "T2" }, LEASE_MS)).rejects.toThrow("somebody else's");

    expect(await submissions.find("s1")).toMatchObject({ person: "U1", team: "T1", status: "failed" });
  });

  test("records the outcome and its events together or not at all", async () => {
    const store = await open();
    await store.submissions.begin(entry, LEASE_MS);
    const unwritable = { kind: "a\0b", payload: { team: "T1" } };

    await expect(store.submissions.settle("s1", { status: "done" }, [told, unwritable])).rejects.toThrow("NUL");
    expect(await store.submissions.find("s1")).toMatchObject({ status: "pending" });
    expect(await eventsOf(store)).toEqual([]);

    await store.submissions.settle("s1", { status: "done" }, [told]);
    expect(await store.submissions.find("s1")).toMatchObject({ status: "done" });
    expect(await eventsOf(store)).toEqual(["submission.settled"]);
  });

  test("tells what is done once, when two have carried it out", async () => {
    const target = newTarget();
    const first = await open(target);
    const second = await open(target);
    await first.submissions.begin(entry, LEASE_MS);

    await Promise.all([first, second].map((store) => store.submissions.settle("s1", { status: "done" }, [told])));
    await second.submissions.settle("s1", { status: "failed" }, [told]);

    expect(await eventsOf(first)).toEqual(["submission.settled"]);
    expect(await first.submissions.find("s1")).toMatchObject({ status: "done" });
  });

  test("settles only the attempt that is meant", async () => {
    const store = await open();
    await store.submissions.begin(entry, LEASE_MS);
    await store.submissions.settle("s1", { status: "doubtful", checkAt: clock.now(), attempt: 1 }, []);
    await store.submissions.begin(entry, LEASE_MS);

    await store.submissions.settle("s1", { status: "failed", attempt: 1 }, [told]);

    expect(await store.submissions.find("s1")).toMatchObject({ status: "pending", attempts: 2 });
    expect(await eventsOf(store)).toEqual([]);
  });

  test("refuses to settle what it does not know, and doubt without a time", async () => {
    const { submissions } = await open();
    await submissions.begin(entry, LEASE_MS);

    await expect(submissions.settle("s2", { status: "done" }, [])).rejects.toThrow("not in the journal");
    await expect(submissions.settle("s1", { status: "doubtful" }, [])).rejects.toThrow("without a time");
  });

  test("lets one process claim what another has abandoned, oldest first", async () => {
    const target = newTarget();
    const first = await open(target);
    const second = await open(target);
    for (const id of ["s1", "s2", "s3"]) {
      await first.submissions.begin({ ...entry, id }, LEASE_MS);
      clock.advance(1);
    }
    await first.submissions.settle("s2", { status: "failed" }, []);
    expect(await second.submissions.claimAbandoned("T1", 10, LEASE_MS)).toEqual([]);

    clock.advance(LEASE_MS);
    const claims = await Promise.all(
      [first, second, second].map((s) => s.submissions.claimAbandoned("T1", 10, LEASE_MS)),
    );

    expect(claims.flat().map(({ id }) => id)).toEqual(["s1", "s3"]);
  });

  test("what is taken up is an attempt more: whoever held it before neither keeps it, nor lets it go, nor settles it", async () => {
    const target = newTarget();
    const first = await open(target);
    const second = await open(target);
    const held = { id: "s1", attempts: 1 };
    await first.submissions.begin(entry, LEASE_MS);
    const whileHeld = await first.submissions.renew([held], LEASE_MS);
    clock.advance(LEASE_MS);
    const [taken] = await second.submissions.claimAbandoned("T1", 10, LEASE_MS);

    const afterwards = await first.submissions.renew([held], LEASE_MS);
    await first.submissions.release([held]);
    const letGo = await first.submissions.claimAbandoned("T1", 10, LEASE_MS);
    await first.submissions.settle("s1", { status: "failed", attempt: 1 }, [told]);

    expect([whileHeld, afterwards, letGo]).toEqual([["s1"], [], []]);
    expect(taken).toMatchObject({ id: "s1", attempts: 2 });
    expect(await first.submissions.find("s1")).toMatchObject({ status: "pending", attempts: 2 });
    expect(await eventsOf(first)).toEqual([]);
    await second.submissions.settle("s1", { status: "done", attempt: 2 }, [told]);
    expect(await eventsOf(first)).toEqual(["submission.settled"]);
  });

  test("takes up all but what it is told to leave", async () => {
    const { submissions } = await open();
    for (const id of ["s1", "s2"]) await submissions.begin({ ...entry, id }, LEASE_MS);
    clock.advance(LEASE_MS);

    expect(await submissions.claimAbandoned("T1", 10, LEASE_MS, ["s1"])).toMatchObject([{ id: "s2" }]);
    expect(await submissions.claimAbandoned("T1", 10, LEASE_MS, [])).toMatchObject([{ id: "s1" }]);
  });

  test("what is promised with an outcome is written with it, and waits until it is due", async () => {
    const { submissions } = await open();
    const promised = { entry: { ...entry, id: "s1:once:2", kind: "drop-duplicates" }, dueInMs: 60_000 };
    await submissions.begin(entry, LEASE_MS);

    await submissions.settle("s1", { status: "done", attempt: 2, promised }, []);
    expect(await submissions.find("s1:once:2")).toBeUndefined();
    await submissions.settle("s1", { status: "done", attempt: 1, promised }, []);
    clock.advance(59_999);
    expect(await submissions.claimAbandoned("T1", 10, LEASE_MS)).toEqual([]);
    clock.advance(1);
    expect(await submissions.claimAbandoned("T1", 10, LEASE_MS)).toMatchObject([{ id: "s1:once:2" }]);
  });

  test("claims doubtful ones when their time has come, and not twice", async () => {
    const { submissions } = await open();
    await submissions.begin(entry, LEASE_MS);
    const checkAt = new Date(clock.now().getTime() + 60_000);
    await submissions.settle("s1", { status: "doubtful", checkAt }, []);

    const early = await submissions.claimDoubtful("T1", 10, LEASE_MS);
    clock.advance(60_000);
    const claimed = await submissions.claimDoubtful("T1", 10, LEASE_MS);
    const again = await submissions.claimDoubtful("T1", 10, LEASE_MS);

    expect([early, again]).toEqual([[], []]);
    expect(claimed).toEqual([{ ...entry, status: "doubtful", attempts: 1, isInDoubt: false }]);
    expect(await submissions.claimAbandoned("T1", 10, LEASE_MS)).toEqual([]);
  });
});
