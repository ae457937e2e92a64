import { type Assignment, assignmentsOf } from "../../domain/assignment.ts";
import type { Task } from "../../domain/task.ts";
import type { Accounts } from "./accounts.ts";

/** A part in a task, by the person's Slack user id, and the account that it stands for. */
export type AssignedPerson = Assignment & { readonly account: string };

/** Everybody's part in a task, of those who are in Slack (by Slack user id). */
export async function findAssigned(
  accounts: Pick<Accounts, "identify">,
  team: string,
  task: Task,
): Promise<AssignedPerson[]> {
  const assignments = assignmentsOf(task.work, task.review);
  const known = await accounts.identify(team, [...new Set(assignments.map(({ person }) => person))]);
  return assignments.flatMap((assignment) => {
    const account = assignment.person;
    const person = known[account]?.person;
    return person === undefined ? [] : [{ ...assignment, person, account }];
  });
}
