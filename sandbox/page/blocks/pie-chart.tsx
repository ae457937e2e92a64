import type { PieChart } from "./block-model.ts";
import { formatNumber } from "./chart-scale.ts";

const SIZE = 200;
const RADIUS = 92;

/** A pie, from twelve o'clock on; `label` says the same in words. */
export function PieChartView({ chart, label }: { readonly chart: PieChart; readonly label: string }) {
  const total = chart.segments.reduce((sum, segment) => sum + Math.max(0, segment.value), 0);
  let before = 0;
  return (
    <svg class="chart chart-pie" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
      {chart.segments.map((segment, index) => {
        const from = before;
        before += total === 0 ? 0 : Math.max(0, segment.value) / total;
        return (
          <path key={segment.label} class={`series-${index}`} d={slice(from, before)}>
            <title>{`${segment.label}: ${formatNumber(segment.value)}`}</title>
          </path>
        );
      })}
    </svg>
  );
}

/** The outline of a slice between two fractions of the circle. An arc cannot be a whole circle: that is two halves. */
function slice(from: number, to: number): string {
  const middle = SIZE / 2;
  if (to - from >= 0.9999) {
    const arc = (sign: number) => `a${RADIUS} ${RADIUS} 0 1 1 0 ${sign * 2 * RADIUS}`;
    return `M${middle} ${middle - RADIUS}${arc(1)}${arc(-1)}z`;
  }
  const at = (fraction: number) => {
    const angle = 2 * Math.PI * fraction - Math.PI / 2;
    return `${middle + RADIUS * Math.cos(angle)} ${middle + RADIUS * Math.sin(angle)}`;
  };
  return `M${middle} ${middle}L${at(from)}A${RADIUS} ${RADIUS} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}z`;
}
