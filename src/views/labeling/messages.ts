import type { KnownBlock } from "@slack/types";
import type { LabelRefused, LabelWaits } from "../../domain/notifications/events.ts";
import { plural } from "../../domain/numbers.ts";
import { capitalize, cutText } from "../../domain/text.ts";
import { actions, button, headline } from "../blocks.ts";
import { escapeText } from "../text.ts";
import { LABEL } from "./label-window.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 100;

function message(bold: string, rest: string, taskId: string): Message {
  const go = actions("labels", [button(LABEL.start, "Continue", { value: taskId })]);
  return { text: escapeText(`${bold}. ${rest}`), blocks: [headline(bold, rest), go] };
}

/** Some of somebody's labels were not taken, and will not be. */
export function buildLabelsRefused({ task, count, why }: LabelRefused, otherSide: string): Message {
  const bold = `${plural(count, "label")} of “${cutText(task.name, NAME_SHOWN)}” ${count === 1 ? "was" : "were"} not taken`;
  const rest = `${capitalize(otherSide)} refused ${count === 1 ? "it" : "them"}: the task or its inputs changed meanwhile. ${why} All others are kept.`;
  return message(bold, rest, task.id);
}

/** Somebody's labels are kept and wait. */
export function buildLabelsWaiting({ task, needsKey }: LabelWaits, otherSide: string): Message {
  const bold = `Your labels of “${cutText(task.name, NAME_SHOWN)}” wait`;
  const rest = needsKey
    ? `${capitalize(otherSide)} does not take them without a key of yours that is good. Nothing is lost: give one with /task link, and they are sent at once.`
    : `${capitalize(otherSide)} does not take them at the moment. Nothing is lost: they are sent as soon as it does.`;
  return message(bold, rest, task.id);
}
