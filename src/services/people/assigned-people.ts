import { type Assignment, assignmentsOf } from "../../domain/assignment.ts";
import type { Log } from "../../domain/log.ts";
import type { Task } from "../../domain/task.ts";
import type { Accounts, IdentifyOptions, Identity } from "./accounts.ts";

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
  return nameAll((surely) => findPeopleOf(accounts, team, assignments, surely), { team, task, log });
}

/**
 * What `name` says of a task that was changed just now; undefined where it cannot name everybody at this moment. Whoever is left out of
 * what is told once would never hear of it: it is left to the rounds over all tasks then, to which it is news.
 */
export async function nameAll<T>(
  name: (surely: IdentifyOptions) => Promise<T>,
  { team, task, log }: { team: string; task: Pick<Task, "id">; log: Log },
): Promise<T | undefined> {
  try {
    return await name({ isSure: true, haste: "interactive" });
  } catch (err) {
    log.warn({ err, team, task: task.id }, "not everybody assigned can be named now");
    return undefined;
  }
}

/** The same of parts by account id, of those who can be named; `options` may say that all of them must. */
export async function findPeopleOf(
  accounts: Pick<Accounts, "identify">,
  team: string,
  assignments: readonly Assignment[],
  options?: IdentifyOptions,
): Promise<AssignedPerson[]> {
  const known = await accounts.identify(team, [...new Set(assignments.map(({ person }) => person))], options);
  return inSlack(assignments, known);
}

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
