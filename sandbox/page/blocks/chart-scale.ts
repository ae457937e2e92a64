import type { AxisChart } from "./block-model.ts";

/** A value axis that begins at 0 (or below, where values are) and ends on a round number. */
export type Scale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] };

const STEPS = [1, 2, 2.5, 5, 10];
const WANTED_TICKS = 4;

/** A round scale for the values of a chart; where all are whole numbers, so are its steps. */
export function scaleOf(chart: AxisChart): Scale {
  const values = chart.series.flatMap((series) => series.data.map((point) => point.value)).filter(Number.isFinite);
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  const rough = (top - bottom || 1) / WANTED_TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const isWhole = values.every(Number.isInteger);
  const steps = STEPS.map((factor) => factor * power).filter((step) => !isWhole || Number.isInteger(step));
  const step = steps.find((each) => each >= rough) ?? Math.max(1, 10 * power);
  const low = Math.floor(bottom / step) * step;
  const high = Math.max(Math.ceil(top / step) * step, low + step);
  const ticks: number[] = [];
  for (let at = 0; low + at * step <= high + step / 2; at += 1) ticks.push(low + at * step);
  return { low, high, ticks };
}

/** The value of a series at a category; undefined where it has none. */
export const valueAt = (series: AxisChart["series"][number], category: string): number | undefined =>
  series.data.find((point) => point.label === category)?.value;

/** A number as people write it. */
export const formatNumber = (value: number): string =>
  new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value);
