import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { readTaskPlan } from "../../../src/tasks-service/rules/plan/task-plan.ts";
import { connectTasksStore, parseBody } from "../../../src/tasks-service/tables/store.ts";

/**
 * What is wrong in a database that the service has written: counts that do not count what there is, inputs with the wrong number of
 * workers, labels whose status is not that of their assignment. Empty when nothing is. Where the review of a task was changed, labels that
 * an earlier rule has approved may stand beside labels that wait.
 */
export async function findBrokenRules(
  target: DatabaseTarget,
  { isReviewChanged = false }: { isReviewChanged?: boolean } = {},
): Promise<string[]> {
  const store = connectTasksStore(target);
  try {
    const broken: string[] = [];
    for (const task of await store.db.selectFrom("tasks").selectAll().execute()) {
      const rows = await store.db.selectFrom("assignments").selectAll().where("task", "=", task.key).execute();
      const items = await store.db.selectFrom("items").selectAll().where("task", "=", task.key).execute();
      const votes = await store.db.selectFrom("votes").selectAll().where("task", "=", task.key).execute();
      const annotations = await store.db.selectFrom("annotations").selectAll().where("task", "=", task.key).execute();
      const same = (what: string, kept: Map<string, number>, counted: Map<string, number>) => {
        for (const key of new Set([...kept.keys(), ...counted.keys()])) {
          const [is, should] = [kept.get(key) ?? 0, counted.get(key) ?? 0];
          if (is !== should) broken.push(`task ${task.key}: ${what} ${key} is kept as ${is}, but there are ${should}`);
        }
      };
      const workCounts = await store.db.selectFrom("work_counts").selectAll().where("task", "=", task.key).execute();
      same(
        "work count",
        new Map(workCounts.map((each) => [`${each.worker}:${each.status}`, each.total])),
        tally(rows.map((row) => `${row.worker}:${row.status}`)),
      );
      const labelCounts = await store.db
        .selectFrom("annotation_counts")
        .selectAll()
        .where("task", "=", task.key)
        .execute();
      same(
        "annotation count",
        new Map(labelCounts.map((each) => [`${each.person}:${each.status}`, each.total])),
        tally(annotations.map((row) => `${row.person}:${row.status}`)),
      );
      const phaseCounts = await store.db.selectFrom("phase_counts").selectAll().where("task", "=", task.key).execute();
      same(
        "phase count",
        new Map(phaseCounts.map((each) => [each.phase, each.total])),
        tally(items.map((item) => item.phase)),
      );
      const reviewCounts = await store.db
        .selectFrom("review_counts")
        .selectAll()
        .where("task", "=", task.key)
        .execute();
      same(
        "assigned to reviewer",
        new Map(reviewCounts.map((each) => [`${each.reviewer}`, each.assigned])),
        tally(items.flatMap((item) => (item.reviewer === null ? [] : [`${item.reviewer}`]))),
      );
      same(
        "reviewed by",
        new Map(reviewCounts.map((each) => [`${each.reviewer}`, each.reviewed])),
        tally(
          [...new Set(votes.map((vote) => `${vote.reviewer}/${vote.input}`))].map((key) => key.split("/")[0] ?? ""),
        ),
      );
      broken.push(...brokenInputs(task, rows, items, isReviewChanged));
      for (const { person, input, status } of annotations) {
        const row = rows.find((each) => each.input === input && each.worker === person);
        const wanted = row === undefined ? undefined : LABEL_STATUS.get(row.status);
        if (wanted !== undefined && wanted !== status)
          broken.push(`task ${task.key}: a label of input ${input} has status ${status}, not ${wanted}`);
      }
      const { strategy, partition } = readTaskPlan(parseBody(task.body));
      if (strategy === "PARTITIONED" && task.assigned_count === task.planned_count) {
        const perInput = tally(rows.map((row) => `${row.input}`));
        for (const [input, count] of perInput) {
          if (count < partition.workersPerInput) broken.push(`task ${task.key}: input ${input} has ${count} workers`);
        }
        if (perInput.size < task.source_count)
          broken.push(`task ${task.key}: ${perInput.size} of ${task.source_count} inputs are assigned`);
      }
    }
    return broken;
  } finally {
    await store.close();
  }
}

const LABEL_STATUS = new Map([
  [54200, 24150],
  [54201, 24151],
  [54202, 24157],
  [54203, 24159],
  [54204, 24158],
]);

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Every input with a submitted label has a phase, and the phase fits the labels. */
function brokenInputs(
  task: { key: number },
  rows: readonly { input: number; status: number }[],
  items: readonly { input: number; phase: string }[],
  isReviewChanged: boolean,
): string[] {
  const broken: string[] = [];
  const phases = new Map(items.map(({ input, phase }) => [input, phase]));
  const byInput = new Map<number, number[]>();
  for (const { input, status } of rows) byInput.set(input, [...(byInput.get(input) ?? []), status]);
  for (const [input, statuses] of byInput) {
    const phase = phases.get(input);
    const has = (status: number): boolean => statuses.includes(status);
    const isLabeled = statuses.some((status) => status !== 54201);
    if (isLabeled !== (phase !== undefined))
      broken.push(`task ${task.key}: input ${input} is ${phase}, its labels are ${statuses}`);
    if (has(54203) && phase !== "undecided")
      broken.push(`task ${task.key}: input ${input} waits for labelers, but is ${phase}`);
    if (has(54202) && phase !== "review")
      broken.push(`task ${task.key}: input ${input} awaits review, but is ${phase}`);
    if (!isReviewChanged && has(54200) && phase !== "skipped" && phase !== "approved")
      broken.push(`task ${task.key}: input ${input} is approved, but ${phase}`);
  }
  return broken;
}
