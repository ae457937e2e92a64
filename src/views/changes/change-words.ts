import { formatPercent, withUnit } from "../../domain/numbers.ts";
import type { NameOf } from "../../domain/people/person.ts";
import { isFieldChanged } from "../../domain/task-form/form-changes.ts";
import { groupsOf } from "../../domain/task-form/group-members.ts";
import type { FormPart, TaskField, TaskFormValues } from "../../domain/task-form/task-form.ts";
import { areSameGroups, type UserGroup } from "../../domain/user-groups.ts";
import { truncate } from "../limits.ts";
import {
  APPROVE_WORDS,
  listNames,
  PER_INPUT_WORDS,
  PRIORITY_WORDS,
  REVIEW_WORDS,
  SOURCE_WORDS,
  SPLIT_WORDS,
  STRATEGY_WORDS,
  TYPE_WORDS,
} from "../words.ts";

const NAME_SHOWN = 100;
const WEIGHTS_SHOWN = 5;

/** What two fillings of the form say differently, a line for each field: "Name: “A” → “B”". */
export function changesInWords(
  parts: readonly FormPart[],
  before: TaskFormValues,
  after: TaskFormValues,
  nameOf: NameOf,
): string[] {
  return parts.flatMap((part) => linesOf(part, before, after, nameOf));
}

function linesOf(part: FormPart, before: TaskFormValues, after: TaskFormValues, nameOf: NameOf): string[] {
  switch (part) {
    case "name":
      return [`Name: ${arrow(quote(before.name), quote(after.name))}`];
    case "instructions":
      return [
        before.instructions === ""
          ? "Instructions: added"
          : after.instructions === ""
            ? "Instructions: taken away"
            : "Instructions: changed",
      ];
    case "type":
      return [`Task type: ${arrow(before.type && TYPE_WORDS[before.type], after.type && TYPE_WORDS[after.type])}`];
    case "concepts":
      return [
        `Concepts: ${plusMinus(
          before.concepts.map(({ name }) => name),
          after.concepts.map(({ name }) => name),
        )}`,
      ];
    case "conceptsPerInput":
      return [
        `Concepts per input: ${arrow(PER_INPUT_WORDS[before.conceptsPerInput], PER_INPUT_WORDS[after.conceptsPerInput])}`,
      ];
    case "inputSource":
      return [`Input source: ${arrow(sourceOf(before), sourceOf(after))}`];
    case "work":
      return workLines(before, after, nameOf);
    case "machines":
      return [`Models and workflows: ${plusMinus(before.machines.map(nameOf), after.machines.map(nameOf))}`];
    case "review":
      return reviewLines(before, after, nameOf);
    case "priority":
      return [
        `Priority: ${arrow(before.priority && PRIORITY_WORDS[before.priority], after.priority && PRIORITY_WORDS[after.priority])}`,
      ];
    case "sampleMs":
      return [`Sample every (ms): ${arrow(before.sampleMs, after.sampleMs)}`];
    case "userGroups":
      return groupLines(before, after);
  }
}

function workLines(before: TaskFormValues, after: TaskFormValues, nameOf: NameOf): string[] {
  const lines: string[] = [];
  const changed = (field: TaskField): boolean => isFieldChanged(field, before, after);
  if (changed("workers")) lines.push(`Workers: ${plusMinus(before.workers.map(nameOf), after.workers.map(nameOf))}`);
  if (changed("strategy"))
    lines.push(`Worker strategy: ${arrow(STRATEGY_WORDS[before.strategy], STRATEGY_WORDS[after.strategy])}`);
  if (after.strategy !== "PARTITIONED") return lines;
  if (changed("workersPerInput"))
    lines.push(`Workers per input: ${arrow(before.workersPerInput, after.workersPerInput)}`);
  if (changed("split")) lines.push(`Split: ${arrow(SPLIT_WORDS[before.split], SPLIT_WORDS[after.split])}`);
  if (after.split !== "WEIGHTED") return lines;
  const moved = after.workers.filter((worker) => changed(`weight:${worker}`));
  const shown = moved.slice(0, WEIGHTS_SHOWN).map((worker) => {
    const name = truncate(nameOf(worker), NAME_SHOWN);
    return `${name} ${arrow(before.weights[worker], after.weights[worker])}`;
  });
  if (moved.length > WEIGHTS_SHOWN) shown.push(`and ${moved.length - WEIGHTS_SHOWN} more`);
  if (shown.length > 0) lines.push(`Weights: ${shown.join(", ")}`);
  else if (changed("weightLines")) lines.push("Weights: changed");
  return lines;
}

function groupLines(before: TaskFormValues, after: TaskFormValues): string[] {
  const [had, have] = [groupsOf(before), groupsOf(after)];
  const handles = (groups: readonly UserGroup[]): string[] => groups.map(({ handle }) => `@${handle}`);
  const lines: string[] = [];
  if (!areSameGroups(had.workers, have.workers))
    lines.push(`Worker groups: ${plusMinus(handles(had.workers), handles(have.workers))}`);
  if (!areSameGroups(had.reviewers, have.reviewers))
    lines.push(`Reviewer groups: ${plusMinus(handles(had.reviewers), handles(have.reviewers))}`);
  return lines;
}

function reviewLines(before: TaskFormValues, after: TaskFormValues, nameOf: NameOf): string[] {
  const lines: string[] = [];
  const changed = (field: TaskField): boolean => isFieldChanged(field, before, after);
  if (changed("review"))
    lines.push(`Review strategy: ${arrow(REVIEW_WORDS[before.review], REVIEW_WORDS[after.review])}`);
  if (after.review === "NONE") return lines;
  if (changed("reviewers"))
    lines.push(`Reviewers: ${plusMinus(before.reviewers.map(nameOf), after.reviewers.map(nameOf))}`);
  if (after.review === "MANUAL" && changed("sample"))
    lines.push(`Sample to review: ${arrow(percent(before.sample), percent(after.sample))}`);
  if (after.review !== "CONSENSUS") return lines;
  if (changed("labelersMustAgree"))
    lines.push(`Labelers who must agree: ${arrow(before.labelersMustAgree, after.labelersMustAgree)}`);
  if (changed("reviewersMustApprove"))
    lines.push(
      `Reviewers who must approve: ${arrow(APPROVE_WORDS[before.reviewersMustApprove], APPROVE_WORDS[after.reviewersMustApprove])}`,
    );
  return lines;
}

/** A share as it was and as it is: "50 % → 90 %"; work handed out on request has none. */
export const shareChange = (before: number | undefined, after: number | undefined): string =>
  arrow(shareOf(before), shareOf(after));

const shareOf = (fraction: number | undefined): string =>
  fraction === undefined ? "ten at a time" : formatPercent(fraction);

const arrow = (before: string | undefined, after: string | undefined): string =>
  `${before || "none"} → ${after || "none"}`;

const quote = (text: string): string => (text === "" ? "" : `“${truncate(text, NAME_SHOWN)}”`);

const percent = (text: string): string => (text === "" ? "" : withUnit(text, "%"));

/** "+ Ana, Ben · − Chidi" */
function plusMinus(before: readonly string[], after: readonly string[]): string {
  const added = after.filter((item) => !before.includes(item)).map((item) => truncate(item, NAME_SHOWN));
  const removed = before.filter((item) => !after.includes(item)).map((item) => truncate(item, NAME_SHOWN));
  const words: string[] = [];
  if (added.length > 0) words.push(`+ ${listNames(added)}`);
  if (removed.length > 0) words.push(`− ${listNames(removed)}`);
  return words.join(" · ");
}

function sourceOf(values: TaskFormValues): string {
  const chosen = values.inputSource === "DATASET" ? values.dataset : values.savedSearch;
  const words = SOURCE_WORDS[values.inputSource];
  return values.inputSource === "ALL_INPUTS" || !chosen ? words : `${words} ${truncate(chosen.name, NAME_SHOWN)}`;
}
