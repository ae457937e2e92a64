import { AxisChartView } from "./axis-chart.tsx";
import type { DataVisualizationBlock } from "./block-model.ts";
import { formatNumber } from "./chart-scale.ts";
import { PieChartView } from "./pie-chart.tsx";

/** A chart with its title and, where there is more than one thing to tell apart, its legend. */
export function ChartBlockView({ block }: { readonly block: DataVisualizationBlock }) {
  const { chart, title } = block;
  if (chart.type === "pie") {
    const names = chart.segments.map((segment) => `${segment.label} ${formatNumber(segment.value)}`);
    return (
      <figure class="block-chart block-chart-pie">
        <figcaption>{title}</figcaption>
        <PieChartView chart={chart} label={`${title}: ${names.join(", ")}`} />
        <Legend names={names} />
      </figure>
    );
  }
  const names = chart.series.map((series) => series.name);
  const words = chart.series.map(
    (series) =>
      `${series.name}: ${series.data.map((point) => `${point.label} ${formatNumber(point.value)}`).join(", ")}`,
  );
  return (
    <figure class="block-chart">
      <figcaption>{title}</figcaption>
      <AxisChartView chart={chart} label={`${title}. ${words.join(". ")}`} />
      {names.length > 1 && <Legend names={names} />}
    </figure>
  );
}

function Legend({ names }: { readonly names: readonly string[] }) {
  return (
    <ul class="chart-legend">
      {names.map((name, index) => (
        <li key={name}>
          <span class={`chart-key series-${index}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}
