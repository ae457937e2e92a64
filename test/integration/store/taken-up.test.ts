import { expect, test } from "@jest/globals";
import { factsOfTask } from "../../../src/domain/assignment.ts";
import { createAwaitedAcks } from "../../../src/domain/awaited-acks.ts";
import type { Task } from "../../../src/domain/task.ts";
import type { TasksGateway } from "../../../src/services/ports.ts";
import { type CreateTaskPayload, createCreationRunner } from "../../../src/services/submissions/create-task.ts";
import { createDuplicateRunner } from "../../../src/services/submissions/drop-duplicates.ts";
import { SUBMISSION_TIMES } from "../../../src/services/submissions/runner.ts";
import { createStatusRunner } from "../../../src/services/submissions/set-status.ts";
import { createSettling } from "../../../src/services/submissions/settle.ts";
import { createStillOurs } from "../../../src/services/submissions/still-ours.ts";
import { createSubmissions } from "../../../src/services/submissions/submissions.ts";
import { createTurns } from "../../../src/services/submissions/turns.ts";
import type { Store } from "../../../src/store/store.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const LEASE_MS = 20_000;
const TURN_MS = 15_000;
const LATE_MS = 60_000;
const FORM = { id: "s1", team: "T1", person: "U1", viewId: "V1" };
const creation: CreateTaskPayload = {
  draft: {
    name: "Lunch",
    instructions: "",
    type: "POLYGON_DETECTION",
    concepts: [],
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "FULL", workers: [] },
    review: { strategy: "NONE" },
  },
  accounts: {},
  names: {},
  inputs: null,
};
const closing = { taskId: "t1", taskName: "Lunch", status: "DONE" } as const;

/** A place where a replica stands still until it is let go. */
function createStop() {
  let letGo = (): void => undefined;
  let reach = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const wait = (): Promise<void> => {
    reach();
    return isLetGo;
  };
  return { wait, reached, letGo: () => letGo() };
}
type Stops = { readonly rights?: () => Promise<void>; readonly post?: () => Promise<void> };

/** The other side, which all replicas share. */
function createOtherSide() {
  const there: Task[] = [];
  const written: string[] = [];
  const of = (submission: string) => there.filter(({ metadata }) => metadata["submission"] === submission);
  const tasks = (stops: Stops) =>
    ({
      async createTask(spec) {
        written.push("PostTasks");
        await stops.post?.();
        const { submission } = spec.metadata["labeldesk"] as { submission: string };
        const task: Task = {
          ...spec,
          id: `t${there.length + 1}`,
          status: "IN_PROGRESS",
          metadata: { submission },
          raw: {},
        };
        there.push(task);
        return task;
      },
      findBySubmission: async (submission) => of(submission)[0],
      findAllBySubmission: async (submission) => of(submission),
      findConcepts: async () => [],
      createConcepts: async () => {},
      async deleteTasks(ids) {
        for (const id of ids)
          there.splice(
            there.findIndex((task) => task.id === id),
            1,
          );
      },
      getTask: async () => ({ ...(there[0] as Task) }),
      async overwriteTask() {
        written.push("PatchTasks");
        return there[0] as Task;
      },
    }) satisfies Partial<TasksGateway>;
  return { there, written, tasks };
}

describeOnBothEngines("a submission that another replica has taken up", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  function createReplica(store: Store, side: ReturnType<typeof createOtherSide>, stops: Stops = {}) {
    const log = createRecordingLog();
    const journal = store.submissions;
    const settle = createSettling({ journal, now: clock.now, wake: () => {}, log });
    const shared = {
      settle,
      journal,
      stillOurs: createStillOurs({ journal }),
      tasks: side.tasks(stops),
      accounts: {
        otherSide: "Clarifai",
        resolve: async () => ({}),
        whyNone: async () => ({}),
        identify: async () => ({}),
        ensure: async () => {},
      },
      rights: {
        async refusalNow() {
          await stops.rights?.();
          return undefined;
        },
      },
      times: SUBMISSION_TIMES,
      log,
    };
    const idle = { run: async () => {}, recheck: async () => {}, subjectOf: () => "" };
    const submissions = createSubmissions({
      team: "T1",
      side: "local",
      journal,
      acks: createAwaitedAcks(),
      log,
      settle,
      runners: {
        "create-task": createCreationRunner(shared),
        "set-status": createStatusRunner({
          ...shared,
          findFacts: async (task) => factsOfTask(task, {}),
          findBusy: async (_task, assigned) => assigned,
          inTurn: createTurns({ turns: store.taskTurns }),
        }),
        "drop-duplicates": createDuplicateRunner(shared),
        "edit-task": idle,
        "delete-tasks": idle,
        request: idle,
      },
    });
    return { submissions, log };
  }

  async function startTwo(stopsOfFirst: Stops = {}, stopsOfSecond: Stops = {}) {
    const target = newTarget();
    const stores = { first: await open(target), second: await open(target) };
    const side = createOtherSide();
    const first = createReplica(stores.first, side, stopsOfFirst);
    const second = createReplica(stores.second, side, stopsOfSecond);
    const outcomes = async () =>
      (await stores.first.outbox.claim(10, 1)).map(({ payload }) => [payload["outcome"], payload["attempt"]]);
    const another = async () => createReplica(await open(target), side);
    return { first, second, side, outcomes, another, store: stores.first };
  }

  test("is not carried out by the one in which it has waited meanwhile", async () => {
    const post = createStop();
    const { first, second, side, outcomes } = await startTwo({}, { post: post.wait });
    await first.submissions.begin("create-task", { ...FORM, payload: creation });
    clock.advance(LEASE_MS);
    await second.submissions.resumeAbandoned();
    await post.reached;

    await first.submissions.carryOut("s1");
    await first.submissions.stop();
    post.letGo();
    await second.submissions.stop();

    expect(side.written).toEqual(["PostTasks"]);
    expect(side.there).toHaveLength(1);
    expect(await outcomes()).toEqual([["created", 2]]);
  });

  test("is not sent by the one that was stopped in the midst of it", async () => {
    const rights = createStop();
    const { first, second, side, outcomes } = await startTwo({ rights: rights.wait });
    await first.submissions.begin("create-task", { ...FORM, payload: creation });
    await first.submissions.carryOut("s1");
    await rights.reached;
    clock.advance(LEASE_MS);
    await second.submissions.resumeAbandoned();
    await second.submissions.stop();

    rights.letGo();
    await first.submissions.stop();

    expect(side.written).toEqual(["PostTasks"]);
    expect(await outcomes()).toEqual([["created", 2]]);
    expect(first.log.lines).toMatchObject([{ level: "warn", fields: { submission: "s1" } }]);
  });

  test("where the one that was stopped had sent it just before, the second task is deleted, and nobody hears of it", async () => {
    const post = createStop();
    const { first, second, side, outcomes, another } = await startTwo({ post: post.wait });
    await first.submissions.begin("create-task", { ...FORM, payload: creation });
    await first.submissions.carryOut("s1");
    await post.reached;
    clock.advance(LEASE_MS);
    await second.submissions.resumeAbandoned();
    await second.submissions.stop();

    post.letGo();
    await first.submissions.stop();
    const tasks = side.there.map(({ id }) => id);
    clock.advance(LATE_MS);
    const third = await another();
    await third.submissions.resumeAbandoned();
    await third.submissions.stop();

    expect(tasks).toEqual(["t1", "t2"]);
    expect(side.there.map(({ id }) => id)).toEqual(["t1"]);
    expect(await outcomes()).toEqual([["created", 2]]);
  });

  test("also where it arrives after the look for it", async () => {
    const post = createStop();
    const { first, second, side, outcomes, another } = await startTwo({ post: post.wait });
    await first.submissions.begin("create-task", { ...FORM, payload: creation });
    await first.submissions.carryOut("s1");
    await post.reached;
    clock.advance(LEASE_MS);
    await second.submissions.resumeAbandoned();
    await second.submissions.stop();
    clock.advance(LATE_MS);
    const third = await another();
    await third.submissions.resumeAbandoned();
    await third.submissions.stop();

    post.letGo();
    await first.submissions.stop();
    const tasks = side.there.map(({ id }) => id);
    clock.advance(LATE_MS);
    const fourth = await another();
    await fourth.submissions.resumeAbandoned();
    await fourth.submissions.stop();

    expect(tasks).toEqual(["t1", "t2"]);
    expect(side.there.map(({ id }) => id)).toEqual(["t1"]);
    expect(await outcomes()).toEqual([["created", 2]]);
  });

  test("a task is not written by who has lost their turn on it since they have read it", async () => {
    const rights = createStop();
    const { first, side, outcomes, store } = await startTwo({ rights: rights.wait });
    await side.tasks({}).createTask({ ...creation.draft, concepts: [], metadata: { labeldesk: { submission: "s0" } } });
    side.written.length = 0;
    await first.submissions.begin("set-status", { ...FORM, payload: closing });
    await first.submissions.carryOut("s1");
    await rights.reached;
    clock.advance(TURN_MS);
    await store.taskTurns.take("t1", TURN_MS);

    rights.letGo();
    await first.submissions.stop();

    expect(side.written).toEqual([]);
    expect(await outcomes()).toEqual([["failed", 1]]);
  });
});
