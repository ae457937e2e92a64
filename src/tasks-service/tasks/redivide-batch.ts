import { z } from "zod";
import { chooseWorkers, type RedivisionState } from "../rules/redivision.ts";
import type { AssignmentRow, TaskRow } from "../schema.ts";
import { Status } from "../status.ts";
import type { Writer } from "../store.ts";
import { addAssignments, createCountChanges, type Pair } from "../tables/assignments.ts";
import { readPeople } from "../tables/task-people.ts";
import type { SourceInput } from "../tables/task-sources.ts";

const PENDING = Status.TASK_ASSIGNMENT_PENDING;

const State = z.object({ workersPerInput: z.number(), need: z.array(z.number()), eligible: z.array(z.number()) });

/** Divides the next inputs of a task anew; answers the state to go on with. */
export async function redivideBatch(
  trx: Writer,
  task: TaskRow,
  inputs: readonly SourceInput[],
  { redivision, now }: { redivision: string; now: string },
): Promise<string> {
  const state: RedivisionState = State.parse(JSON.parse(redivision));
  const workers = (await readPeople(trx, task.key, "worker")).map(({ key }) => key);
  const places = new Map(workers.map((worker, index) => [worker, index]));
  const existing = await readAssignments(trx, task.key, inputs);
  const counts = createCountChanges(task.key);
  const added: Pair[] = [];
  for (const { input } of inputs) {
    const rows = existing.get(input) ?? [];
    const pending = rows.filter(({ status }) => status === PENDING).map(({ worker }) => worker);
    const kept = rows.filter(({ status }) => status !== PENDING).map(({ worker }) => places.get(worker));
    const had = new Set(pending.flatMap((worker) => places.get(worker) ?? []));
    const chosen = new Set(chooseWorkers(state, kept, had).flatMap((place) => workers[place] ?? []));
    for (const worker of pending) {
      if (chosen.has(worker)) continue;
      await deletePending(trx, task.key, input, worker);
      counts.add(worker, PENDING, -1);
    }
    for (const worker of chosen) {
      if (pending.includes(worker)) continue;
      added.push({ input, worker });
    }
  }
  await counts.write(trx);
  await addAssignments(trx, task.key, added, now);
  return JSON.stringify(state);
}

async function readAssignments(
  trx: Writer,
  task: number,
  inputs: readonly SourceInput[],
): Promise<Map<number, Pick<AssignmentRow, "input" | "worker" | "status">[]>> {
  if (inputs.length === 0) return new Map();
  const rows = await trx
    .selectFrom("assignments")
    .select(["input", "worker", "status"])
    .where("task", "=", task)
    .where(
      "input",
      "in",
      inputs.map(({ input }) => input),
    )
    .execute();
  const byInput = new Map<number, Pick<AssignmentRow, "input" | "worker" | "status">[]>();
  for (const row of rows) {
    const ofInput = byInput.get(row.input);
    if (ofInput === undefined) byInput.set(row.input, [row]);
    else ofInput.push(row);
  }
  return byInput;
}

async function deletePending(trx: Writer, task: number, input: number, worker: number): Promise<void> {
  await trx
    .deleteFrom("assignments")
    .where("task", "=", task)
    .where("input", "=", input)
    .where("worker", "=", worker)
    .execute();
}
