import type { AnyBlock, KnownBlock } from "@slack/types";

/** A labelled number of a chart. */
export type DataPoint = { readonly label: string; readonly value: number };
export type DataSeries = { readonly name: string; readonly data: readonly DataPoint[] };
export type AxisConfig = {
  readonly categories: readonly string[];
  readonly x_label?: string;
  readonly y_label?: string;
};

export type PieChart = { readonly type: "pie"; readonly segments: readonly DataPoint[] };
export type AxisChart = {
  readonly type: "bar" | "line" | "area";
  readonly series: readonly DataSeries[];
  readonly axis_config: AxisConfig;
};

/** Newer than `@slack/types` 3.2: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export type DataVisualizationBlock = {
  readonly type: "data_visualization";
  readonly block_id?: string;
  readonly title: string;
  readonly chart: PieChart | AxisChart;
};

export type DrawnBlock = KnownBlock | DataVisualizationBlock;

/** Blocks as they come over the wire. What is of no known type reaches the default branch of the renderer. */
export const toDrawnBlocks = (blocks: readonly AnyBlock[]): readonly DrawnBlock[] => blocks as readonly DrawnBlock[];
