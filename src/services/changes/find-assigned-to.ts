import { hasShare } from "../../domain/assignment.ts";
import type { Log } from "../../domain/log.ts";
import type { TasksToDelete } from "../../domain/submissions/submission-outcome.ts";
import type { Task } from "../../domain/task.ts";
import type { Accounts } from "../people/accounts.ts";
import { findAllAssigned } from "../people/assigned-people.ts";

/** Who has a part in tasks that are deleted, of those who are in Slack; undefined where not all of them can be named at this moment. */
export async function findAssignedTo(
  { accounts, log }: { accounts: Pick<Accounts, "identify">; log: Log },
  team: string,
  tasks: readonly Task[],
): Promise<TasksToDelete["people"]> {
  const found = await Promise.all(
    tasks.map(async (task) => {
      const assigned = await findAllAssigned(accounts, team, task, log);
      return assigned?.filter(hasShare).map(({ person, role }) => ({ taskId: task.id, person, role }));
    }),
  );
  const all = found.filter((assigned) => assigned !== undefined);
  return all.length === found.length ? all.flat() : undefined;
}
