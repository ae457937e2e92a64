import { expect, test } from "@jest/globals";
import { scaleOf } from "../../../sandbox/page/blocks/chart-scale.ts";

const chartOf = (...values: number[]) => ({
  type: "bar" as const,
  series: [{ name: "s", data: values.map((value, index) => ({ label: `${index}`, value })) }],
  axis_config: { categories: values.map((_, index) => `${index}`) },
});

test("the axis begins at nought and ends on a round number above the highest value", () => {
  expect(scaleOf(chartOf(10, 90))).toEqual({ low: 0, high: 100, ticks: [0, 25, 50, 75, 100] });
});

test("values below nought are on the axis too", () => {
  const { low, high } = scaleOf(chartOf(-5, 12));
  expect(low).toBeLessThanOrEqual(-5);
  expect(high).toBeGreaterThanOrEqual(12);
});

test("a chart of noughts still has an axis", () => {
  const { low, high, ticks } = scaleOf(chartOf(0, 0));
  expect(high).toBeGreaterThan(low);
  expect(ticks.every(Number.isFinite)).toBe(true);
});

test("of whole numbers no step is a fraction: nobody labels half an input", () => {
  expect(scaleOf(chartOf(6, 9)).ticks).toEqual([0, 5, 10]);
  expect(scaleOf(chartOf(1, 2)).ticks).toEqual([0, 1, 2]);
  expect(scaleOf(chartOf(0.5, 0.9)).ticks).toEqual([0, 0.25, 0.5, 0.75, 1]);
});
