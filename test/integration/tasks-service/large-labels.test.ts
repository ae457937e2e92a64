import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { reviewLabels } from "../../../src/tasks-service/labeling/review-labels.ts";
import { submitLabels } from "../../../src/tasks-service/labeling/submit-labels.ts";
import { answerQuestion } from "../../../src/tasks-service/questions/answer-question.ts";
import { writeWithAnswers } from "../../../src/tasks-service/questions/answers.ts";
import { connectTasksStore, type Writer } from "../../../src/tasks-service/tables/store.ts";
import { loadWorkTask, type WorkTask } from "../../../src/tasks-service/work/work-task.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { findBrokenRules } from "./broken-rules.ts";
import { createHeldThreads } from "./held-threads.ts";
import { openService } from "./open-service.ts";
import { type Assignment, firstOf, openWork, workers } from "./open-work.ts";

/** Outlines across the picture: so many that a thread of its own compares them. */
const ACROSS = 8;
const POINTS = 40;
const TEETH = 800;

/** Outlines side by side, as many down as across; those of another `shift` lie elsewhere by that part of one. */
const outlines = (shift: number) =>
  Array.from({ length: ACROSS * ACROSS }, (_, index) => {
    const [row, col] = [Math.floor(index / ACROSS) + 0.35, (index % ACROSS) + 0.35 + shift];
    const points = Array.from({ length: POINTS }, (_point, step) => {
      const angle = (2 * Math.PI * step) / POINTS;
      return { row: (row + 0.3 * Math.sin(angle)) / ACROSS, col: (col + 0.3 * Math.cos(angle)) / ACROSS };
    });
    return { region_info: { polygon: { points } }, data: { concepts: [{ id: "cat", value: 1 }] } };
  });

/** Goes across the image and back, so that each side lies above and below nearly all others; `isCrossed`: through itself at its end. */
function comb(top: number, isCrossed = false) {
  const there = Array.from({ length: TEETH }, (_, index) => ({
    row: top + (0.4 * (index + 0.1)) / TEETH,
    col: index % 2 === 0 ? 0.02 : 0.9,
  }));
  const back = there.map(({ row, col }) => ({ row: row + 0.0004 / TEETH, col: col + 0.05 })).reverse();
  const across = [
    { row: top + 0.45, col: 0.5 },
    { row: top, col: 0.5 },
  ];
  const points = [...there, ...(isCrossed ? across : []), ...back];
  return { region_info: { polygon: { points } }, data: { concepts: [{ id: "cat", value: 1 }] } };
}

describeOnBothEngines("labels of many shapes", (newTarget) => {
  let target: DatabaseTarget;
  let work: Awaited<ReturnType<typeof openWork>>;
  let threads: ReturnType<typeof createHeldThreads>;
  let id: string;
  const given = new Map<string, Assignment>();
  beforeEach(async () => {
    target = newTarget();
    threads = createHeldThreads("questions");
    work = await openWork(target, { inputs: 0, openThread: threads.openThread });
    await work.owner("POST", "/inputs", {
      inputs: [{ id: "photo", data: { image: { url: "https://example.com/1.png" } } }],
    });
    id = await work.create({
      type: "POLYGON_DETECTION",
      worker: { strategy: "FULL", workers: workers("ana", "ben", "cleo") },
      review: {
        strategy: "CONSENSUS",
        users: [{ id: "rita" }],
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      },
    });
    for (const who of ["ana", "ben", "cleo"]) given.set(who, firstOf(await work.start(who, id)));
  });
  afterEach(async () => {
    expect(work.errors).toEqual([]);
    await work.service.close();
    expect(await findBrokenRules(target)).toEqual([]);
  });

  const draw = async (who: string, shift: number): Promise<string> => {
    const { body } = await work.as(who)("POST", "/annotations", {
      annotations: [{ input_id: "photo", task_id: id, data: { regions: outlines(shift) } }],
    });
    expect(body.status.details).toBeUndefined();
    return body.annotations[0].id;
  };
  const submit = (who: string) =>
    work.submit(
      who,
      id,
      [...given].flatMap(([name, each]) => (name === who ? [each] : [])),
    );
  const statuses = async () =>
    Object.fromEntries(
      (await work.annotations(id)).map((each: { user_id: string; status: { code: number } }) => [
        each.user_id,
        each.status.code,
      ]),
    );

  it("are decided as small ones are, by what they say", async () => {
    await draw("ana", 0);
    await draw("ben", 0.01);
    await draw("cleo", 0.3);

    for (const who of ["ana", "cleo", "ben"]) await submit(who);

    expect(await statuses()).toEqual({ ana: 24150, ben: 24150, cleo: 24158 });
  });

  it("are decided once, when two workers submit theirs at the same moment", async () => {
    await draw("ana", 0);
    await draw("ben", 0.01);

    await Promise.all([submit("ana"), submit("ben")]);

    expect(await statuses()).toEqual({ ana: 24150, ben: 24150 });
  });

  it("are compared while others have their turn", async () => {
    for (const [index, who] of ["ana", "ben", "cleo"].entries()) await draw(who, index / 100);
    await submit("ana");
    await submit("ben");
    threads.hold();
    let isSubmitted = false;
    const submitting = submit("cleo").finally(() => {
      isSubmitted = true;
    });

    await work.owner("POST", "/concepts", { concepts: [{ id: "bird" }] });
    await work.owner("GET", "/concepts");

    expect(isSubmitted).toBe(false);
    threads.release();
    await submitting;
    expect(await statuses()).toEqual({ ana: 24150, ben: 24150, cleo: 24150 });
  });

  it("that change while they are compared are compared once more", async () => {
    await draw("ana", 0);
    await submit("ana");
    const annotation = await draw("ben", 0.3);
    const store = connectTasksStore(target);
    const asked: unknown[] = [];
    const row = await store.db.selectFrom("tasks").selectAll().executeTakeFirstOrThrow();
    const ben = await store.db.selectFrom("users").select("key").where("id", "=", "ben").executeTakeFirstOrThrow();
    const input = await store.db.selectFrom("inputs").select("key").executeTakeFirstOrThrow();

    await writeWithAnswers(
      store,
      row.app,
      async (question) => {
        asked.push(question);
        const answer = await answerQuestion(store.db, question);
        if (asked.length > 1) return answer;
        const change = { action: "overwrite", annotations: [{ id: annotation, data: { regions: outlines(0.01) } }] };
        expect((await work.as("ben")("PATCH", "/annotations", change)).http).toBe(200);
        return answer;
      },
      async (trx, answers) => {
        const key = { task: row.key, input: input.key, worker: ben.key };
        await submitLabels(trx, await loadWorkTask(trx, row, answers), [key], "2026-01-02T03:04:06.000Z");
      },
    );

    await store.close();
    expect(asked).toHaveLength(2);
    expect(await statuses()).toEqual({ ana: 24150, ben: 24150 });
  });

  describe("of several inputs", () => {
    const photos = ["first", "second", "third", "fourth"];

    /** Has Ana and Ben label all of them in a task of their own; answers its row, their assignments and who reviews them. */
    const labelAll = async (review: Record<string, unknown>) => {
      await work.owner("POST", "/inputs", {
        inputs: photos.map((photo) => ({ id: photo, data: { image: { url: `https://example.com/${photo}.png` } } })),
      });
      const worker = { strategy: "FULL", workers: workers("ana", "ben") };
      id = await work.create({ type: "POLYGON_DETECTION", worker, review: { ...review, users: [{ id: "rita" }] } });
      for (const [index, who] of ["ana", "ben"].entries()) {
        await work.start(who, id);
        const regions = outlines(index / 100);
        const annotations = photos.map((photo) => ({ input_id: photo, task_id: id, data: { regions } }));
        expect((await work.as(who)("POST", "/annotations", { annotations })).http).toBe(200);
      }
      const store = connectTasksStore(target);
      const row = await store.db.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
      const keys = await store.db
        .selectFrom("annotations")
        .select(["task", "input", "person as worker"])
        .where("task", "=", row.key)
        .$narrowType<{ task: number }>()
        .execute();
      const rita = await store.db.selectFrom("users").select("key").where("id", "=", "rita").executeTakeFirstOrThrow();
      await store.close();
      return { row, keys, rita };
    };

    /** How often all is begun, and in which pass each question was asked. */
    const countPasses = async (
      { row }: Awaited<ReturnType<typeof labelAll>>,
      decide: (trx: Writer, task: WorkTask) => Promise<unknown>,
    ) => {
      const store = connectTasksStore(target);
      const asked: number[] = [];
      let passes = 0;
      await writeWithAnswers(
        store,
        row.app,
        (question) => {
          asked.push(passes);
          return answerQuestion(store.db, question);
        },
        async (trx, answers) => {
          passes += 1;
          await decide(trx, await loadWorkTask(trx, row, answers));
        },
      );
      await store.close();
      return { passes, asked };
    };
    const now = "2026-01-02T03:04:06.000Z";

    it("are asked about together when they are submitted", async () => {
      const labeled = await labelAll({
        strategy: "CONSENSUS",
        consensus_strategy_info: { approval_threshold_labelers: 2 },
      });

      const counted = await countPasses(labeled, (trx, task) => submitLabels(trx, task, labeled.keys, now));

      expect(counted).toEqual({ passes: 2, asked: [1, 1, 1, 1] });
      expect(await statuses()).toEqual({ ana: 24150, ben: 24150 });
    });

    it("are asked about together when they are approved", async () => {
      const labeled = await labelAll({ strategy: "MANUAL", manual_strategy_info: { sample_percentage: 1 } });
      await countPasses(labeled, (trx, task) => submitLabels(trx, task, labeled.keys, now));
      const verdict = { judge: labeled.rita, verdict: "approve", now } as const;

      const counted = await countPasses(labeled, (trx, task) => reviewLabels(trx, task, labeled.keys, verdict));

      expect(counted).toEqual({ passes: 2, asked: [1, 1, 1, 1] });
      expect(await statuses()).toEqual({ ana: 24150, ben: 24150 });
    });
  });

  it("are refused by their place in a request whose other labels take long to check too", async () => {
    const annotations = [false, true, true].map((isCrossed) => ({
      input_id: "photo",
      data: { regions: [comb(0), comb(0.5, isCrossed)] },
    }));

    const refused = await work.owner("POST", "/annotations", { annotations });
    const taken = await work.owner("POST", "/annotations", { annotations: annotations.slice(0, 1) });

    expect(refused.body.status.details).toMatch(/^annotations\[1\]: A region crosses itself/);
    expect(taken.http).toBe(200);
  });

  it("are submitted, or stay as they were and are told so, when the service stops meanwhile", async () => {
    for (const who of ["ana", "ben", "cleo"]) await draw(who, 0);
    await submit("ana");
    threads.hold();
    const submitting = ["ben", "cleo"].map((who) =>
      work.as(who)("PUT", `/tasks/${id}/assignments`, {
        action: "LABEL_SUBMIT",
        label_submit_config: { task_assignments: [{ id: given.get(who)?.id }] },
      }),
    );
    // Writes come one after the other: when this one is done, both have begun.
    await work.owner("POST", "/concepts", { concepts: [{ id: "bird" }] });

    await work.service.close();

    const answers = await Promise.all(submitting);
    const reopened = await openService(target);
    const { counts } = (await reopened.owner("GET", `/tasks/${id}/inputs/count`)).body;
    await reopened.service.close();
    const pending = counts.filter((each: { pending: number }) => each.pending === 1);
    const refused = answers.filter(({ http }) => http !== 200);
    expect(refused.map(({ http, body }) => [http, body.status.details])).toEqual(
      pending.map(() => [503, expect.stringContaining("stopping, and nothing was changed")]),
    );
    expect(pending).not.toHaveLength(0);
  });
});
