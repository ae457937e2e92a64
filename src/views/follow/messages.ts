import type { Button, KnownBlock } from "@slack/types";
import { sayDuration } from "../../domain/duration.ts";
import type { Interval, Proportion } from "../../domain/follow/proportion.ts";
import type {
  LabelerBehind,
  ReviewReady,
  TaskFinished,
  WorkReminder,
  WorkStalled,
  WorkStillStalled,
} from "../../domain/notifications/events.ts";
import type { WhyKind } from "../../domain/notifications/why.ts";
import { formatCoefficient, formatCount, formatPercent, plural, withUnit } from "../../domain/numbers.ts";
import { cutText } from "../../domain/text.ts";
import type { Asked } from "../asked.ts";
import { actions, button, headline, smallPrint } from "../blocks.ts";
import { CARD } from "../cards/ids.ts";
import { startButton } from "../labeling/start-button.ts";
import { LIMITS, truncate } from "../limits.ts";
import { buildNamedLines, type NamedLine } from "../named-lines.ts";
import { REVIEW } from "../review/review-window.ts";
import { escapeText } from "../text.ts";
import { withWhy } from "../why/why-button.ts";

type Message = { text: string; blocks: KnownBlock[] };

const NAME_SHOWN = 200;
const NAMED_IN_SENTENCE = 5;

/** What is asked of a reviewer. */
export function askReview({ task, waiting }: ReviewReady): Asked {
  const rest = waiting === 1 ? "1 label waits for you." : `${formatCount(waiting)} labels wait for you.`;
  const go = button(REVIEW.start, "Review", { value: task.id, style: "primary" });
  return { task, bold: `Review "${nameOf(task)}"`, rest, go };
}

/** The same message once nothing waits any more. */
export function buildReviewOver({ task }: Pick<ReviewReady, "task">): Message {
  const bold = `Review "${nameOf(task)}"`;
  const rest = "Nothing waits for review at the moment.";
  return {
    text: truncate(escapeText(`${bold}: ${rest}`), LIMITS.sectionText),
    blocks: [headline(bold, rest), actions("follow", [button(CARD.open, "Open", { value: task.id })])],
  };
}

/** Asks a worker whose work stands still. */
export function askToGoOn({ task, left, hasBegun }: WorkStalled): Asked {
  const rest = hasBegun
    ? `${plural(left, "input")} ${left === 1 ? "is" : "are"} left, and nothing has come for a working day.`
    : `${plural(left, "input")} ${left === 1 ? "has" : "have"} waited for you for two working days.`;
  return { task, bold: `Label "${nameOf(task)}"`, rest, go: startButton(task.id, { hasBegun }) };
}

/** Asks a worker who has not begun, because the lead wants so. `left` is absent where work is handed out on request. */
export function askToBegin(
  { task }: Pick<WorkReminder, "task">,
  { from, left }: { from: string; left?: number | undefined },
): Asked {
  const waits =
    left === undefined
      ? "Work waits for you, ten inputs at a time."
      : `${plural(left, "input")} ${left === 1 ? "waits" : "wait"} for you.`;
  const rest = `${waits} ${cutText(from, NAME_SHOWN)} reminds everybody who has not begun.`;
  return { task, bold: `Label "${nameOf(task)}"`, rest, go: startButton(task.id, { hasBegun: false }) };
}

/** Tells the lead that asking did not help. */
export function tellStillStalled({ task, workers, total }: WorkStillStalled): Asked {
  const lines = workers.slice(0, NAMED_IN_SENTENCE).map(({ name, left, hasBegun }) => {
    const state = hasBegun ? "has stopped" : "has not begun";
    return `${cutText(name, NAME_SHOWN)} ${state}: ${formatCount(left)} left.`;
  });
  if (total > lines.length) lines.push(`And ${formatCount(total - lines.length)} more.`);
  const rest = `${lines.join("\n")}\n${total === 1 ? "They were" : "All were"} reminded a working day ago.`;
  const go = button(CARD.progress, "Progress", { value: task.id });
  return { task, bold: `Work on "${nameOf(task)}" has stalled`, rest, go };
}

/** Tells the lead alone of somebody whose labels are accepted, or said by others too, far less often. */
export function tellBehind({ task, name, ...judged }: LabelerBehind): Asked {
  const shown = cutText(name, NAME_SHOWN);
  const rest = judged.by === "agreement" ? sayAgreeing(shown, judged) : sayAccepted(shown, judged);
  const bold = `${shown} falls far below the others in "${nameOf(task)}"`;
  return { task, bold, rest, go: button(CARD.progress, "Progress", { value: task.id }) };
}

type Judged = Pick<LabelerBehind, "accepted" | "interval" | "others">;

const sayAccepted = (name: string, { accepted, interval, others }: Judged): string =>
  `${percentOf(accepted)} of ${name}’s ${formatCount(accepted.of)} decided labels were accepted the first time ` +
  `(with ${withUnit(95, "%")} confidence ${inPercent(interval)}); of all others’ ${formatCount(others.of)} it was ${percentOf(others)}.`;

const sayAgreeing = (name: string, { accepted, interval, others }: Judged): string =>
  `On ${formatCount(accepted.of)} inputs that others have labeled too, ${name} agrees with them in ${percentOf(accepted)} ` +
  `(with ${withUnit(95, "%")} confidence ${inPercent(interval)}); among themselves the others agree in ${percentOf(others)}.`;

/** Tells the lead that all is done. */
export function tellFinished({ task, workers, total, tookMs }: TaskFinished): Asked {
  const all = workers.reduce((sum, { labeled }) => sum + labeled, 0);
  const isAll = total === workers.length;
  const rest = `${isAll ? "" : "Over "}${formatCount(all)} ${all === 1 ? "label" : "labels"} by ${total === 1 ? "one person" : `${total} people`}, in ${sayDuration(tookMs)}.`;
  const go = button(CARD.progress, "Progress", { value: task.id, style: "primary" });
  return { task, bold: `"${nameOf(task)}" is finished`, rest, go };
}

/** What is asked of somebody as a message of its own. */
export const buildAsk = (kind: WhyKind, asked: Asked): Message => message(kind, asked, [openButton(asked)]);

export function buildStillStalled(stalled: WorkStillStalled): Message {
  const { task, canBeHandedOver } = stalled;
  return message("lead", tellStillStalled(stalled), [
    ...(canBeHandedOver ? [button(CARD.handOver, "Hand over", { value: task.id })] : []),
    button(CARD.edit, "Edit", { value: task.id }),
  ]);
}

/** With what it is judged by. */
export function buildBehind(behind: LabelerBehind): Message {
  const { text, blocks } = message("lead", tellBehind(behind));
  const from =
    behind.by === "agreement"
      ? "Nobody reviews this task: what the others say is no proof of who is right. Progress shows the worst disagreements."
      : "From what reviewers, and labelers who agree, decided.";
  blocks.splice(1, 0, smallPrint(`${from} You alone are told, and once.`));
  return { text, blocks };
}

/** With who did how much. */
export function buildFinished(finished: TaskFinished): Message {
  const { workers, total, agreement } = finished;
  const isAll = total === workers.length;
  const asked = tellFinished(finished);
  const { text, blocks } = message("lead", asked, [openButton(asked)]);
  const details: KnownBlock[] = buildNamedLines(workers.map(toLine));
  if (!isAll) details.push(smallPrint(`The first ${workers.length} of ${total}. Progress shows everybody.`));
  if (agreement) {
    const { alpha, interval } = agreement;
    const range = interval
      ? ` (with ${withUnit(95, "%")} confidence ${formatCoefficient(interval.low)} to ${formatCoefficient(interval.high)})`
      : "";
    details.push(
      smallPrint(`Agreement beyond chance: Krippendorff’s ${withUnit("α", formatCoefficient(alpha))}${range}`),
    );
  }
  blocks.splice(1, 0, ...details);
  return { text, blocks };
}

/** What stands above the file with the results of a task; `beside`: what the file has not got, and why. */
export const buildExportMessage = (words: string, beside?: string): Message => ({
  text: escapeText(words),
  blocks: [headline(words, beside), smallPrint("The file is in this thread.")],
});

const toLine = ({ name, labeled, accepted }: TaskFinished["workers"][number]): NamedLine => ({
  name,
  said: [
    `${formatCount(labeled)} ${labeled === 1 ? "label" : "labels"}`,
    ...(accepted && accepted.of > 0 ? [`${percentOf(accepted)} accepted the first time`] : []),
  ],
});

/** `more`: buttons beside the one that leads to what is asked. */
function message(kind: WhyKind, { task, bold, rest, go }: Asked, more: readonly Button[] = []): Message {
  const text = truncate(escapeText(`${bold}: ${rest.replaceAll("\n", " ")}`), LIMITS.sectionText);
  const buttons = actions("follow", [go, ...more]);
  return withWhy({ text, blocks: [headline(bold, rest), buttons] }, kind, task.id);
}

const openButton = ({ task }: Asked): Button => button(CARD.open, "Open", { value: task.id });

const nameOf = ({ name }: { name: string }): string => truncate(name, NAME_SHOWN);

const percentOf = (share: Proportion | undefined): string =>
  share === undefined || share.of === 0 ? "–" : formatPercent(Math.round((share.hits / share.of) * 100) / 100);

const inPercent = ({ low, high }: Interval): string =>
  `${Math.round(low * 100)} to ${withUnit(Math.round(high * 100), "%")}`;
