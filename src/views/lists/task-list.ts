import type { KnownBlock } from "@slack/types";
import { splitCommand } from "../../domain/command-line.ts";
import { shownName } from "../../domain/fold-name.ts";
import { type ListQuery, parseListQuery, printListQuery } from "../../domain/lists/list-query.ts";
import { ROWS_PER_PAGE, type TaskListPage, type TaskListRow } from "../../domain/lists/task-list.ts";
import { formatCount, plural } from "../../domain/numbers.ts";
import { waitsFor } from "../../domain/waits-for.ts";
import { actions, button, headline, paragraph, plain, smallPrint } from "../blocks.ts";
import { LIMITS, truncate } from "../limits.ts";
import { ownInWords, ownReviewInWords } from "../own/own-part.ts";
import { escapeText, farInWords, inSentences } from "../text.ts";
import { priorityInWords, STATUS_WORDS, TYPE_WORDS, WAITS_FOR_WORDS } from "../words.ts";
import { explainEmpty, type ListAudience, titleOf } from "./task-list-words.ts";
import { taskRow } from "./task-row.ts";

export const LIST = {
  previous: "task_list.previous",
  next: "task_list.next",
  share: "task_list.share",
} as const;

/** A name is one line of a row, whatever it is. */
const NAME_SHOWN = 120;

type Message = { text: string; blocks: KnownBlock[] };

/** A page of a list, a row for each task. */
export function buildTaskList(list: TaskListPage, audience: ListAudience): Message {
  const { query, page, rows, fault } = list;
  const title = titleOf(list, audience);
  const blocks: KnownBlock[] = rows.length > 0 ? headOf(title) : [headline(title.bold, title.rest)];
  if (fault !== undefined) blocks.push(paragraph(fault));
  if (rows.length === 0 && fault === undefined) blocks.push(paragraph(explainEmpty(list, audience)));
  for (const row of rows) blocks.push(...rowBlocks(row, audience));
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
      ...(rows.length > 0 && audience === "asker" ? [button(LIST.share, "Share in this channel", value(page))] : []),
    ];
    if (buttons.length > 0) blocks.push(actions("task_list", buttons));
  }
  const said = rows.flatMap((row) => [[nameOf(row), stateOf(row, audience)].filter(Boolean).join(": "), factsOf(row)]);
  const missing = fault ?? (rows.length === 0 ? explainEmpty(list, audience) : "");
  const text = inSentences([title.bold, title.rest, missing, ...said, where]);
  return { text: truncate(escapeText(text), LIMITS.sectionText), blocks };
}

/** Which page of which list a button stands for; undefined when its value is none of ours. */
export function readListButton(value: string): { page: number; query: ListQuery } | undefined {
  const [, page = "", printed = ""] = /^(\d{1,7}) (.*)$/su.exec(value) ?? [];
  const query = parseListQuery(splitCommand(printed));
  return Number(page) >= 1 && query.ok ? { page: Number(page), query: query.value } : undefined;
}

/** Above the names, which are bold themselves. */
const headOf = ({ bold, rest }: { bold: string; rest: string }): KnownBlock[] => [
  { type: "header", text: plain(bold, LIMITS.headerText) },
  ...(rest === "" ? [] : [smallPrint(rest)]),
];

/** Name, how far it is and what it waits for; small under it what it is and whose. */
function rowBlocks(row: TaskListRow, audience: ListAudience): KnownBlock[] {
  const { id } = row.task;
  return taskRow({ id, name: nameOf(row), state: stateOf(row, audience), facts: factsOf(row) }, ownFor(row, audience));
}

/** What is one person's own is not for a channel. */
const ownFor = ({ own }: TaskListRow, audience: ListAudience) => (audience === "channel" ? undefined : own);

const nameOf = ({ task }: TaskListRow): string => truncate(shownName(task).trim().replaceAll(/\s+/g, " "), NAME_SHOWN);

/** "Work 48 % · Review 9 % · waits for labels"; in one's own list what waits for oneself comes first. */
function stateOf(row: TaskListRow, audience: ListAudience): string {
  const { task, metrics, waitingForReview, awaitingReview } = row;
  const own = ownFor(row, audience);
  const far = farInWords({
    ...(metrics?.workPercent !== undefined && { work: metrics.workPercent / 100 }),
    ...(task.review !== "NONE" && metrics?.reviewPercent !== undefined && { review: metrics.reviewPercent / 100 }),
  });
  const waits = waitsFor(task, metrics, awaitingReview);
  const parts = own
    ? [...ownInWords(own), far]
    : waitingForReview
      ? [far, ownReviewInWords({ waiting: waitingForReview })]
      : [far, waits ? WAITS_FOR_WORDS[waits] : ""];
  return parts.filter((part) => part !== "").join(" · ");
}

function factsOf({ task, workers }: TaskListRow): string {
  const more = task.workers.length - workers.length;
  const people = `${workers.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
  const facts = [STATUS_WORDS[task.status], TYPE_WORDS[task.type], people || "nobody assigned"];
  if (task.priority) facts.push(priorityInWords(task.priority));
  return facts.join(" · ");
}

/** "9–16 of about 10,000", how far was looked, and how to narrow. */
function whereWeAre({ page, rows, hasMore, total, lookedAt, query }: TaskListPage): string {
  if (rows.length === 0) return "";
  const from = (page - 1) * ROWS_PER_PAGE + 1;
  const to = from + rows.length - 1;
  const isWhole = lookedAt === undefined && (total === undefined || total.count === rows.length);
  if (isWhole && page === 1 && !hasMore) return plural(rows.length, "task");
  const range = from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
  // What was found so far is certain, as long as it says how far that is.
  const about = total?.isCertain || lookedAt !== undefined ? "" : "about ";
  const of = total === undefined ? "" : ` of ${about}${formatCount(total.count)}`;
  const looked = lookedAt === undefined ? "" : ` among the first ${formatCount(lookedAt)} tasks; still looking`;
  const parts = [`${range}${of}${looked}`];
  const isNarrowed = query.types.length > 0 || query.statuses.length > 0 || query.text !== "";
  if (hasMore && page === 1 && !isNarrowed)
    parts.push("narrow it with a part of the name, type:polygons, status:open, review:manual or @somebody");
  return parts.join(" · ");
}
