import { type Assignment, assignmentsOf } from "../../domain/assignment.ts";
import type { Log } from "../../domain/log.ts";
import type { Task } from "../../domain/task.ts";
import type { Accounts, IdentifyOptions, Identity } from "./accounts.ts";
import { nameSurely } from "./name-surely.ts";

/** A part in a task, by the person's Slack user id, and the account that it stands for. */
export type AssignedPerson = Assignment & { readonly account: string };

/** Everybody's part in a task, of those who are in Slack (by Slack user id); undefined where not everybody can be named at this moment. */
export async function findAllAssigned(
  accounts: Pick<Accounts, "identify">,
  team: string,
  task: Task,
  log: Log,
): Promise<AssignedPerson[] | undefined> {
  const assignments = assignmentsOf(task.work, task.review);
  const known = await nameSurely(accounts, team, accountsIn(assignments), { haste: "interactive", log, task: task.id });
  return known && inSlack(assignments, known);
}

/** The same of parts by account id, of those who can be named; `options` may say that all of them must. */
export async function findPeopleOf(
  accounts: Pick<Accounts, "identify">,
  team: string,
  assignments: readonly Assignment[],
  options?: IdentifyOptions,
): Promise<AssignedPerson[]> {
  return inSlack(assignments, await accounts.identify(team, accountsIn(assignments), options));
}

const accountsIn = (assignments: readonly Assignment[]): string[] => [
  ...new Set(assignments.map(({ person }) => person)),
];

/** Parts by account id, of those who are in Slack by who the accounts are. */
export const inSlack = (
  assignments: readonly Assignment[],
  known: Readonly<Record<string, Identity>>,
): AssignedPerson[] =>
  assignments.flatMap((assignment) => {
    const account = assignment.person;
    const person = known[account]?.person;
    return person === undefined ? [] : [{ ...assignment, person, account }];
  });
