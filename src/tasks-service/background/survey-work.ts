import type { WorkTask } from "../labeling/work-task.ts";
import { planRedivision, type RedivisionState } from "../rules/redivision.ts";
import type { TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Reader, Writer } from "../store.ts";
import { inputsWithin } from "../tables/task-sources.ts";
import { weightsOf } from "../tasks/task-plan.ts";
import type { BatchContext, Step, StepProgress, SurveyStep } from "./steps.ts";

export const startSurvey = (workers: number): SurveyStep => {
  const none = new Array<number>(workers).fill(0);
  return { kind: "survey", after: 0, submitted: none, submittedOpen: none, full: 0, labels: 0 };
};

/** Counts the submitted work of the next inputs that have a label; when all are counted, plans how the rest is divided. */
export async function surveyWork(
  trx: Writer,
  task: WorkTask,
  step: SurveyStep,
  { units }: BatchContext,
): Promise<StepProgress> {
  const items = await trx
    .selectFrom("items")
    .select("input")
    .where("task", "=", task.row.key)
    .where("input", ">", step.after)
    .orderBy("input")
    .limit(units)
    .execute();
  const inputs = items.map(({ input }) => input);
  const counted = {
    ...count(step, task, await readSubmitted(trx, task.row, inputs)),
    after: inputs.at(-1) ?? step.after,
  };
  if (inputs.length === units) return { left: counted, spent: units };
  const isTouched = await hasAssignments(trx, task.row.key);
  const left: Step = { kind: "divide", ...(isTouched && { state: planAround(task, counted) }) };
  return { left, spent: inputs.length };
}

function count(step: SurveyStep, { plan, workers }: WorkTask, submittedBy: Iterable<readonly number[]>): SurveyStep {
  const { workersPerInput } = plan.partition;
  const places = new Map(workers.map(({ key }, index) => [key, index]));
  const submitted = [...step.submitted];
  const submittedOpen = [...step.submittedOpen];
  let { full, labels } = step;
  for (const by of submittedBy) {
    const isFull = by.length >= workersPerInput;
    if (isFull) full += 1;
    labels += Math.min(by.length, workersPerInput);
    for (const worker of by) {
      const place = places.get(worker);
      if (place === undefined) continue;
      submitted[place] = (submitted[place] ?? 0) + 1;
      if (!isFull) submittedOpen[place] = (submittedOpen[place] ?? 0) + 1;
    }
  }
  return { ...step, submitted, submittedOpen, full, labels };
}

function planAround({ row, plan }: WorkTask, { submitted, submittedOpen, full, labels }: SurveyStep): RedivisionState {
  const { workersPerInput } = plan.partition;
  const open = row.source_count - full;
  return planRedivision(
    weightsOf(plan),
    { workersPerInput, inputs: row.source_count },
    {
      submitted,
      eligible: submittedOpen.map((count) => open - count),
      open: row.source_count * workersPerInput - labels,
    },
  );
}

/** Who has submitted each of these inputs that is in the task's source. */
async function readSubmitted(
  db: Reader,
  row: TaskRow,
  inputs: readonly number[],
): Promise<Iterable<readonly number[]>> {
  const byInput = new Map<number, number[]>();
  const within = await inputsWithin(db, row, inputs);
  if (within.length === 0) return [];
  const rows = await db
    .selectFrom("assignments")
    .select(["input", "worker"])
    .where("task", "=", row.key)
    .where("status", "!=", Status.TASK_ASSIGNMENT_PENDING)
    .where("input", "in", within)
    .execute();
  for (const { input, worker } of rows) byInput.set(input, [...(byInput.get(input) ?? []), worker]);
  return byInput.values();
}

async function hasAssignments(db: Reader, task: number): Promise<boolean> {
  const any = await db.selectFrom("assignments").select("input").where("task", "=", task).limit(1).executeTakeFirst();
  return any !== undefined;
}
