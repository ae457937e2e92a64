import type { KnownBlock, ModalView } from "@slack/types";
import { sayDuration } from "../../domain/duration.ts";
import { plural } from "../../domain/numbers.ts";
import { headline, paragraph, plain, smallPrint } from "../blocks.ts";
import { type TaskMetadata, writeTaskMetadata } from "../changes/change-modals.ts";
import { LIMITS, truncate } from "../limits.ts";

export const REMIND = { view: "remind_workers" } as const;
export const REMIND_TITLE = "Remind";

const NAME_SHOWN = 100;
const LINES_SHOWN = 20;

type Model = {
  readonly taskName: string;
  readonly people: readonly { readonly name: string; readonly left?: number }[];
  readonly leftOut: readonly {
    readonly name: string;
    readonly why: "reminded" | "muted" | "yourself" | "not-in-slack" | "unnamed";
    readonly agoMs?: number;
  }[];
};

/** Asks before people are reminded, by their names; there is at least one. */
export function buildRemindModal(task: TaskMetadata, { people, leftOut }: Model): ModalView {
  const who = people.length === 1 ? "one person" : `${people.length} people`;
  const lines = people.map(({ name, left }) => {
    const work = left === undefined ? "ten inputs at a time" : `${plural(left, "input")} left`;
    return `${truncate(name, NAME_SHOWN)} · ${work}`;
  });
  const blocks: KnownBlock[] = [
    headline(`Remind ${who} to begin “${truncate(task.taskName, NAME_SHOWN)}”?`),
    paragraph(cut(lines).join("\n")),
    smallPrint("Each gets one message with Start. Quiet hours and digests are kept."),
  ];
  if (leftOut.length > 0) blocks.push(paragraph(sayLeftOut(leftOut)));
  return {
    type: "modal",
    callback_id: REMIND.view,
    private_metadata: writeTaskMetadata(task),
    title: plain(REMIND_TITLE, LIMITS.viewTitle),
    submit: plain("Remind", LIMITS.viewTitle),
    close: plain("Cancel", LIMITS.viewTitle),
    blocks,
  };
}

/** There is nobody to remind, and why. */
export function sayNobodyToRemind({ taskName, leftOut }: Model): string {
  const name = `“${truncate(taskName, NAME_SHOWN)}”`;
  if (leftOut.length === 0) return `Nobody is left to remind: everybody on ${name} has begun.`;
  return `Nobody who has not begun ${name} can be reminded now.\n${sayLeftOut(leftOut)}`;
}

/** Who is reminded, after it was done. */
export function sayReminded(model: Model): string {
  const { people, leftOut } = model;
  if (people.length === 0) return sayNobodyToRemind(model);
  const names = cut(people.map(({ name }) => truncate(name, NAME_SHOWN))).join("\n");
  const rest = leftOut.length > 0 ? `\n${sayLeftOut(leftOut)}` : "";
  return `${people.length === 1 ? "One person is" : `${people.length} people are`} reminded:\n${names}${rest}`;
}

const sayLeftOut = (leftOut: Model["leftOut"]): string =>
  `Left out:\n${cut(leftOut.map((one) => `${truncate(one.name, NAME_SHOWN)}: ${reasonOf(one)}`)).join("\n")}`;

function reasonOf({ why, agoMs = 0 }: Model["leftOut"][number]): string {
  switch (why) {
    case "reminded":
      return `reminded ${sayDuration(agoMs)} ago, and once a day is enough`;
    case "muted":
      return "gets no messages about work to label, by their own settings";
    case "yourself":
      return "that is you";
    case "not-in-slack":
      return "is not in Slack";
    case "unnamed":
      return "cannot be found in Slack at the moment; try again in a few minutes";
  }
}

function cut(lines: readonly string[]): readonly string[] {
  const more = lines.length - LINES_SHOWN;
  return more > 0 ? [...lines.slice(0, LINES_SHOWN), `… and ${more} more`] : lines;
}
