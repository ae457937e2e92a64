import type { KnownBlock } from "@slack/types";
import type { AssignmentChanged, AssignmentEnded } from "../../domain/notifications/events.ts";
import type { OwnProgress } from "../../domain/own-part.ts";
import type { FormPart } from "../../domain/task-form/task-form.ts";
import { headline } from "../blocks.ts";
import { shareChange } from "../changes/change-words.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";
import { buildAssignmentMessage } from "./assignment-message.ts";
import { changeLine, timeLine } from "./change-line.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 200;

export const PART_WORDS: Record<FormPart, string> = {
  name: "Name",
  instructions: "Instructions",
  type: "Task type",
  concepts: "Concepts",
  conceptsPerInput: "Concepts per input",
  inputSource: "Input source",
  work: "Workers",
  machines: "Workers",
  review: "Review rule",
  priority: "Priority",
  sampleMs: "Sampling",
  userGroups: "User groups",
};

/** A person's message as it reads now, with what changed, by whom and when at its end. */
export function buildChangedMessage(
  changed: AssignmentChanged,
  said: { from: string; by: string; own?: OwnProgress; page?: string },
): Message {
  const { task, assignment, share, parts, at } = changed;
  const { by, ...rest } = said;
  const message = buildAssignmentMessage({ task, assignment, ...rest });
  const words = parts.map((part) => PART_WORDS[part]);
  const what = share
    ? `Share ${shareChange(share.before, assignment.fraction)}`
    : changed.isReopened
      ? "Open again"
      : `${words.slice(0, 3).join(", ")} changed`;
  return { text: message.text, blocks: [...message.blocks, changeLine(what, by, at)] };
}

/** What is left of a person's message when the task is closed or gone, or is theirs no more; without buttons. */
export function buildEndedMessage({ taskName, role, why, at }: AssignmentEnded, by: string): Message {
  const name = truncate(taskName, NAME_SHOWN);
  if (why !== "removed") {
    const over = `"${name}" ${OVER_WORDS[why](by)}`;
    return { text: textOf(over), blocks: [headline(over), timeLine(at)] };
  }
  const bold = `"${name}" is not yours to ${ROLE_WORDS[role]} any more`;
  return { text: textOf(bold), blocks: [headline(bold), changeLine("Taken off", by, at)] };
}

const OVER_WORDS: Record<Exclude<AssignmentEnded["why"], "removed">, (by: string) => string> = {
  deleted: (by) => `was deleted by ${by}`,
  done: (by) => `was closed as done by ${by}`,
  "wont-do": (by) => `was closed by ${by}: it will not be done`,
};

/** Tells somebody that what was theirs is not any more. */
export function buildRemovedNotice({ taskName, role }: AssignmentEnded, by: string): Message {
  const bold = `You do not ${ROLE_WORDS[role]} "${truncate(taskName, NAME_SHOWN)}" any more`;
  const rest = `${by} has taken you off. ${role === "worker" ? "What you have labeled stays." : "What you have reviewed stays."}`;
  return { text: textOf(`${bold}. ${rest}`), blocks: [headline(bold, rest)] };
}

const ROLE_WORDS = { worker: "label", reviewer: "review" } as const;

const textOf = (text: string): string => truncate(escapeText(text), LIMITS.sectionText);
