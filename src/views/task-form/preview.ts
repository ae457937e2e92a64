import type { KnownBlock } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import { groupByReason, sharedAccounts } from "../../domain/people/account-of-person.ts";
import type { NameOf } from "../../domain/people/person.ts";
import type { ReviewPlan } from "../../domain/task.ts";
import type { WorkPreview } from "../../domain/task-form/work-preview.ts";
import { actions, button, paragraph } from "../blocks.ts";
import { listNames, reviewLoadInWords, shareInWords } from "../words.ts";
import { PREVIEW_BLOCK, TASK_FORM } from "./ids.ts";

/** Above this many workers the lines are cut and counted. */
const MAX_LINES = 25;
const REVIEWERS_NAMED = 5;
/** People who cannot be assigned, of one kind. */
const PEOPLE_NAMED = 10;

/** One block under the worker fields: a line per person, the sum last, warnings right there. */
export function buildPreview(preview: WorkPreview, nameOf: NameOf, otherSide: string): KnownBlock[] {
  const lines = preview.shares
    .slice(0, MAX_LINES)
    .map(({ worker, fraction }) =>
      fraction === undefined
        ? `${nameOf(worker)} · ${preview.isOnRequest ? "ten inputs at a time, as they ask" : "a share not known here"}`
        : `${nameOf(worker)} ${shareInWords(fraction, preview.inputs)}`,
    );
  if (preview.shares.length > MAX_LINES) lines.push(`… and ${preview.shares.length - MAX_LINES} more`);
  const sum = sumLine(preview);
  if (sum) lines.push(sum);
  if (preview.review && preview.review.strategy !== "NONE" && preview.problems.length === 0)
    lines.push(reviewLine(preview, preview.review, nameOf));
  for (const problem of preview.problems.slice(0, 3)) lines.push(`⚠ ${problem}`);
  lines.push(...preview.warnings.map((warning) => `⚠ ${warning}`));
  lines.push(...accountLines(preview, nameOf, otherSide));
  const blocks: KnownBlock[] = [paragraph(lines.join("\n"), PREVIEW_BLOCK)];
  const first = preview.withoutAccount.find((person) => preview.whyNone[person]?.kind !== "foreign");
  if (first) blocks.push(actions(`${PREVIEW_BLOCK}:link`, [button(TASK_FORM.link, "Link", { value: first })]));
  return blocks;
}

/** Who cannot be assigned, and why. */
function accountLines({ withoutAccount, whyNone }: WorkPreview, nameOf: NameOf, otherSide: string): string[] {
  const lines: string[] = [];
  const { unknown, foreign, several } = groupByReason(withoutAccount, whyNone);
  const named = (people: readonly string[]) => listNames(people.map(nameOf), PEOPLE_NAMED);
  if (unknown.length > 0) lines.push(`⚠ No account on ${otherSide}: ${named(unknown)}.`);
  if (foreign.length > 0) lines.push(`⚠ Not members or guests of this workspace: ${named(foreign)}.`);
  for (const { person, accounts } of several.slice(0, 3))
    lines.push(`⚠ ${sharedAccounts(nameOf(person), accounts, otherSide)}: link the one that is meant.`);
  return lines;
}

function reviewLine(
  { inputs, labelsPerInput }: WorkPreview,
  review: Exclude<ReviewPlan, { strategy: "NONE" }>,
  nameOf: NameOf,
): string {
  const facts = {
    review,
    ...(inputs !== undefined && { inputs }),
    ...(labelsPerInput !== undefined && { labelersPerInput: labelsPerInput }),
  };
  return `Reviewed by ${listNames(review.reviewers.map(nameOf), REVIEWERS_NAMED)}: ${reviewLoadInWords(facts)}`;
}

function sumLine({ shares, inputs, labelsPerInput }: WorkPreview): string | undefined {
  if (shares.length === 0 || labelsPerInput === undefined) return undefined;
  const each = labelsPerInput === 1 ? "once" : `by ${labelsPerInput} workers`;
  if (inputs === 0) return "⚠ The input source is empty so far: nobody gets anything before inputs are there.";
  if (inputs === undefined) return `Together: every input labeled ${each}`;
  return `Together: ${plural(inputs, "input")}, each labeled ${each}`;
}
