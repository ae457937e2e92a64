import type { KnownBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { WorkerAgreement } from "../../domain/follow/agreement.ts";
import type { Forecast } from "../../domain/follow/pace.ts";
import type { TaskPace } from "../../domain/follow/task-pace.ts";
import { formatCoefficient, formatCount, formatPercent, withUnit } from "../../domain/numbers.ts";
import { shortInputId } from "../../domain/short-id.ts";
import { button, paragraph, plain, smallPrint } from "../blocks.ts";
import type { ChartBlock } from "../chart.ts";
import { LIMITS, truncate } from "../limits.ts";
import { buildNamedLines } from "../named-lines.ts";
import type { SayMore } from "./worker-lines.ts";

export const PACE = { disagreement: "follow.disagreement" } as const;

const WORST_SHOWN = 3;
const PAIRS_SHOWN = 3;
const DAYS_SAID = 7;

/** How a task is going on: when it ends, how far labelers agree, and what was labeled on which day. */
export const buildPace = ({ task }: TaskCard, pace: TaskPace): KnownBlock[] => [
  ...finishLine(pace),
  ...agreementBlocks(task.id, pace),
  ...daysInWords(pace),
];

/** Labels per day as Slack's native chart, from the first day on which there were any; undefined where it would say nothing. */
export function buildDaysChart(pace: TaskPace): ChartBlock | undefined {
  const days = daysOf(pace);
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

function daysOf({ days }: TaskPace): TaskPace["days"] {
  const first = days.findIndex(({ labels }) => labels > 0);
  return first === -1 ? [] : days.slice(first);
}

const finishLine = ({ finish, ...clock }: TaskPace): KnownBlock[] =>
  finish ? [smallPrint(`At the present rate done ${finishInWords(finish, clock)}. Ranges: ${CONFIDENCE}.`)] : [];

const CONFIDENCE = `${withUnit(95, "%")} confidence`;

/** How each worker is going on, by account, behind how far they are. */
export function workerPaces({ workers, agreement, ...clock }: TaskPace): SayMore {
  const agreeing = new Map(agreement?.workers.map((worker) => [worker.account, worker]));
  const said = workers.map(({ account, perHour, accepted, finish }): [string, readonly string[]] => [
    account,
    [
      ...(perHour === undefined ? [] : [`${formatCount(Math.round(perHour))} an hour`]),
      ...(accepted && accepted.of > 0
        ? [`${shareOf(accepted.hits / accepted.of)} of ${formatCount(accepted.of)} accepted the first time`]
        : []),
      // What reviewers say of somebody's labels says more than what others do.
      ...(accepted === undefined ? agreeingInWords(agreeing.get(account), agreeing.size) : []),
      ...(finish ? [`finished ${finishInWords(finish, clock)}`] : []),
    ],
  ]);
  const byAccount = new Map(said);
  return (account) => byAccount.get(account) ?? [];
}

function agreeingInWords(worker: WorkerAgreement | undefined, people: number): string[] {
  if (!worker || worker.items === 0) return [];
  const others = people === 2 ? "the other" : "the others";
  return [`agrees with ${others} in ${shareOf(worker.agreement)} of ${formatCount(worker.items)}`];
}

const shareOf = (share: number): string => formatPercent(Math.round(share * 100) / 100);

/** `share`: of the pairs of an input's labels those that agree, 0..1. */
function differenceOf(share: number, labels: number): string {
  if (labels === 3 && Math.abs(share - 1 / 3) < 1e-9) return "two of the three labels agree";
  if (share > 0) return `${formatPercent(share)} of the pairs of ${labels} labels agree`;
  return labels === 2 ? "the two labels differ" : `all ${labels} labels differ`;
}

function agreementBlocks(taskId: string, { agreement, agreementMissing }: TaskPace): KnownBlock[] {
  if (agreementMissing !== undefined) return [smallPrint(agreementMissing)];
  if (!agreement || agreement.items === 0) return [];
  const { items, alpha, interval, kappa, pairs, worst } = agreement;
  const range = interval ? ` (${formatCoefficient(interval.low)} to ${formatCoefficient(interval.high)})` : "";
  const figures = [
    ...(alpha === undefined ? [] : [`Krippendorff’s ${withUnit("α", formatCoefficient(alpha))}${range}`]),
    ...(kappa === undefined ? [] : [`Fleiss’ ${withUnit("κ", formatCoefficient(kappa))}`]),
  ];
  const lowest = [...pairs].sort((a, b) => a.kappa - b.kappa).slice(0, PAIRS_SHOWN);
  const between = pairs.length > 1 ? lowest : [];
  const blocks: KnownBlock[] = [
    paragraph(`Agreement beyond chance on ${formatCount(items)} inputs`),
    ...buildNamedLines([
      { name: "Everybody", said: figures.length > 0 ? figures : ["too early to say"] },
      ...between.map(({ accounts, kappa: of }) => ({
        name: accounts.join(" and "),
        said: [`Cohen’s ${withUnit("κ", formatCoefficient(of))}`],
      })),
    ]),
  ];
  for (const { inputId, agreement: share, labels } of worst.filter((one) => one.agreement < 1).slice(0, WORST_SHOWN)) {
    const value = JSON.stringify({ task: taskId, input: inputId });
    if (value.length > LIMITS.buttonValue) continue;
    blocks.push({
      type: "section",
      text: plain(`${shortInputId(inputId)}: ${differenceOf(share, labels)}`, LIMITS.sectionText),
      accessory: {
        ...button(PACE.disagreement, "Look", { value }),
        accessibility_label: truncate(`Look at ${shortInputId(inputId)}`, LIMITS.buttonText),
      },
    });
  }
  return blocks;
}

/** Also beside a chart, for whoever cannot see it. */
function daysInWords(pace: TaskPace): KnownBlock[] {
  const shown = daysOf(pace)
    .slice(-DAYS_SAID)
    .map(({ day, labels }) => `${formatCount(labels)} on ${dateOf(day)}`);
  return shown.length === 0 ? [] : [smallPrint(`Labels per day: ${shown.join(" · ")}`)];
}

type Clock = Pick<TaskPace, "at" | "timeZone">;

function finishInWords({ at, earliest, latest }: Forecast, clock: Clock): string {
  const from = momentOf(earliest, clock);
  const range = latest === undefined ? `${from} at the earliest` : `${from} to ${momentOf(latest, clock)}`;
  return `${momentOf(at, clock)} (${range})`;
}

/** The time of the reader's clock within two days, else the date. */
function momentOf(time: number, { at, timeZone }: Clock): string {
  const isSoon = time - at < 48 * 3_600_000;
  const format = isSoon
    ? { weekday: "short" as const, hour: "2-digit" as const, minute: "2-digit" as const, hourCycle: "h23" as const }
    : { weekday: "short" as const, day: "numeric" as const, month: "short" as const };
  return new Intl.DateTimeFormat("en-GB", { ...format, timeZone }).format(new Date(time));
}

const dateOf = (day: number): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(day),
  );
