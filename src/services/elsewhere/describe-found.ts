import { type Assignment, assignmentsOf, hasShare } from "../../domain/assignment.ts";
import type { FoundEdit, FoundOutcome } from "../../domain/elsewhere/found.ts";
import type { KnownDifference, KnownTask } from "../../domain/elsewhere/known-task.ts";
import { compareKnown, isNothing, knownOf, peopleOf, TOLD_PARTS } from "../../domain/elsewhere/known-task.ts";
import type { Untold } from "../../domain/elsewhere/own-change.ts";
import { shownName } from "../../domain/fold-name.ts";
import { type Doing, newDoing } from "../../domain/history/doings.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import { isOpen } from "../../domain/own-part.ts";
import type { Named, Task } from "../../domain/task.ts";
import type { AssignmentChange } from "../../domain/task-diff.ts";
import type { FindBusy } from "../changes/find-busy.ts";
import type { Accounts, Identity } from "../people/accounts.ts";
import { type AssignedPerson, findPeopleOf, inSlack } from "../people/assigned-people.ts";
import type { FindTaskFacts } from "../task-facts.ts";

export type DescribeFound = ReturnType<typeof createDescribeFound>;

/**
 * What somebody has done to a task on the other side, in terms of the people in Slack whom it concerns, and what is noted of it
 * (decision 0040). Rejects where it cannot be said
 * who they are: they are told once, and not without those who are not found now.
 */
export function createDescribeFound(deps: {
  accounts: Pick<Accounts, "identify">;
  findFacts: FindTaskFacts;
  findBusy: FindBusy;
  team: string;
}) {
  const { accounts, findFacts, findBusy, team } = deps;
  const identify = (ids: readonly string[]) => accounts.identify(team, [...new Set(ids)], { isSure: true });

  /** Whose task it is: who created it here, else who owns it there, where they are in Slack. */
  const leadOf = (task: Task, known: Readonly<Record<string, Identity>>): string | undefined =>
    creatorOf(task, team) ?? known[task.ownerId ?? ""]?.person;

  const headOf = ({ id, name }: Named) => ({ team, task: { id, name }, via: "elsewhere" as const });

  const accountsIn = (task: Task, people: readonly Pick<Assignment, "person">[]): string[] => [
    ...people.map(({ person }) => person),
    ...(task.ownerId === undefined ? [] : [task.ownerId]),
  ];

  return {
    /** A task that nobody here has heard of. Of one that is closed nobody is asked anything. */
    async created(task: Task): Promise<Described> {
      if (!isOpen(task)) return { outcomes: [], doings: [newDoing("task.created", headOf(task), NOBODY)] };
      const assignments = assignmentsOf(task.work, task.review);
      const [known, facts] = await Promise.all([
        identify(accountsIn(task, assignments)),
        findFacts(task, "background"),
      ]);
      const by = leadOf(task, known);
      const people = inSlack(assignments, known).map(withoutAccount);
      const added = [...new Set(people.map(({ person }) => person))];
      // The owner has made it, whoever its metadata names: those may have come with a copy.
      const owner = known[task.ownerId ?? ""]?.person;
      const head = { ...headOf(task), ...(owner !== undefined && { person: owner }) };
      const doings = [newDoing("task.created", head, { added, removed: [] })];
      return { outcomes: [{ outcome: "created", task: facts, people }], doings, ...(by !== undefined && { by }) };
    },

    /**
     * Changes of who does what and of what the task says; and that it was closed or opened again. What of it is untold was done here, and is
     * noted already.
     */
    async changed(task: Task, difference: KnownDifference, untold?: Untold): Promise<Described> {
      const assignments = assignmentsOf(task.work, task.review);
      const toNote = untold?.after ? compareKnown(untold.after, knownOf(task)) : difference;
      const concerned = [...assignments, ...[...difference.people, ...toNote.people].map(personIn)];
      const [known, facts] = await Promise.all([identify(accountsIn(task, concerned)), findFacts(task, "background")]);
      const assigned = inSlack(assignments, known);
      const outcomes: FoundOutcome[] = [];
      const from = leadOf(task, known);
      // A message that says that it is closed, or open again, says everything; who was taken off is told all the same.
      const isSaid = isOpen(task) && difference.state === undefined;
      const changes = difference.people.flatMap((change) => changeIn(change, known));
      const edit: FoundEdit = {
        outcome: "saved",
        task: facts,
        parts: isSaid ? TOLD_PARTS.filter((part) => part in difference.parts) : [],
        assignments: assigned.map(withoutAccount),
        changes: isSaid ? changes : changes.filter(({ kind }) => kind === "removed"),
        ...(from !== undefined && { from }),
      };
      if (edit.parts.length + edit.changes.length > 0) outcomes.push(edit);
      if (difference.state !== undefined) {
        const isReopened = difference.state === "OPEN";
        const asked = isReopened ? await findBusy(task, assigned, "background") : [];
        outcomes.push({
          outcome: "status-set",
          task: facts,
          status: difference.state === "OPEN" ? "IN_PROGRESS" : difference.state,
          assignments: assigned.map(withoutAccount),
          asked: asked.map(withoutAccount),
        });
      }
      const noted = toNote.people.flatMap((change) => changeIn(change, known));
      const doings = doingsOf(headOf(task), toNote, noted);
      return { outcomes, doings, ...(untold && isNothing(toNote) && byOf(untold)) };
    },

    /** A task that is gone, by what was known of it. */
    async deleted(taskId: string, known: KnownTask, untold?: Untold): Promise<Described & { name: string }> {
      const name = shownName({ id: taskId, name: known.parts.name });
      const assigned = await findPeopleOf(accounts, team, peopleOf(known), { isSure: true });
      const people = assigned.filter(hasShare).map(({ person, role }) => ({ taskId, person, role }));
      const task = { id: taskId, name };
      const isOwn = untold?.after === null;
      const doings = isOwn ? [] : [newDoing("task.deleted", headOf(task), {})];
      return { outcomes: [{ outcome: "deleted", tasks: [task], people }], doings, name, ...(isOwn && byOf(untold)) };
    },
  };
}

/** What people are told of, as done by whom, where that is known, and what is noted. */
type Described = { readonly outcomes: FoundOutcome[]; readonly doings: readonly Doing[]; readonly by?: string };

const byOf = ({ by }: Untold): { by?: string } => (by === null ? {} : { by });

const NOBODY = { added: [], removed: [] };

/** As it is noted: also what nobody has to be told of. `changes` are of people in Slack. */
function doingsOf(
  head: Omit<Parameters<typeof newDoing>[1], "person">,
  difference: KnownDifference,
  changes: readonly AssignmentChange[],
): Doing[] {
  const roles = difference.people.map((change) => (change.kind === "removed" ? change : change.assignment).role);
  const parts = [
    ...TOLD_PARTS.filter((part) => part in difference.parts),
    ...(roles.includes("worker") ? (["work"] as const) : []),
    ...(roles.includes("reviewer") && !("review" in difference.parts) ? (["review"] as const) : []),
  ];
  const of = (kind: "added" | "removed") => [
    ...new Set(changes.filter((change) => change.kind === kind).map((change) => personIn(change).person)),
  ];
  const { state } = difference;
  const edited = { parts, added: of("added"), removed: of("removed") };
  return [
    ...(parts.length > 0 ? [newDoing("task.edited", head, edited)] : []),
    ...(state === undefined
      ? []
      : [newDoing("task.status", head, { status: state === "OPEN" ? "IN_PROGRESS" : state })]),
  ];
}

const withoutAccount = ({ account: _account, ...assignment }: AssignedPerson): Assignment => assignment;

const personIn = (change: AssignmentChange): { readonly person: string } =>
  change.kind === "removed" ? change : change.assignment;

/** The same change by Slack user id. */
function changeIn(change: AssignmentChange, known: Readonly<Record<string, Identity>>): AssignmentChange[] {
  const person = known[personIn(change).person]?.person;
  if (person === undefined) return [];
  return change.kind === "removed"
    ? [{ ...change, person }]
    : [{ ...change, assignment: { ...change.assignment, person } }];
}
