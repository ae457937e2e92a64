import { expect, test } from "@jest/globals";
import type { TaskSummary } from "../../../src/domain/lists/task-summary.ts";
import type { TaskIndexStore } from "../../../src/services/lists/task-index.ts";
import type { TaskIndexRounds } from "../../../src/services/lists/task-index-filling.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const PAGE = { offset: 0, limit: 10 };
const LEASE_MS = 60_000;

const task = (id: string, changes: Partial<TaskSummary> = {}): TaskSummary => ({
  id,
  name: `Task ${id}`,
  type: "POLYGON_DETECTION",
  status: "IN_PROGRESS",
  review: "NONE",
  workers: [],
  reviewers: [],
  modifiedAt: "2026-03-01T10:00:00Z",
  ...changes,
});

describeOnBothEngines("the index of tasks", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const openIndex = async () => {
    const store = await open();
    const index: TaskIndexStore = store.taskIndex;
    const rounds: TaskIndexRounds = store.taskIndexRounds;
    const idsOf = async (criteria: Parameters<TaskIndexStore["search"]>[1]) =>
      (await index.search("T1", criteria, PAGE)).tasks.map(({ id }) => id);
    return { index, rounds, idsOf };
  };

  test("gives back what it was told, and nothing of another workspace", async () => {
    const { index } = await openIndex();
    const full = task("a1", { priority: "HIGH", workers: ["ana", 'b"en'], reviewers: ["mei"], creator: "U1" });
    await index.note("T1", [full]);
    await index.note("T2", [task("a1", { name: "Of others" })]);

    expect(await index.find("T1", "a1")).toEqual(full);
    expect(await index.find("T1", "a")).toBeUndefined();
    expect(await index.search("T1", {}, PAGE)).toEqual({ tasks: [full], total: 1 });
  });

  test("finds by every criterion, whatever the case, with the last changed first", async () => {
    const { index, idsOf } = await openIndex();
    await index.note("T1", [
      task("ab-1", { name: "Straße ÄPFEL", workers: ["ana"], modifiedAt: "2026-03-01T10:00:00Z" }),
      task("ab-2", { name: "100 %_x", status: "DONE", reviewers: ["ana"], modifiedAt: "2026-03-01T10:00:00.5Z" }),
      task("cd-3", {
        name: "cd",
        review: "MANUAL",
        creator: "U1",
        workers: ["ana-2"],
        modifiedAt: "2026-02-01T10:00:00Z",
      }),
      { ...task("ef-4", { type: "TYPE_NOT_SET", workers: ['"ana"', "Ana"] }), name: "" },
    ]);

    expect(await idsOf({})).toEqual(["ab-2", "ab-1", "ef-4", "cd-3"]);
    expect(await idsOf({ text: "äpf" })).toEqual(["ab-1"]);
    expect(await idsOf({ text: "AB-" })).toEqual(["ab-2", "ab-1"]);
    expect(await idsOf({ text: "b-1" })).toEqual([]);
    expect(await idsOf({ text: "%_" })).toEqual(["ab-2"]);
    expect(await idsOf({ name: "CD" })).toEqual(["cd-3"]);
    expect(await idsOf({ workers: ["ana"] })).toEqual(["ab-1"]);
    expect(await idsOf({ workers: ["ana", "ana-2"] })).toEqual(["ab-1", "cd-3"]);
    expect(await idsOf({ workers: [] })).toEqual([]);
    expect(await idsOf({ reviewers: ["ana"] })).toEqual(["ab-2"]);
    expect(await idsOf({ creators: ["U1", "U2"] })).toEqual(["cd-3"]);
    expect(await idsOf({ statuses: ["DONE"], reviews: ["NONE"] })).toEqual(["ab-2"]);
    expect(await idsOf({ types: ["TYPE_NOT_SET"] })).toEqual(["ef-4"]);
    expect(await idsOf({ involved: { person: "U1", accounts: ["ana"] } })).toEqual(["ab-2", "ab-1", "cd-3"]);
    expect(await idsOf({ involved: { person: "U2", accounts: [] } })).toEqual([]);
  });

  test("an older state does not replace a newer one", async () => {
    const { index } = await openIndex();
    await index.note("T1", [task("a", { name: "New", modifiedAt: "2026-03-01T10:00:00.250Z" })]);
    await index.note("T1", [task("a", { name: "Old", modifiedAt: "2026-03-01T10:00:00Z" })]);

    expect((await index.find("T1", "a"))?.name).toBe("New");
  });

  test("takes what others have written into names: NUL, 3,000 characters, one task twice", async () => {
    const { index } = await openIndex();
    await index.note("T1", [
      task("a", { name: "x\0y" }),
      task("a", { name: "z\0" }),
      task("b", { name: "n".repeat(9_000) }),
    ]);

    expect((await index.find("T1", "a"))?.name).toBe("z");
    expect((await index.find("T1", "b"))?.name).toHaveLength(3_000);
  });

  test("a round is carried out by one process, page by page, and goes on where it stopped", async () => {
    const { index, rounds } = await openIndex();

    expect(await rounds.claim("T1", "side", LEASE_MS)).toMatchObject({
      round: 1,
      nextPage: 1,
      isFirst: true,
      failures: 0,
    });
    expect(await rounds.claim("T1", "side", LEASE_MS)).toBeUndefined();
    expect(await rounds.savePage("T1", { round: 1, page: 1, tasks: [task("a"), task("b")], leaseMs: LEASE_MS })).toBe(
      true,
    );
    expect(await rounds.savePage("T1", { round: 1, page: 1, tasks: [task("a")], leaseMs: LEASE_MS })).toBe(false);
    expect(await rounds.progress("T1")).toEqual({ isComplete: false, seen: 2 });

    clock.advance(LEASE_MS);
    expect(await rounds.claim("T1", "side", LEASE_MS)).toMatchObject({ round: 1, nextPage: 2 });
    expect(await rounds.complete("T1", 1)).toBe(true);
    await rounds.finish("T1", 1, new Date(clock.now().getTime() + 1_000));
    expect(await rounds.progress("T1")).toEqual({ isComplete: true, seen: 2 });
    expect(await rounds.claim("T1", "side", LEASE_MS)).toBeUndefined();

    clock.advance(1_000);
    expect(await rounds.claim("T1", "side", LEASE_MS)).toMatchObject({ round: 2, nextPage: 1, isFirst: false });
    await index.note("T1", [task("b")]);
    expect(await rounds.listUnseen("T1", 2, 10)).toEqual(["a"]);
    await rounds.release("T1", 2, { isListed: false });
    expect(await rounds.claim("T1", "side", LEASE_MS)).toMatchObject({ nextPage: 1 });
  });

  test("another connection starts with an empty index", async () => {
    const { index, rounds } = await openIndex();
    await rounds.claim("T1", "side", LEASE_MS);
    await rounds.savePage("T1", { round: 1, page: 1, tasks: [task("a")], leaseMs: LEASE_MS });
    const many = Array.from({ length: 1_200 }, (_, n) => task(`t${n}`));
    await index.note("T1", many);
    await index.note("T2", [task("kept")]);

    expect(await rounds.claim("T1", "other side", LEASE_MS)).toMatchObject({
      round: 1,
      nextPage: 1,
      isFirst: true,
      failures: 0,
    });
    expect(await rounds.progress("T1")).toEqual({ isComplete: false, seen: 0 });
    expect((await index.search("T1", {}, PAGE)).total).toBe(0);
    expect((await index.search("T2", {}, PAGE)).total).toBe(1);
  });
});
