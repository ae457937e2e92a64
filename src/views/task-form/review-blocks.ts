import type { KnownBlock } from "@slack/types";
import type { visibleFields } from "../../domain/task-form/task-form.ts";
import { input, optionsOf, staticSelect } from "../blocks.ts";
import { APPROVE_WORDS, REVIEW_WORDS } from "../words.ts";
import { APPROVE_MEANINGS, choicesFor, REVIEW_MEANINGS } from "./choices.ts";
import { peopleBlockId, peopleSelect, watchedNumber } from "./fields.ts";
import { FIELD } from "./ids.ts";
import type { TaskFormModel } from "./model.ts";
import { buildOutside } from "./outside.ts";

/** How labels are checked, and by whom. */
export function reviewBlocks(
  { values, nameOf, before }: TaskFormModel,
  shows: ReturnType<typeof visibleFields>,
): KnownBlock[] {
  const blocks: KnownBlock[] = [
    input(
      "Review strategy",
      staticSelect(FIELD.review, choicesFor(REVIEW_WORDS, before?.review, REVIEW_MEANINGS), values.review),
      { hint: REVIEW_MEANINGS[values.review] },
    ),
  ];
  if (shows.reviewers)
    blocks.push(
      input("Reviewers", peopleSelect(FIELD.reviewers, values.reviewers, "Choose who reviews"), {
        blockId: peopleBlockId(FIELD.reviewers, values.reviewerGroups),
        optional:
          values.outsideReviewers.length > 0 ||
          (before !== undefined && before.review !== "NONE" && before.reviewers.length === 0),
      }),
      ...buildOutside(FIELD.outsideReviewers, values.outsideReviewers, values.reviewers, nameOf),
    );
  if (shows.sample)
    blocks.push(
      input(
        "Sample to review (%)",
        watchedNumber(FIELD.sample, values.sample, { decimal: true, min: "0", max: "100" }),
        {
          hint: "This part of the labeled inputs goes to the reviewers.",
        },
      ),
    );
  if (shows.consensus)
    blocks.push(
      input("Labelers who must agree", watchedNumber(FIELD.labelersMustAgree, values.labelersMustAgree, { min: "0" }), {
        hint: "An input is approved when this many labelers agree; 0 sends every input to the reviewers.",
      }),
      input(
        "Reviewers who must approve",
        staticSelect(
          FIELD.reviewersMustApprove,
          optionsOf(APPROVE_WORDS, APPROVE_MEANINGS),
          values.reviewersMustApprove,
        ),
        { hint: "One: the inputs are split among the reviewers. All: each of them must approve." },
      ),
    );
  return blocks;
}
