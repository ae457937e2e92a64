import type { ContextBlock, KnownBlock, RichTextBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { ChannelNews } from "../../domain/channels/channel-news.ts";
import { isArchived, isRestricted } from "../../domain/channels/slack-words.ts";
import { sayDuration } from "../../domain/duration.ts";
import { shownName } from "../../domain/fold-name.ts";
import type { ChannelEnded } from "../../domain/notifications/events.ts";
import { formatCount, formatPercent, plural } from "../../domain/numbers.ts";
import { capitalize } from "../../domain/text.ts";
import type { Asked } from "../asked.ts";
import { button, headline, plain } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText, inUtc } from "../text.ts";
import { STATUS_WORDS } from "../words.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 200;

/** What the thread of a task's card says; `card` is the task as it is now. Sums alone: what single people have done is nobody's news. */
export function buildNews(news: ChannelNews, card: TaskCard): Message {
  const name = truncate(shownName(card.task), NAME_SHOWN);
  switch (news.kind) {
    case "created":
      return created(card);
    case "half":
      return message("Half done", `${formatPercent(Math.floor(news.work * 100) / 100)} of “${name}” is labeled.`);
    case "review": {
      const what = `${plural(news.waiting, "label")} ${news.waiting === 1 ? "waits" : "wait"}`;
      return message("Waiting for review", `${what} for the reviewers of “${name}”.`);
    }
    case "finished": {
      const who = news.people === 1 ? "one person" : `${formatCount(news.people)} people`;
      const rest = `${plural(news.labels, "label")} of “${name}” by ${who}, in ${sayDuration(news.tookMs)}.`;
      return message("Finished", rest);
    }
    case "closed":
      return message("Closed", `“${name}” was closed: ${STATUS_WORDS[news.status].toLowerCase()}.`);
  }
}

function created({ task, creator, inputs, workersTotal, reviewersTotal }: TaskCard): Message {
  const facts = [
    ...(inputs === undefined ? [] : [`about ${plural(inputs, "input")}`]),
    workersTotal === 0 ? "nobody assigned yet" : plural(workersTotal, "worker"),
    ...(reviewersTotal === 0 ? [] : [plural(reviewersTotal, "reviewer")]),
  ].join(", ");
  const { text, blocks } = message("Created", `${capitalize(facts)}.`);
  const at = Math.floor(Date.parse(task.createdAt ?? "") / 1000);
  const elements: ContextBlock["elements"] = [];
  // A name is never markup, and the date is nothing else: elements of their own.
  if (creator !== undefined) elements.push(plain(`By ${truncate(creator, NAME_SHOWN)}`, LIMITS.contextText));
  if (!Number.isNaN(at))
    elements.push({ type: "mrkdwn", text: `<!date^${at}^{date_short_pretty} at {time}|${inUtc(at)}>` });
  return { text, blocks: elements.length > 0 ? [...blocks, { type: "context", elements }] : blocks };
}

/** Tells whoever has asked for it that a channel follows no more. */
export function tellChannelEnded(ended: ChannelEnded): Asked {
  const go = button(CARD.open, "Open", { value: ended.task.id });
  return { task: ended.task, bold: `${whatEnded(ended)}a channel`, rest: endedInWords(ended.why), go };
}

function whatEnded({ task, total }: Pick<ChannelEnded, "task" | "total">): string {
  const more = total > 1 ? ` and ${plural(total - 1, "more task")}` : "";
  return `“${truncate(task.name, NAME_SHOWN)}”${more} ${total > 1 ? "are" : "is"} not followed any more in `;
}

/** With the channel's name, as Slack shows it. */
export function buildChannelEnded(ended: ChannelEnded): Message {
  const { channel, why } = ended;
  const what = whatEnded(ended);
  const rest = `. ${endedInWords(why)}`;
  const block: RichTextBlock = {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          { type: "text", text: what },
          { type: "channel", channel_id: channel },
          { type: "text", text: rest },
        ],
      },
    ],
  };
  return { text: truncate(escapeText(`${what}a channel${rest}`), LIMITS.sectionText), blocks: [block] };
}

function endedInWords(word: string): string {
  if (isArchived(word)) return "It was archived. Follow in another one with /task follow.";
  if (word === "is_ext_shared")
    return "People of another organization read it now, and tasks stay in this workspace. Follow in another one with /task follow.";
  if (word === "not_in_channel" || word === "channel_not_found")
    return "Labeldesk is not in it any more. Type /invite @Labeldesk there, then /task follow again.";
  if (isRestricted(word))
    return "This workspace does not let apps post there any more. Follow in another one with /task follow.";
  return "The card there was deleted. /task follow there posts a new one.";
}

/** What stands in the way of following in a channel, and what to do, by Slack's own word; undefined for what may pass. */
export function followProblem(word: string): string | undefined {
  if (word === "not_in_channel" || word === "channel_not_found")
    return "Labeldesk is not in this channel. Type /invite @Labeldesk here, then /task follow again.";
  if (isArchived(word)) return "This channel is archived. Follow in another one.";
  if (isRestricted(word)) return "This workspace does not let apps post here. Follow in another channel.";
  return undefined;
}

const message = (bold: string, rest: string): Message => ({
  text: truncate(escapeText(`${bold}: ${rest}`), LIMITS.sectionText),
  blocks: [headline(bold, rest)],
});
