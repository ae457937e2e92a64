import type { KnownBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { Forecast } from "../../domain/follow/pace.ts";
import type { TaskPace, WorkerPace } from "../../domain/follow/task-pace.ts";
import { formatCount, formatPercent, withUnit } from "../../domain/numbers.ts";
import { button, paragraph, plain, preformatted, smallPrint } from "../blocks.ts";
import type { ChartBlock } from "../chart.ts";
import { LIMITS, truncate } from "../limits.ts";
import { fitInto, layOutTable } from "../text-table.ts";

export const PACE = { disagreement: "follow.disagreement" } as const;

const NAME_PLACES = 16;
const ROWS_PER_BLOCK = 40;
const WORST_SHOWN = 3;
const PAIRS_SHOWN = 3;
const BAR_PLACES = 16;
const LINES_OF_DAYS = 7;
const NONE = "–";

/** How a task is going on: when it ends, who works how, how far they agree, and what was labeled on which day. */
export function buildPace({ task }: TaskCard, pace: TaskPace): KnownBlock[] {
  return [...finishLine(pace), ...workerTable(pace), ...agreementBlocks(task.id, pace), ...dayLines(pace)];
}

/** Labels per day as Slack's native chart; undefined where it would say nothing. */
export function buildDaysChart({ days }: TaskPace): ChartBlock | undefined {
  if (days.filter(({ labels }) => labels > 0).length < 2) return undefined;
  const data = days.map(({ day, labels }) => ({ label: dateOf(day), value: labels }));
  return {
    type: "data_visualization",
    title: "Labels per day",
    chart: {
      type: "bar",
      series: [{ name: "Labels", data }],
      axis_config: { categories: data.map(({ label }) => label), y_label: "Labels" },
    },
  };
}

function finishLine({ finish, ...clock }: TaskPace): KnownBlock[] {
  return finish
    ? [smallPrint(`At the present rate done ${finishInWords(finish, clock)} (with ${withUnit(95, "%")} confidence).`)]
    : [];
}

function workerTable({ workers, ...clock }: TaskPace): KnownBlock[] {
  const known = workers.filter((one) => one.perHour !== undefined || (one.accepted?.of ?? 0) > 0);
  if (known.length === 0) return [];
  const isReviewed = known.some(({ accepted }) => accepted !== undefined);
  const [head = "", ...rows] = layOutTable([
    { head: "Name", cells: known.map(({ name }) => fitInto(name, NAME_PLACES)) },
    { head: "An hour", cells: known.map(rateOf), isNumber: true },
    ...(isReviewed ? [{ head: "Accepted at first", cells: known.map(acceptedOf), isNumber: true }] : []),
    { head: "Done by", cells: known.map(({ finish }) => (finish ? finishInWords(finish, clock) : NONE)) },
  ]);
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_BLOCK)
    blocks.push(preformatted([head, ...rows.slice(from, from + ROWS_PER_BLOCK)].join("\n")));
  return blocks;
}

const rateOf = ({ perHour }: WorkerPace): string => (perHour === undefined ? NONE : formatCount(Math.round(perHour)));

function acceptedOf({ accepted }: WorkerPace): string {
  if (accepted === undefined || accepted.of === 0) return NONE;
  return `${formatPercent(Math.round((accepted.hits / accepted.of) * 100) / 100)} of ${formatCount(accepted.of)}`;
}

/** `share`: of the pairs of an input's labels those that agree, 0..1. */
function differenceOf(share: number, labels: number): string {
  if (share > 0) return `${formatPercent(share)} of the pairs of ${labels} labels agree`;
  return labels === 2 ? "the two labels differ" : `all ${labels} labels differ`;
}

function agreementBlocks(taskId: string, { agreement, agreementMissing }: TaskPace): KnownBlock[] {
  if (agreementMissing !== undefined) return [smallPrint(agreementMissing)];
  if (!agreement || agreement.items === 0) return [];
  const { items, alpha, interval, kappa, pairs, worst } = agreement;
  const range = interval
    ? ` (with ${withUnit(95, "%")} confidence ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`
    : "";
  const figures = [
    ...(alpha === undefined ? [] : [`Krippendorff’s α ${alpha.toFixed(2)}${range}`]),
    ...(kappa === undefined ? [] : [`Fleiss’ κ ${kappa.toFixed(2)}`]),
  ];
  const lines = [
    `Agreement beyond chance on ${formatCount(items)} inputs: ${figures.join(" · ") || "not to be told yet"}`,
  ];
  const lowest = [...pairs].sort((a, b) => a.kappa - b.kappa).slice(0, PAIRS_SHOWN);
  if (pairs.length > 1)
    lines.push(
      `Lowest κ: ${lowest.map(({ accounts, kappa: of }) => `${accounts.join(" and ")} ${of.toFixed(2)}`).join(" · ")}`,
    );
  const blocks: KnownBlock[] = [paragraph(lines.join("\n"))];
  for (const { inputId, agreement: share, labels } of worst.filter((one) => one.agreement < 1).slice(0, WORST_SHOWN)) {
    const value = JSON.stringify({ task: taskId, input: inputId });
    if (value.length > LIMITS.buttonValue) continue;
    blocks.push({
      type: "section",
      text: plain(`${inputId}: ${differenceOf(share, labels)}`, LIMITS.sectionText),
      accessory: {
        ...button(PACE.disagreement, "Look", { value }),
        accessibility_label: truncate(`Look at ${inputId}`, LIMITS.buttonText),
      },
    });
  }
  return blocks;
}

/** The same as the chart, for every client. */
function dayLines({ days }: TaskPace): KnownBlock[] {
  const first = days.findIndex(({ labels }) => labels > 0);
  if (first === -1) return [];
  const shown = days.slice(Math.max(first, days.length - LINES_OF_DAYS));
  const most = Math.max(1, ...shown.map(({ labels }) => labels));
  const lines = layOutTable([
    { head: "Day", cells: shown.map(({ day }) => dateOf(day)) },
    { head: "Labels", cells: shown.map(({ labels }) => formatCount(labels)), isNumber: true },
    { head: "", cells: shown.map(({ labels }) => "▓".repeat(Math.ceil((labels / most) * BAR_PLACES))) },
  ]);
  return [preformatted(lines.join("\n"))];
}

type Clock = Pick<TaskPace, "at" | "timeZone">;

function finishInWords({ at, earliest, latest }: Forecast, clock: Clock): string {
  const end = latest === undefined ? "open" : momentOf(latest, clock);
  return `${momentOf(at, clock)} (${momentOf(earliest, clock)} to ${end})`;
}

/** The time of the reader's clock within a day, else the date. */
function momentOf(time: number, { at, timeZone }: Clock): string {
  const isSoon = time - at < 24 * 3_600_000;
  const format = isSoon
    ? { weekday: "short" as const, hour: "2-digit" as const, minute: "2-digit" as const, hourCycle: "h23" as const }
    : { day: "numeric" as const, month: "short" as const };
  return new Intl.DateTimeFormat("en-GB", { ...format, timeZone }).format(new Date(time));
}

const dateOf = (day: number): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(day),
  );
