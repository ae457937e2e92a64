import type { KnownBlock } from "@slack/types";
import { splitCommand } from "../domain/command-line.ts";
import { type ListQuery, parseListQuery, printListQuery } from "../domain/list-query.ts";
import { formatCount } from "../domain/numbers.ts";
import { ROWS_PER_PAGE, type TaskListPage, type TaskListRow, waitsFor } from "../domain/task-list.ts";
import { actions, button, headline, paragraph, smallPrint } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { progressBar } from "./progress-bar.ts";
import { explainEmpty, titleOf } from "./task-list-words.ts";
import { escapeText } from "./text.ts";
import { PRIORITY_WORDS, STATUS_WORDS, TYPE_WORDS, WAITS_FOR_WORDS } from "./words.ts";

export const LIST = {
  previous: "task_list.previous",
  next: "task_list.next",
  share: "task_list.share",
} as const;

/** A name is one line of a row, whatever it is. */
const NAME_SHOWN = 120;

/** Who looks at a list: whoever asked, with buttons to go on, or everybody in a channel. */
export type ListAudience = "asker" | "channel";

type Message = { text: string; blocks: KnownBlock[] };

/** A page of a list, a row for each task, top to bottom as in ux.md. */
export function buildTaskList(list: TaskListPage, audience: ListAudience): Message {
  const { query, page, rows, fault } = list;
  const title = titleOf(list, audience);
  const blocks: KnownBlock[] = [headline(title.bold, title.rest)];
  if (fault !== undefined) blocks.push(paragraph(fault));
  if (rows.length === 0 && fault === undefined) blocks.push(paragraph(explainEmpty(list, audience)));
  for (const row of rows) blocks.push(...rowBlocks(row));
  const where = whereWeAre(list);
  if (where !== "") blocks.push(smallPrint(where));
  if (audience === "channel") {
    blocks.push(
      smallPrint(`Shared by ${list.names[list.asker] ?? list.asker} · as of now; /task list shows how it is later`),
    );
  } else {
    const value = (target: number) => ({ value: `${target} ${printListQuery(query)}` });
    const buttons = [
      ...(page > 1 ? [button(LIST.previous, "Previous", value(page - 1))] : []),
      ...(list.hasMore ? [button(LIST.next, "Next", value(page + 1))] : []),
      ...(rows.length > 0 ? [button(LIST.share, "Share in this channel", value(page))] : []),
    ];
    if (buttons.length > 0) blocks.push(actions("task_list", buttons));
  }
  const first = rows.map(({ task }) => task.name || task.id).join(", ");
  const text = [title.bold, title.rest, fault ?? (first || explainEmpty(list, audience))].filter(Boolean).join(" · ");
  return { text: truncate(escapeText(text), LIMITS.sectionText), blocks };
}

/** Which page of which list a button stands for; undefined when its value is none of ours. */
export function readListButton(value: string): { page: number; query: ListQuery } | undefined {
  const [, page = "", printed = ""] = /^(\d{1,7}) (.*)$/su.exec(value) ?? [];
  const query = parseListQuery(splitCommand(printed));
  return Number(page) >= 1 && query.ok ? { page: Number(page), query: query.value } : undefined;
}

/** Two lines: name and state; people, bars and what it waits for. */
function rowBlocks({ task, workers, metrics }: TaskListRow): KnownBlock[] {
  const name = truncate(task.name.trim().replaceAll(/\s+/g, " ") || task.id, NAME_SHOWN);
  const state = [TYPE_WORDS[task.type], STATUS_WORDS[task.status]];
  if (task.priority) state.push(`${PRIORITY_WORDS[task.priority]} priority`);
  const more = task.workers.length - workers.length;
  const people =
    workers.length === 0 ? "Nobody assigned" : `${workers.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const facts = [people];
  if (metrics?.workPercent !== undefined) facts.push(`Work ${progressBar(metrics.workPercent / 100)}`);
  if (task.review !== "NONE" && metrics?.reviewPercent !== undefined)
    facts.push(`Review ${progressBar(metrics.reviewPercent / 100)}`);
  const waits = waitsFor(task, metrics);
  if (waits && waits !== "workers") facts.push(WAITS_FOR_WORDS[waits]);
  return [headline(name, state.join(" · ")), smallPrint(facts.join(" · "))];
}

/** "9–16 of 10,000", and how to narrow or how far was looked. */
function whereWeAre({ page, rows, hasMore, total, lookedAt, query }: TaskListPage): string {
  if (rows.length === 0) return "";
  const from = (page - 1) * ROWS_PER_PAGE + 1;
  const to = from + rows.length - 1;
  const range = `${formatCount(from)}–${formatCount(to)}`;
  const parts: string[] = [];
  if (lookedAt !== undefined) {
    const found = total === undefined ? range : `${range} of ${formatCount(total)}`;
    parts.push(`${found} among the first ${formatCount(lookedAt)} tasks; still looking`);
  } else if (total !== undefined) parts.push(`${range} of ${formatCount(total)}`);
  else if (hasMore || page > 1) parts.push(range);
  const isNarrowed = query.types.length > 0 || query.statuses.length > 0 || query.text !== "";
  if (hasMore && page === 1 && !isNarrowed)
    parts.push("narrow it with a part of the name, type:polygons, status:open, review:manual or @somebody");
  return parts.join(" · ");
}
