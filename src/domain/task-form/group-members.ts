import type { TaskGroups, UserGroup, UserGroupMembers } from "../user-groups.ts";
import type { FieldProblem, TaskFormValues } from "./task-form.ts";

type GroupField = "workerGroups" | "reviewerGroups";
const FIELDS = [
  ["workerGroups", "workers"],
  ["reviewerGroups", "reviewers"],
] as const;

/** The groups that a task of this form is given to: without a review, none are given it to check. */
export const groupsOf = ({ workerGroups, reviewerGroups, review }: TaskFormValues): TaskGroups => ({
  workers: workerGroups,
  reviewers: review === "NONE" ? [] : reviewerGroups,
});

/** These groups, and the others that are not among them. */
export const joinGroups = (groups: readonly UserGroup[], others: readonly UserGroup[]): readonly UserGroup[] => [
  ...groups,
  ...others.filter(({ id }) => !groups.some((group) => group.id === id)).map(({ id, handle }) => ({ id, handle })),
];

/** The groups that a form holds now and did not hold before: their members are not among its people yet. */
const newGroups = (before: TaskFormValues, now: TaskFormValues, field: GroupField): readonly UserGroup[] =>
  now[field].filter(({ id }) => !before[field].some((known) => known.id === id));

/**
 * The form with the members of its new groups among its people. Groups that are not `known` are left out, and asked about again when
 * they are chosen the next time.
 */
export function addGroupMembers(
  before: TaskFormValues,
  now: TaskFormValues,
  known: readonly UserGroupMembers[],
): TaskFormValues {
  let values = now;
  for (const [field, people] of FIELDS) {
    const added = newGroups(before, now, field);
    if (added.length === 0) continue;
    const found = known.filter(({ id }) => added.some((group) => group.id === id));
    const members = found.flatMap((group) => group.members);
    values = {
      ...values,
      [field]: now[field].filter((group) => !added.includes(group) || found.some(({ id }) => id === group.id)),
      [people]: [...new Set([...values[people], ...members])],
    };
  }
  return values;
}

/** A form as it is sent, without the groups that came too late to be looked into: who is in one is asked when it is chosen. */
export function withoutNewGroups(
  before: TaskFormValues,
  sent: TaskFormValues,
): { readonly values: TaskFormValues; readonly unknown: readonly FieldProblem[] } {
  return { values: addGroupMembers(before, sent, []), unknown: groupProblems(before, sent) };
}

/** Whether a form holds groups whose members are not among its people yet. */
export const hasNewGroups = (before: TaskFormValues, now: TaskFormValues): boolean =>
  FIELDS.some(([field]) => newGroups(before, now, field).length > 0);

function groupProblems(before: TaskFormValues, now: TaskFormValues): readonly FieldProblem[] {
  return FIELDS.flatMap(([field]) =>
    newGroups(before, now, field).map(({ handle }) => ({
      field,
      message: `Labeldesk does not know yet who is in @${handle}: take it out and choose it again, or choose its people.`,
    })),
  );
}
