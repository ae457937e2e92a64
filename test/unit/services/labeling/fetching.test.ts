import { expect, test } from "@jest/globals";
import type { WorkAssignment } from "../../../../src/domain/labeling/label.ts";
import { type Answer, ended, type LabelingSession, outdated } from "../../../../src/domain/labeling/session.ts";
import type { Task, WorkerCounts } from "../../../../src/domain/task.ts";
import { createLabelFetching } from "../../../../src/services/labeling/fetching.ts";
import type { Hand } from "../../../../src/services/labeling/hands.ts";
import type { LabelingStore } from "../../../../src/services/labeling/ports.ts";

const LANE = { team: "T1", person: "U1", taskId: "t1" };
const TASK = {
  id: "t1",
  name: "Digits",
  type: "CONCEPTS_CLASSIFICATION",
  instructions: "",
  concepts: [],
  status: "IN_PROGRESS",
  metadata: {},
  review: { strategy: "NONE" },
  work: { strategy: "PARTITIONED", workers: ["ana"] },
} as unknown as Task;

const assignment = (id: string): WorkAssignment => ({
  id,
  worker: "ana",
  state: "PENDING",
  input: { id: `input ${id}`, content: { kind: "unknown" } },
});
const submitted = (assignmentId: string, order: number): Answer => ({
  id: `answer ${order}`,
  order,
  assignmentId,
  inputId: `input ${assignmentId}`,
  saidAt: order,
  said: { kind: "concepts", concepts: [] },
  state: "submitted",
});

/** Asks for what is somebody's, of whom the Tasks API counts `pending` and gives `given`. */
function start() {
  let session: LabelingSession | undefined;
  const answers: Answer[] = [];
  const store = {
    findSession: async () => session,
    replaceSession: async (_lane, make) => {
      session = make(session);
      return session;
    },
    recentAnswers: async () => [...answers].reverse(),
    openAnswers: async () => [],
  } satisfies Partial<LabelingStore>;
  const side = { given: [] as string[], pending: 0, meanwhile: () => {} };
  const hand = {
    account: "ana",
    startLabeling: async () => {
      side.meanwhile();
      return side.given.map(assignment);
    },
    listLabels: async () => [],
  } satisfies Partial<Hand>;
  const fetching = createLabelFetching({
    store: store as unknown as LabelingStore,
    requests: { find: async () => new Map() },
    tasks: {
      getTask: async () => TASK,
      countWork: async () => [{ accountId: "ana", pending: side.pending } as WorkerCounts],
    },
    accounts: { resolve: async () => ({ U1: "ana" }), otherSide: "Clarifai" },
    nameConcepts: async () => [],
  });
  return {
    answer: (id: string) => answers.push(submitted(id, answers.length + 1)),
    /** `meanwhile`: what becomes of what is held while the Tasks API is asked. */
    async ask(
      given: readonly string[],
      {
        pending = given.length,
        meanwhile,
      }: { pending?: number; meanwhile?: (there: LabelingSession) => LabelingSession } = {},
    ) {
      const change = () => {
        if (session && meanwhile) session = meanwhile(session);
      };
      Object.assign(side, { given, pending, meanwhile: change });
      const checked = await fetching.check(LANE);
      if ("why" in checked) throw new Error(checked.why);
      return fetching.fetch(LANE, hand as unknown as Hand, checked);
    },
  };
}

test("fewer than ten are the last ones only when they were so once more, with hardly anything left", async () => {
  const { ask, answer } = start();

  const first = await ask(["a", "b", "c"]);
  answer("a");
  answer("b");
  const second = await ask(["c"]);

  expect(first.isLast).toBe(false);
  expect(second.isLast).toBe(true);
});

test("nothing is the end only when it was nothing once more", async () => {
  const { ask } = start();

  const first = await ask([]);
  const second = await ask([]);

  expect([first.isLast, second.isLast]).toEqual([false, true]);
});

const FORTY = { pending: 40 };

test("while a task is divided anew there is no end: more is this person's than is given", async () => {
  const { ask } = start();

  const asked = [await ask(["a"], FORTY), await ask([], FORTY), await ask([], FORTY)];
  const after = [await ask(["d", "e"]), await ask(["e"])];

  expect(asked.map(({ isLast }) => isLast)).toEqual([false, false, false]);
  expect(after.map(({ isLast }) => isLast)).toEqual([false, true]);
});

test("what the lead changes while the next inputs are asked for stands: they are asked for once more, as often as it is changed", async () => {
  const { ask } = start();
  await ask(["a", "b"]);

  const once = await ask(["a", "b"], { meanwhile: outdated });
  const again = await ask(["a", "b"], { meanwhile: outdated });
  const after = await ask(["a", "b"]);

  expect([once, again, after].map(({ isOutdated }) => isOutdated)).toEqual([true, true, undefined]);
});

test("a task that is closed while the next inputs are asked for stays closed, until it is begun again", async () => {
  const { ask } = start();
  await ask(["a", "b"]);

  const closed = await ask(["a", "b"], { meanwhile: (there) => ended(there, [], "It is closed.") });
  const reopened = await ask(["a", "b"]);

  expect([closed.ended, closed.held]).toEqual(["It is closed.", []]);
  expect([reopened.ended, reopened.held.length]).toEqual([undefined, 2]);
});

test("a change by an older version, which does not count them, stands too", async () => {
  const { ask } = start();
  await ask(["a"]);

  const changed = await ask(["a"], { meanwhile: (there) => ({ ...there, isOutdated: true }) });
  const closed = await ask(["a"], {
    meanwhile: (there) => ({ ...there, held: [], isOutdated: false, ended: "Closed." }),
  });

  expect([changed.isOutdated, closed.ended]).toEqual([true, "Closed."]);
});

test("what is skipped while the next inputs are asked for is skipped", async () => {
  const { ask } = start();
  await ask(["a", "b"]);

  const session = await ask(["a", "b"], { meanwhile: (there) => ({ ...there, skipped: ["a"] }) });

  expect(session.skipped).toEqual(["a"]);
});
