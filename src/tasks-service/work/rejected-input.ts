import { Status } from "../protocol/status.ts";
import { labelersWanted, weightsOf } from "../rules/plan/task-plan.ts";
import { addAssignments, readWorkCounts } from "../tables/assignments.ts";
import { RETURNED, setOpenSlot } from "../tables/open-slots.ts";
import type { Writer } from "../tables/store.ts";
import type { Present } from "../tables/task-people.ts";
import { isInSource } from "../tables/task-sources.ts";
import type { WorkStanding } from "./standings.ts";
import { isOpenToAll, neededWorkers, type WorkTask } from "./work-task.ts";

type Standings = ReadonlyMap<number, WorkStanding>;

/** Workers of the task who do not have the input and never had it. Whoever has no weight is given nothing. */
export function freeWorkers({ plan, workers }: WorkTask, standings: ReadonlyMap<number, unknown>): Present[] {
  const weights = plan.strategy === "PARTITIONED" ? weightsOf(plan, workers) : undefined;
  return workers.filter(({ key }, index) => !standings.has(key) && weights?.[index] !== 0);
}

/**
 * How far an input is whose labels were all rejected: it is labeled again by whoever of the task has not labeled it yet; where nobody is
 * left it waits for the lead.
 */
export function phaseOfRejected(task: WorkTask, standings: Standings): "rejected" | "waiting" {
  const isToCome = [...standings.values()].includes("pending");
  return isToCome || isOpenToAll(task) || freeWorkers(task, standings).length > 0 ? "rejected" : "waiting";
}

/** Gives an input whose labels were all rejected to others, or lets them ask for it. Done again it changes nothing. */
export async function offerAgain(
  trx: Writer,
  task: WorkTask,
  input: number,
  standings: Standings,
  now: string,
): Promise<void> {
  const { plan, row } = task;
  const isPartitioned = plan.strategy === "PARTITIONED";
  // Under FULL it is everybody's already, and where nobody is named anybody may take it.
  if ((!isPartitioned && plan.strategy !== "DYNAMIC") || isOpenToAll(task)) return;
  const denied = [...standings.values()].filter((standing) => standing === "denied").length;
  const perRound = isPartitioned ? plan.partition.workersPerInput : neededWorkers(task);
  const free = freeWorkers(task, standings);
  const wanted = labelersWanted(perRound, { denied, isApproved: false }) - standings.size;
  const missing = Math.min(wanted, free.length);
  if (missing <= 0 || !(await isInSource(trx, row, input))) return;
  if (!isPartitioned) return setOpenSlot(trx, row.key, input, RETURNED, missing);
  const chosen = (await leastLoaded(trx, task, free)).slice(0, missing);
  await addAssignments(
    trx,
    row.key,
    chosen.map(({ key }) => ({ input, worker: key })),
    now,
  );
}

/** Who has the least left to do, measured by their weight, comes first. */
async function leastLoaded(trx: Writer, { row, plan }: WorkTask, people: readonly Present[]): Promise<Present[]> {
  const counts = await readWorkCounts(trx, row.key);
  const weights = weightsOf(plan, people);
  return people
    .map((person, index) => ({
      person,
      load: (counts.get(person.key)?.get(Status.TASK_ASSIGNMENT_PENDING) ?? 0) / (weights[index] ?? 1),
    }))
    .sort((a, b) => a.load - b.load)
    .map(({ person }) => person);
}
