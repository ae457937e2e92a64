import type { KnownBlock } from "@slack/types";
import type { LeftForm } from "../../domain/task-form/task-form-record.ts";
import { actions, button, paragraph } from "../blocks.ts";
import { truncate } from "../limits.ts";
import { TASK_FORM } from "./ids.ts";

const BLOCK = "task_form:left";
/** Room for what stands around it on a button. */
const NAME_SHOWN = 50;

const LOST_WORDS: Record<Extract<LeftForm, string>, string> = {
  outdated:
    "What you left unsent here was typed into an older version of Labeldesk. This one cannot read it, so it was dropped.",
  gone: "That form is not kept any more: it was sent or discarded, or a day has passed.",
};

/** At the top of a form: the offer to go on with another one, which was left unsent. */
export function buildLeft(left: LeftForm, isEdit: boolean): KnownBlock[] {
  if (typeof left === "string") return [paragraph(LOST_WORDS[left], BLOCK), { type: "divider" }];
  const name = left.name === "" ? undefined : `“${truncate(left.name, NAME_SHOWN)}”`;
  const what = isEdit
    ? `You changed ${name ?? "this task"} and did not save. Your changes are kept for a day.`
    : `You left ${name ?? "a form without a name"} unsent. It is kept for a day.`;
  return [
    paragraph(what, BLOCK),
    actions(`${BLOCK}:actions`, [
      button(TASK_FORM.continue, `Continue ${name ?? "that form"}`, { value: left.draft }),
      button(TASK_FORM.discard, "Discard"),
    ]),
    { type: "divider" },
  ];
}
