import type { KnownBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { NewsKind, OpenOfLead } from "../../domain/channels/channel-follow.ts";
import { formatCount } from "../../domain/numbers.ts";
import type { Named } from "../../domain/task.ts";
import { actions, button, headline, smallPrint } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { buildCardSummary } from "../cards/task-card.ts";
import { LIMITS, truncate } from "../limits.ts";
import { changeLine } from "../notifications/change-line.ts";
import { escapeText } from "../text.ts";
import { CHANNEL } from "./ids.ts";
import { NEWS_WORDS } from "./kinds-modal.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 200;

/** The card of a task in a channel that follows it. Its buttons are for everybody there. */
export function buildLiveCard(card: TaskCard, kinds: readonly NewsKind[]): Message {
  const value = { value: card.task.id };
  const { text, blocks } = buildCardSummary(card);
  blocks.push(
    actions("channel:card", [
      button(CARD.open, "Details", value),
      button(CHANNEL.kinds, "What to tell", value),
      button(CHANNEL.unfollow, "Unfollow", value),
    ]),
    smallPrint(`This card changes as the task does. ${threadLine("its thread", kinds)}`),
  );
  return { text, blocks };
}

/** Says in a channel that it follows the tasks of a lead: which of those that are open, and all that are to come. */
export function buildLeadCard({ id, name }: Named, kinds: readonly NewsKind[], open: OpenOfLead): Message {
  const bold = `Tasks of ${truncate(name, NAME_SHOWN)} are followed here`;
  const rest = `${openInWords(open)}, and those to come: each gets a card of its own.`;
  const buttons = [
    button(CHANNEL.leadKinds, "What to tell", { value: id }),
    button(CHANNEL.unfollowLead, "Unfollow", { value: id }),
  ];
  return {
    text: escapeText(`${bold}. ${rest}`),
    blocks: [headline(bold, rest), actions("channel:lead", buttons), smallPrint(threadLine("their threads", kinds))],
  };
}

function openInWords({ tasks, total }: OpenOfLead): string {
  if (tasks.length >= total) return "Those that are open now";
  return `The ${tasks.length} changed last of ${formatCount(total)} that are open now (/task follow NAME adds another)`;
}

/** What is left of either when somebody wants it no more. */
export function buildUnfollowed(
  { task, at }: { readonly task: Named | undefined; readonly at: number },
  names: { readonly by: string; readonly lead?: string },
): Message {
  const lead = truncate(names.lead ?? "a lead", NAME_SHOWN);
  const bold = task
    ? `“${truncate(task.name, NAME_SHOWN)}” is not followed here any more`
    : `Tasks of ${lead} are not followed here any more`;
  const details = task ? [actions("channel:card", [button(CARD.open, "Details", { value: task.id })])] : [];
  return {
    text: truncate(escapeText(bold), LIMITS.sectionText),
    blocks: [headline(bold), ...details, changeLine("Unfollowed", names.by, at)],
  };
}

function threadLine(where: string, kinds: readonly NewsKind[]): string {
  if (kinds.length === 0) return `Nothing is told in ${where}.`;
  return `Told in ${where}: ${kinds.map((kind) => NEWS_WORDS[kind].toLowerCase()).join(", ")}.`;
}
