import type { KnownBlock } from "@slack/types";
import type { DoingKind, DoingOf, Noted, Via } from "../../domain/history/doings.ts";
import type { HistoryAsked, HistoryPage } from "../../domain/history/history-page.ts";
import { actions, button, headline, paragraph } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { escapeText, inSentences, inUtc } from "../text.ts";
import { DOING_WORDS, type DoingNames, type LinePart } from "./doing-words.ts";

export const HISTORY = { newest: "history.newest", older: "history.older", save: "history.save" } as const;

/** Ids of tasks have 32 digits or so; whatever is longer is none of ours. */
const BUTTON_VALUE = /^(\d{0,15}) (\S{0,256})$/;

/** A page of what people did: who and what in one line, and when below it. */
export function buildHistory(page: HistoryPage): { text: string; blocks: KnownBlock[] } {
  const { asked, rows, hasOlder } = page;
  const title = titleOf(page);
  const lines = rows.map((row) => lineOf(row, page));
  const blocks: KnownBlock[] = [headline(title)];
  for (const [index, row] of rows.entries()) blocks.push(shown(lines[index] ?? []), dated(row));
  const empty = asked.before === undefined ? "Nothing was noted in the last year." : "There is nothing older.";
  if (rows.length === 0) blocks.push(paragraph(empty));
  const value = (before: number | undefined) => ({ value: `${before ?? ""} ${asked.taskId ?? ""}` });
  const buttons = [
    ...(asked.before === undefined ? [] : [button(HISTORY.newest, "Newest", value(undefined))]),
    ...(hasOlder ? [button(HISTORY.older, "Older", value(rows.at(-1)?.order))] : []),
    ...(rows.length > 0 ? [button(HISTORY.save, "Save as file", value(undefined))] : []),
  ];
  if (buttons.length > 0) blocks.push(actions("history", buttons));
  const text = inSentences([title, ...(rows.length > 0 ? lines.map((line) => inWords(line)) : [empty])]);
  return { text: truncate(escapeText(text), LIMITS.sectionText), blocks };
}

/** What a button stands for; undefined when its value is none of ours. */
export function readHistoryButton(value: string): HistoryAsked | undefined {
  const found = BUTTON_VALUE.exec(value);
  if (!found) return undefined;
  const [, before = "", taskId = ""] = found;
  return { ...(before !== "" && { before: Number(before) }), ...(taskId !== "" && { taskId }) };
}

/** "Ana Souza created “Digits”": one line, to the letter, for a file; channels by their ids. */
export const sayDoing = (noted: Noted, names: Pick<HistoryPage, "names">): string =>
  inWords(lineOf(noted, names), (channel) => `the channel ${channel}`);

/** Where nothing is drawn, a channel has no name. */
const inWords = (line: readonly LinePart[], sayChannel: (id: string) => string = () => "a channel"): string =>
  line.map((part) => (typeof part === "string" ? part : sayChannel(part.channel))).join("");

/** The line as Slack draws it, with the names of channels. */
function shown(line: readonly LinePart[]): KnownBlock {
  if (line.every((part) => typeof part === "string")) return paragraph(inWords(line));
  const elements = line.map((part) =>
    typeof part === "string"
      ? { type: "text" as const, text: truncate(part, LIMITS.richText) }
      : { type: "channel" as const, channel_id: part.channel },
  );
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

function lineOf(noted: Noted, { names }: Pick<HistoryPage, "names">): readonly LinePart[] {
  const nameOf = (id: string): string => names.get(id) ?? id;
  const who = noted.person !== undefined ? nameOf(noted.person) : noted.via === "app" ? "Labeldesk" : "Somebody";
  if (noted.kind === "unknown")
    return [`${who} did something that this version of Labeldesk does not know (${noted.wrote})`];
  const what = whatOf(noted, { nameOf, task: noted.task ? `“${noted.task.name}”` : "this workspace" });
  return [`${who} `, ...(typeof what === "string" ? [what] : what)];
}

const whatOf = <K extends DoingKind>({ kind, about }: DoingOf<K>, names: DoingNames): string | readonly LinePart[] =>
  DOING_WORDS[kind](about, names);

function titleOf({ task, asked, isOfAll }: HistoryPage): string {
  const what = task ? `“${task.name}”` : asked.taskId === undefined ? "this workspace" : "this task";
  return isOfAll ? `History of ${what}` : `What you did ${task || asked.taskId ? `in ${what}` : "with Labeldesk"}`;
}

/** Most is done in Slack, where it is read: only what was not says so. */
const VIA_WORDS: Readonly<Record<Exclude<Via, "slack">, string>> = {
  page: "on a page in the browser",
  elsewhere: "not with Labeldesk",
  app: "by itself",
};

function dated({ at, via = "slack" }: Pick<Noted, "at" | "via">): KnownBlock {
  const seconds = Math.floor(at.getTime() / 1000);
  const way = via === "slack" ? "" : ` · ${VIA_WORDS[via]}`;
  const text = `<!date^${seconds}^{date_short_pretty} at {time}|${inUtc(seconds)}>${way}`;
  return { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] };
}
