import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import type { TaskAction, TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkFigures } from "../../domain/cards/task-progress.ts";
import { isOpen } from "../../domain/own-part.ts";
import { canBeHandedOver } from "../../domain/shares.ts";
import { actions, button, factLines, option } from "../blocks.ts";
import { ownButtons, ownReviewInWords, ownWorkInWords } from "../own/own-part.ts";
import { shareInWords } from "../words.ts";
import type { CardPlace } from "./card-place.ts";
import { CARD, CARD_MENU } from "./ids.ts";

/** What of the task is theirs who look at it, and what they can do about it now; nothing for who has no part in it. */
export function buildOwn({ task, own = {}, inputs }: TaskCard): KnownBlock[] {
  const facts: [string, string][] = [];
  if (own.work) {
    const { fraction } = own.work;
    facts.push(["Your work", ownWorkInWords(own.work)]);
    facts.push(["Your share", fraction === undefined ? "" : shareInWords(fraction, inputs)]);
  }
  if (own.review) facts.push(["Your review", ownReviewInWords(own.review)]);
  const said = facts.filter(([, words]) => words !== "");
  const buttons = ownButtons(task.id, own);
  return [
    ...(said.length > 0 ? [factLines(said)] : []),
    ...(buttons.length > 0 ? [actions("task_card:own", buttons)] : []),
  ];
}

/** What whoever looks at the card may not do has no button, and what is seldom done stands in the menu. */
export function cardActions(card: TaskCard, place: CardPlace): ActionsBlock {
  const { task, may = [] } = card;
  const value = { value: task.id };
  const buttons: Button[] = [];
  if (may.includes("edit")) {
    buttons.push(button(CARD.edit, "Edit", value));
    if (isOpen(task)) buttons.push(button(CARD.assign, "Assign", value), button(CARD.close, "Close", value));
  }
  buttons.push(button(CARD.progress, "Progress", value), button(CARD.refresh, "Refresh", value));
  if (may.includes("share"))
    buttons.push(button(CARD.share, place === "answer" ? "Share in this channel" : "Share", value));
  const menu = cardMenu(card, may);
  return actions("task_card:actions", menu ? [...buttons, menu] : buttons);
}

function cardMenu(card: TaskCard, may: readonly TaskAction[]) {
  const { task } = card;
  const { entries } = CARD_MENU;
  const actionId = CARD_MENU.idFor(task.id);
  const options = [
    ...(may.includes("edit") && !isOpen(task) ? [option(entries.reopen, "Reopen")] : []),
    ...(may.includes("edit") && isOpen(task) && hasIdle(card)
      ? [option(entries.remind, "Remind those who have not begun")]
      : []),
    ...(may.includes("edit") && isOpen(task) && canBeHandedOver(task.work)
      ? [option(entries.handOver, "Hand over")]
      : []),
    ...(may.includes("duplicate") ? [option(entries.duplicate, "Duplicate")] : []),
    ...(may.includes("share") ? [option(entries.copyId, "Copy id")] : []),
    ...(may.includes("delete") ? [option(entries.remove, "Delete")] : []),
  ];
  if (actionId === undefined || options.length === 0) return undefined;
  return { type: "overflow" as const, action_id: actionId, options };
}

/** Whether somebody may not have begun, as far as the card knows. */
const hasIdle = ({ workers, workersTotal }: TaskCard): boolean =>
  workers.length < workersTotal || workers.some(({ fraction, figures }) => hasNotBegun(figures, fraction));

/** Who gets work on request has none before they begin. */
const hasNotBegun = (figures: WorkFigures | undefined, fraction: number | undefined): boolean =>
  figures === undefined || (figures.left === figures.assigned && (figures.assigned > 0 || fraction === undefined));
