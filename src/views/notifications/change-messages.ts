import type { KnownBlock } from "@slack/types";
import type { AssignmentChanged, AssignmentEnded } from "../../domain/notifications/events.ts";
import type { OwnProgress } from "../../domain/own-part.ts";
import type { FormPart } from "../../domain/task-form/task-form.ts";
import type { Listed } from "../asked.ts";
import { type Author, sayAuthor, sayChangedBy } from "../author.ts";
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
  said: { from: Author; by: Author; own?: OwnProgress; page?: string },
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
  return {
    text: message.text,
    blocks: [...message.blocks, changeLine(what, by, at, share ? sayChangedBy : sayAuthor)],
  };
}

/** What is left of a person's message when the task is closed or gone, or is theirs no more; without buttons. */
export function buildEndedMessage({ taskName, role, why, isStillOn, at }: AssignmentEnded, by: Author): Message {
  const name = truncate(taskName, NAME_SHOWN);
  if (why !== "removed") {
    const over = `"${name}" ${OVER_WORDS[why](sayAuthor(by))}`;
    return { text: textOf(over), blocks: [headline(over), timeLine(at)] };
  }
  const bold = `"${name}" is not yours to ${ROLE_WORDS[role]} any more`;
  return {
    text: textOf(bold),
    blocks: [headline(bold), changeLine(isStillOn ? "Share set to 0\u00a0%" : "Taken off", by, at)],
  };
}

const OVER_WORDS: Record<Exclude<AssignmentEnded["why"], "removed">, (author: string) => string> = {
  deleted: (author) => `was deleted ${author}`,
  done: (author) => `was closed as done ${author}`,
  "wont-do": (author) => `was closed ${author}: it will not be done`,
};

/** Tells somebody that what was theirs is not any more. */
export function buildRemovedNotice(ended: AssignmentEnded, by: Author): Message {
  const { bold, rest } = sayTaken(ended, by);
  return { text: textOf(`${bold}. ${rest}`), blocks: [headline(bold, rest)] };
}

/** The same as one of several; also of a task that was deleted. */
export function listTaken(ended: AssignmentEnded, by: Author): Listed {
  const { taskId, taskName, why } = ended;
  const task = { id: taskId, name: taskName };
  if (why === "removed") return { task, ...sayTaken(ended, by) };
  return { task, bold: `"${truncate(taskName, NAME_SHOWN)}" ${OVER_WORDS[why](sayAuthor(by))}`, rest: "" };
}

function sayTaken({ taskName, role, isStillOn }: AssignmentEnded, by: Author): Pick<Listed, "bold" | "rest"> {
  const taken = typeof by === "string" ? `${by} has taken you off` : `You were taken off ${sayAuthor(by)}`;
  const who = isStillOn ? `Your share was set to 0\u00a0% ${sayAuthor(by)}` : taken;
  return {
    bold: `You do not ${ROLE_WORDS[role]} "${truncate(taskName, NAME_SHOWN)}" any more`,
    rest: `${who}. ${role === "worker" ? "What you have labeled stays." : "What you have reviewed stays."}`,
  };
}

const ROLE_WORDS = { worker: "label", reviewer: "review" } as const;

const textOf = (text: string): string => truncate(escapeText(text), LIMITS.sectionText);
