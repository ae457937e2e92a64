import type { ContextBlock, KnownBlock, ModalView } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { TaskGone } from "../../domain/notifications/events.ts";
import { shortId } from "../../domain/short-id.ts";
import { capitalize } from "../../domain/text.ts";
import { type Author, sayAuthor } from "../author.ts";
import {
  actions,
  button,
  factLines,
  headline,
  paragraph,
  plain,
  preformatted,
  smallLink,
  smallPrint,
} from "../blocks.ts";
import { buildProgressChart, type MessageBlock } from "../chart.ts";
import { fitInto } from "../fit-into.ts";
import { LIMITS, truncate } from "../limits.ts";
import { withMessageLink } from "../message-link.ts";
import { escapeText, farInWords, inUtc } from "../text.ts";
import { FROM_MESSAGE } from "../words.ts";
import { buildOwn, cardActions } from "./card-actions.ts";
import type { CardPlace } from "./card-place.ts";
import { cardText, NAME_PLACES, nameOf, peopleOf, stateOf } from "./card-words.ts";
import { exportButton } from "./export-modal.ts";
import { CARD } from "./ids.ts";
import { buildDaysChart, buildPace, workerPaces } from "./pace-blocks.ts";
import { taskFacts } from "./task-facts.ts";
import { buildProgressLines, buildWorkerLines, sayProgress, sayWorkers } from "./worker-lines.ts";

export const CARD_VIEW = "task_card";

export type CardMessage = { readonly text: string; readonly blocks: readonly MessageBlock[] };

/** Instructions take three sections at most; beyond that they are not for a card. */
const INSTRUCTION_SECTIONS = 3;
const INSTRUCTIONS_HEARD = 300;
/** The service's own notes have some 150 letters; of a longer one the beginning is enough. */
const NOTE_PLACES = 500;

/**
 * A task by the role of whoever looks: what is theirs and the way into it first, then everything that it holds; the figures of
 * everybody for those who lead it or have no part in it. Slack's native chart is an extra, in messages only. A shared copy is read
 * by all: short, and it opens as each one's own.
 */
export function buildCard(card: TaskCard, place: CardPlace): CardMessage {
  if (place === "shared") return buildCompactCard(card);
  const { task } = card;
  const blocks: MessageBlock[] = [...buildHead(card), ...buildOwn(card)];
  for (const part of partsOf(task.instructions)) blocks.push(paragraph(part));
  blocks.push(factLines(taskFacts(card)));
  blocks.push(
    ...(isForPart(card) ? buildSummary(card) : buildFigures(card, buildWorkerLines(card), "Progress shows everybody.")),
  );
  const chart = isForPart(card) || place === "view" ? undefined : buildProgressChart(card);
  if (chart) blocks.push(chart);
  blocks.push(cardActions(card, place), footer(card));
  const said = [
    truncate(task.instructions, INSTRUCTIONS_HEARD),
    ...taskFacts(card).map(([word, what]) => `${word}: ${what}`),
    ...(isForPart(card) ? [] : sayWorkers(card)),
  ];
  return { text: cardText(card, said), blocks };
}

/**
 * How far everybody is and how it goes on: what `/task progress` answers, and the view of everybody. What a task is and what became of
 * the labels, its card says.
 */
export function buildProgress(card: TaskCard, place: CardPlace): CardMessage {
  const { id } = card.task;
  const all = `All ${card.workersTotal} workers`;
  const isCut = card.workersTotal > card.workers.length;
  const buttons = [button(CARD.refreshProgress, "Refresh", { value: id })];
  if (place !== "shared" && card.may?.includes("edit")) buttons.push(exportButton(card.task));
  if (place !== "view") buttons.unshift(button(CARD.open, "Open", { value: id }));
  if (place !== "view" && isCut) buttons.push(button(CARD.progress, all, { value: id }));
  // What everybody reads says nothing about single people.
  const pace = place === "shared" ? undefined : card.pace;
  const more = pace ? workerPaces(pace) : () => [];
  const chart = pace && place !== "view" ? buildDaysChart(pace) : undefined;
  const blocks: MessageBlock[] = [
    ...buildHead(card),
    ...buildFigures(card, buildProgressLines(card, more), place === "view" ? "" : `“${all}” shows everybody.`),
    ...(pace ? buildPace(card, pace) : []),
    ...(chart ? [chart] : []),
    actions("task_card:actions", buttons),
  ];
  return { text: cardText(card, sayProgress(card, more)), blocks };
}

function buildCompactCard(card: TaskCard): CardMessage {
  const { id } = card.task;
  const { text, blocks } = buildCardSummary(card);
  const buttons = [button(CARD.open, "Details", { value: id }), button(CARD.refresh, "Refresh", { value: id })];
  return { text, blocks: [...blocks, actions("task_card:actions", buttons)] };
}

/** Title, state, how far, who, and the message that it comes from: what a channel reads. */
export const buildCardSummary = (card: TaskCard): { text: string; blocks: KnownBlock[] } => ({
  text: cardText(card, [peopleOf(card)]),
  blocks: [
    headline(nameOf(card), farInWords(card)),
    withMessageLink(smallPrint(stateOf(card)), card.messageLink),
    paragraph(peopleOf(card)),
  ],
});

/** Whoever has a part in the task and does not lead it sees that, and not the figures of everybody. */
const isForPart = ({ own, may = [] }: TaskCard): boolean =>
  (own?.work !== undefined || own?.review !== undefined) && !may.includes("edit");

/** A card attached to a message because of a link in it: what it is and how far. */
export function buildUnfurl(card: TaskCard): KnownBlock[] {
  const { id } = card.task;
  return [
    ...buildHead(card),
    // Several of these can stand under one message: Slack gives the block an id of its own.
    {
      type: "actions",
      elements: [button(CARD.open, "Open", { value: id }), button(CARD.progress, "Progress", { value: id })],
    },
  ];
}

/** A task that exists no more; without buttons. */
export function buildGoneCard(gone?: TaskGone & { readonly author: Author }): { text: string; blocks: KnownBlock[] } {
  const bold = gone ? `“${fitInto(gone.name, NAME_PLACES)}” was deleted` : "This task does not exist any more";
  const rest = gone
    ? `${capitalize(sayAuthor(gone.author))}.`
    : "It was deleted meanwhile. /task list shows the tasks that there are.";
  return { text: escapeText(`${bold}. ${rest}`), blocks: [headline(bold, rest)] };
}

/** The card, or the figures, as a modal. */
export const cardView = (title: string, { blocks }: { blocks: readonly MessageBlock[] }): ModalView => ({
  type: "modal",
  callback_id: CARD_VIEW,
  title: plain(title, LIMITS.viewTitle),
  close: plain("Close", LIMITS.viewTitle),
  blocks: blocks.filter((block) => block.type !== "data_visualization"),
});

/** The id where it can be selected: an app cannot reach anybody's clipboard. */
export const buildIdView = (taskId: string): ModalView =>
  cardView("Task id", {
    blocks: [preformatted(taskId), smallPrint("Select it and copy. Every /task command takes it, or its beginning.")],
  });

function buildFigures(card: TaskCard, lines: readonly KnownBlock[], more: string): KnownBlock[] {
  const blocks: KnownBlock[] = [...buildNote(card), ...lines];
  const { length } = card.workers;
  if (length < card.workersTotal)
    blocks.push(smallPrint(`The first ${length} of ${card.workersTotal} workers. ${more}`.trim()));
  if (card.missing !== undefined) blocks.push(paragraph(card.missing));
  return blocks;
}

/** What the other side says of it. */
const buildSummary = (card: TaskCard): KnownBlock[] => [
  ...buildNote(card),
  ...(card.missing === undefined ? [] : [paragraph(card.missing)]),
];

/** What it is called and how far it is; small below it its state. */
const buildHead = (card: TaskCard): KnownBlock[] => [
  headline(nameOf(card), farInWords(card)),
  smallPrint(stateOf(card)),
];

/** What the other side says about the state of the task, such as that inputs wait for the lead. */
function buildNote({ task: { note = "" } }: TaskCard): KnownBlock[] {
  const shown = fitInto(note.trim(), NOTE_PLACES);
  return shown === "" ? [] : [paragraph(shown)];
}

/** Who and when, in the reader's own time; names are never markup, so that dates and names are elements of their own. */
function footer({ task, creator, messageLink }: TaskCard): ContextBlock {
  const elements: ContextBlock["elements"] = [];
  const by = creator === undefined ? "" : ` by ${fitInto(creator, 60)}`;
  const created = slackDate("Created", task.createdAt);
  if (created) elements.push({ type: "mrkdwn", text: created });
  if (by !== "") elements.push(plain(created ? by.trim() : `Created${by}`, LIMITS.contextText));
  const modified = slackDate("· changed", task.modifiedAt);
  if (modified && task.modifiedAt !== task.createdAt) elements.push({ type: "mrkdwn", text: modified });
  if (messageLink !== undefined) elements.push(smallLink(messageLink, FROM_MESSAGE));
  elements.push(plain(shortId(task.id), LIMITS.contextText));
  return { type: "context", elements };
}

/** A word and Slack's date format, which writes "today" and not "Today" behind a word of its own; undefined for what is no time. */
function slackDate(word: string, time: string | undefined): string | undefined {
  const ms = Date.parse(time ?? "");
  if (Number.isNaN(ms)) return undefined;
  const at = Math.floor(ms / 1000);
  return `<!date^${at}^${word} {date_short_pretty} at {time}|${word} ${inUtc(at)}>`;
}

/** Sections' worth of text, cut between words where there are any; what is beyond the last is said to be missing. */
function partsOf(instructions: string): string[] {
  const parts: string[] = [];
  let rest = instructions;
  while (rest !== "" && parts.length < INSTRUCTION_SECTIONS - 1 && rest.length > LIMITS.sectionText) {
    const fitting = truncate(rest, LIMITS.sectionText).slice(0, -1);
    const lastWord = fitting.search(/\s\S*$/u);
    const part = lastWord > 0 ? fitting.slice(0, lastWord) : fitting;
    parts.push(part);
    rest = rest.slice(part.length).trimStart();
  }
  return rest === "" ? parts : [...parts, truncate(rest, LIMITS.sectionText)];
}
