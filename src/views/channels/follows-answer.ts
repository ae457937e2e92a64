import type { KnownBlock } from "@slack/types";
import type { ChannelFollow } from "../../domain/channels/channel-follow.ts";
import { plural } from "../../domain/numbers.ts";
import type { Named } from "../../domain/task.ts";
import { button, headline, plain, smallPrint } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText } from "../text.ts";
import { CHANNEL } from "./ids.ts";

/** Leaves room for the other lines in a message of 50 blocks. */
const ROWS = 40;
const NAME_SHOWN = 200;

/** What a channel follows, each with the button that ends it. */
export function buildFollows({ tasks, leads }: { tasks: readonly ChannelFollow[]; leads: readonly Named[] }): {
  text: string;
  blocks: KnownBlock[];
} {
  const title = `This channel follows ${plural(tasks.length, "task")}`;
  const rows = [
    ...leads.map(({ id, name }) => row(`Tasks of ${name}, and those to come`, CHANNEL.unfollowLead, id)),
    ...tasks.map(({ taskId, taskName }) => row(taskName, CHANNEL.unfollow, taskId)),
  ];
  const more = rows.length - ROWS;
  return {
    text: escapeText(title),
    blocks: [
      headline(title),
      ...rows.slice(0, ROWS),
      ...(more > 0 ? [smallPrint(`and ${more} more, each with its card in this channel`)] : []),
      smallPrint("/task follow NAME follows another one, /task follow mine all of yours."),
    ],
  };
}

function row(name: string, actionId: string, value: string): KnownBlock {
  const label = truncate(`Unfollow ${name}`, LIMITS.buttonText);
  return {
    type: "section",
    text: plain(truncate(name, NAME_SHOWN), LIMITS.sectionText),
    accessory: { ...button(actionId, "Unfollow", { value }), accessibility_label: label },
  };
}
