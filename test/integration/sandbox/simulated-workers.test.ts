import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTask } from "../../../sandbox/life/create-task.ts";
import { readTrueBoxes, readTrueDigits } from "../../../sandbox/life/read-truth.ts";
import { seedPhotos } from "../../../sandbox/life/seed-photos.ts";
import { SimulatedWorkers, type WorkerSignal } from "../../../sandbox/life/simulated-workers.ts";
import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { CONCEPTS } from "../../../sandbox/workspace/seed-tasks.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

describe("a simulated worker", () => {
  let workspace: TestWorkspace;
  let workers: SimulatedWorkers;

  beforeAll(async () => {
    workspace = await startTestWorkspace();
    const { slack, tasks } = workspace;
    workers = new SimulatedWorkers(slack, 0);
    const plan = {
      instructions: "Mind the sevens.",
      workers: [slack.person("ana"), slack.person("chidi")],
      split: "Full",
      reviewer: slack.person("mei"),
      review: { samplePercent: 20 },
    } as const;
    const digits = { type: "Concepts classification", dataset: "hard-ones" } as const;
    const boxes = { type: "Bounding box detection", dataset: "photographs" } as const;
    const photos = { type: "Concepts classification", dataset: "photographs" } as const;
    await seedPhotos(workspace.tasks);
    const outlines = { type: "Polygon detection", dataset: "photographs" } as const;
    await createTask(slack.person("lena"), tasks, { ...plan, ...boxes, name: "Boxes", concepts: ["animal"] });
    await createTask(slack.person("lena"), tasks, {
      ...plan,
      ...photos,
      name: "Photographs",
      concepts: ["animal", "plant"],
    });
    await createTask(slack.person("lena"), tasks, { ...plan, ...digits, name: "All digits", concepts: CONCEPTS });
    await createTask(slack.person("lena"), tasks, { ...plan, ...outlines, name: "Outlines", concepts: ["animal"] });
    for (const worker of plan.workers) await worker.untilMessage('Label "Outlines"');
  });
  afterAll(async () => {
    await workspace?.stop();
  });

  /** Lets somebody work; gives what was told of them until they had ended. */
  async function letWork(handle: string, onSignal: (signal: WorkerSignal) => void = () => undefined) {
    const { id } = workspace.slack.person(handle);
    const told: WorkerSignal[] = [];
    const ended = new Promise<void>((resolve) => {
      const stop = workers.signals.listen((signal) => {
        if (signal.worker.person !== id) return;
        told.push(signal);
        onSignal(signal);
        if (signal.worker.done !== null) return;
        stop();
        resolve();
      });
    });
    expect(workers.start(id)).toEqual({ notice: null });
    await ended;
    return { id, steps: told.map(({ worker }) => worker.done), remark: told.at(-1)?.remark };
  }

  /** The person's labels on the other side, once there are as many: they are sent after the ack, and asked for until they are there. */
  const untilLabels = async (person: string, count: number) => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
      const listed = await callTasksApi(workspace, "GET", `annotations?user_ids=${person}&per_page=1000`);
      const labels = toObjects(listed["annotations"]);
      if (labels.length >= count) return labels;
    }
    throw new Error(`${count} labels have not come`);
  };

  const saidIn = (label: Json) =>
    toObjects(toObject(label["data"])["concepts"])
      .filter(({ value }) => value === 1)
      .map(({ id }) => id);

  const regionsIn = (label: Json) => toObjects(toObject(label["data"])["regions"]);

  /** Each photograph once; in it boxes of animals alone, beside the true ones by a hand's width at most. */
  async function expectTrueBoxes(labels: readonly Json[]): Promise<void> {
    const truth = await readTrueBoxes();
    expect(new Set(labels.map((label) => label["input_id"])).size).toBe(12);
    const drawn = labels.flatMap((label) => regionsIn(label).map((region) => ({ input: label["input_id"], region })));
    expect(drawn.length).toBeGreaterThan(0);
    for (const { input, region } of drawn) {
      const place = toObject(toObject(region["region_info"])["bounding_box"]);
      const sides = [place["left_col"], place["top_row"], place["right_col"], place["bottom_row"]].map(Number);
      const animals = (truth[String(input)] ?? []).filter(({ concept }) => concept === "animal");
      const offs = animals.map(({ left, top, right, bottom }) =>
        Math.max(...[left, top, right, bottom].map((side, index) => Math.abs(side - (sides[index] ?? 2)))),
      );
      expect(Math.min(...offs)).toBeLessThan(0.05);
    }
  }

  test("labels twenty through the window, with the stated share of true answers", async () => {
    const ana = await letWork("ana");
    const mnist = await readTrueDigits();

    expect(ana.remark).toBeNull();
    expect(ana.steps).toEqual([...Array.from({ length: 21 }, (_, done) => done), null]);
    const labels = await untilLabels(ana.id, 20);
    expect(new Set(labels.map((label) => label["input_id"])).size).toBe(20);
    for (const label of labels) expect(saidIn(label)).toHaveLength(1);
    const right = labels.filter((label) => saidIn(label)[0] === mnist[String(label["input_id"])]);
    expect(right.length).toBeGreaterThanOrEqual(17);
    expect(workspace.slack.person("ana").currentView()).toBeUndefined();
    expect(workspace.slack.violations).toEqual([]);
  });

  test("is stopped between two inputs, and says nothing of it", async () => {
    const chidi = await letWork("chidi", ({ worker }) => {
      if (worker.done === 3) workers.stop(worker.person);
    });

    expect(chidi.steps).toEqual([0, 1, 2, 3, null]);
    expect(chidi.remark).toBeNull();
  });

  test("draws boxes on the page, ends with words where nothing is left for them, and leaves polygons alone", async () => {
    const ana = await letWork("ana");
    const mixed = await letWork("ana");
    const again = await letWork("ana");
    const ben = await letWork("ben");

    expect([ana.steps.at(-2), ana.remark]).toEqual([20, null]);
    expect([mixed.steps.at(-2), mixed.remark]).toEqual([20, null]);
    expect(again.remark).toBe("Ana labeled 4 of 20: nothing else waits for Ana. Polygons are left to people.");
    expect(ben.remark).toContain("Ben labeled 0 of 20");
    const labels = await untilLabels(ana.id, 64);
    const [boxesTask] = labels.filter((label) => regionsIn(label).length > 0).map((label) => label["task_id"]);
    const ofWholes = labels.filter((label) => label["task_id"] !== boxesTask);
    const saidOf = (input: string) => ofWholes.filter((label) => label["input_id"] === input).map(saidIn);
    expect(saidOf("cat-1")).toEqual([["animal"]]);
    // Neither an animal nor a plant.
    expect(saidOf("farmhouse")).toEqual([[]]);
    await expectTrueBoxes(labels.filter((label) => label["task_id"] === boxesTask));
  });

  test("is not let twice, and not into a window that somebody has open", async () => {
    const { slack } = workspace;
    const chidi = slack.person("chidi");
    await chidi.openModal("/task settings");

    expect(workers.start(chidi.id).notice).toBe("Chidi has a window open. Close it first, as Chidi.");
    await chidi.close();
    const second: unknown[] = [];
    await letWork("chidi", ({ worker }) => {
      if (worker.done === 0) second.push(workers.start(chidi.id).notice);
      workers.stop(chidi.id);
    });
    expect(second).toEqual(["Chidi is labeling already."]);
    expect(workers.start(slack.person("mei").id).notice).toContain("Nobody labels by themselves");
  });
});
