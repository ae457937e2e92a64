import { expect, test } from "@jest/globals";
import type { Task } from "../../../../src/domain/task.ts";
import { createIndexedTasks } from "../../../../src/services/lists/task-index.ts";
import type { TasksGateway } from "../../../../src/services/ports.ts";
import { createStore } from "../../../../src/store/store.ts";
import { createTestClock, createTestIds } from "../../../support/app-store.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const task = (status: Task["status"], modifiedAt: string): Task => ({
  id: "t1",
  name: "Street signs",
  instructions: "",
  type: "POLYGON_DETECTION",
  status,
  concepts: [],
  inputSource: { type: "ALL_INPUTS" },
  work: { strategy: "FULL", workers: [] },
  review: { strategy: "NONE" },
  metadata: {},
  raw: {},
  modifiedAt,
});

/** An index over a real store, whose writes wait until they are let go. */
async function openIndex() {
  const options = { now: createTestClock().now, newId: createTestIds() };
  const { taskIndex: store, close } = await createStore({ kind: "sqlite", path: ":memory:" }, options);
  let letGo: (error?: Error) => void = () => {};
  const held = new Promise<void>((resolve, reject) => {
    letGo = (error) => (error ? reject(error) : resolve());
  });
  const passing: Pick<TasksGateway, "getTask" | "deleteTasks"> = {
    getTask: async () => task("DONE", "2026-03-01T10:00:01Z"),
    deleteTasks: async () => {},
  };
  const { tasks, index, settle } = createIndexedTasks({
    tasks: passing as TasksGateway,
    index: {
      ...store,
      note: (...noted) => held.then(() => store.note(...noted)),
      forget: (...forgotten) => held.then(() => store.forget(...forgotten)),
    },
    team: "T1",
    onGone: async () => {},
    log: createRecordingLog(),
  });
  await store.note("T1", [
    { ...task("IN_PROGRESS", "2026-03-01T10:00:00Z"), review: "NONE", workers: [], reviewers: [] },
  ]);
  return { tasks, index, settle, close, letGo: (error?: Error) => letGo(error) };
}

test("who has seen a task change finds it changed, though the index is still being written", async () => {
  const { tasks, index, letGo, close } = await openIndex();

  expect(await tasks.getTask("t1", "interactive")).toMatchObject({ status: "DONE" });
  const found = index.search("T1", { statuses: ["DONE"] }, { offset: 0, limit: 10 });
  const one = index.find("T1", "t1");
  letGo();

  expect(await found).toMatchObject({ total: 1, tasks: [{ id: "t1" }] });
  expect(await one).toMatchObject({ status: "DONE" });
  await close();
});

test("who has deleted a task does not find it again", async () => {
  const { tasks, index, letGo, close } = await openIndex();

  await tasks.deleteTasks(["t1"]);
  const one = index.find("T1", "t1");
  letGo();

  expect(await one).toBeUndefined();
  await close();
});

test("a write that fails leaves the index as it was, and fails nobody", async () => {
  const { tasks, index, settle, letGo, close } = await openIndex();

  await tasks.getTask("t1", "interactive");
  const one = index.find("T1", "t1");
  letGo(new Error("the disk is full"));

  expect(await one).toMatchObject({ status: "IN_PROGRESS" });
  await settle();
  await close();
});
