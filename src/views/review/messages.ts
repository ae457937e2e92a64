import type { KnownBlock } from "@slack/types";
import type { ChangesRequested, ReviewRefused, ReviewWaits } from "../../domain/notifications/events.ts";
import { plural } from "../../domain/numbers.ts";
import { shortInputId } from "../../domain/short-id.ts";
import { capitalize, cutText } from "../../domain/text.ts";
import type { Asked } from "../asked.ts";
import { actions, button, factLines, headline, smallPrint } from "../blocks.ts";
import { startButton } from "../labeling/start-button.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";
import { REVIEW } from "./review-window.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 100;
/** A batch has fewer. */
const INPUTS_SHOWN = 10;

/** What one batch of a review asks of a worker. */
export function askForChanges({ task, inputs }: ChangesRequested): Asked {
  const bold = `Change ${plural(inputs.length, "label")} of “${cutText(task.name, NAME_SHOWN)}”`;
  // Who has given a label has begun.
  const go = startButton(task.id, { hasBegun: true });
  return { task, bold, rest: inputs[0]?.reason ?? "", go };
}

/** With each input and its reason. `from`: name of the reviewer. */
export function buildChangesRequested(requested: ChangesRequested, from: string): Message {
  const { task, inputs } = requested;
  const { bold, rest, go } = askForChanges(requested);
  const facts = inputs.slice(0, INPUTS_SHOWN).map(({ id, reason }) => [shortInputId(id), reason] as const);
  const blocks = [
    headline(bold),
    factLines(facts),
    smallPrint(`From ${from}, who reviews this task. The window shows each reason at its input.`),
    actions("changes", [go]),
  ];
  return withWhy({ text: escapeText(`${bold}: ${rest}`), blocks }, "changes", task.id);
}

/** Some of somebody's verdicts were not taken, and will not be. */
export function buildReviewRefused({ task, inputs, why }: ReviewRefused, otherSide: string): Message {
  const name = cutText(task.name, NAME_SHOWN);
  const what =
    inputs.length === 0 ? "Your verdict on all labels of one labeler" : `Your ${plural(inputs.length, "verdict")}`;
  const bold = `${what} ${inputs.length === 0 ? "of" : "on"} “${name}” ${inputs.length > 1 ? "were" : "was"} not taken`;
  const which = inputs.length > 0 ? `Inputs: ${inputs.map(shortInputId).join(", ")}. ` : "";
  return message(
    bold,
    `${which}${capitalize(otherSide)} has not changed anything. ${why} All others are kept.`,
    task.id,
  );
}

/** Somebody's verdicts are kept and wait. */
export function buildReviewWaits({ task, needsKey }: ReviewWaits, otherSide: string): Message {
  const bold = `Your verdicts on “${cutText(task.name, NAME_SHOWN)}” wait`;
  const rest = needsKey
    ? `${capitalize(otherSide)} does not take them without a key of yours that is good. Nothing is lost: give one with /task link, and they are sent at once.`
    : `${capitalize(otherSide)} does not take them at the moment. Nothing is lost: they are sent as soon as it does.`;
  return message(bold, rest, task.id);
}

function message(bold: string, rest: string, taskId: string): Message {
  const go = actions("review", [button(REVIEW.start, "Review", { value: taskId })]);
  return { text: escapeText(`${bold}. ${rest}`), blocks: [headline(bold, rest), go] };
}
