import { useWidth } from "../parts/use-width.ts";
import type { AxisChart } from "./block-model.ts";
import { formatNumber, type Scale, scaleOf, valueAt } from "./chart-scale.ts";

const HEIGHT = 240;
const INSET = { left: 44, right: 8, top: 8, bottom: 40 };

type Frame = {
  readonly width: number;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  /** How wide a category is. */
  readonly band: number;
};

/** A bar, line or area chart, drawn as wide as its place is, so that its words can be read in any; `label` says the same in words. */
export function AxisChartView({ chart, label }: { readonly chart: AxisChart; readonly label: string }) {
  const [place, width] = useWidth<SVGSVGElement>();
  const scale = scaleOf(chart);
  const { categories } = chart.axis_config;
  const band = (width - INSET.left - INSET.right) / Math.max(1, categories.length);
  const frame: Frame = {
    width,
    band,
    x: (index) => INSET.left + band * (index + 0.5),
    y: (value) =>
      HEIGHT - INSET.bottom - ((value - scale.low) / (scale.high - scale.low)) * (HEIGHT - INSET.top - INSET.bottom),
  };
  return (
    <svg ref={place} class="chart" height={HEIGHT} role="img" aria-label={label}>
      <Axes chart={chart} frame={frame} scale={scale} />
      {chart.type === "bar" ? (
        <Bars chart={chart} frame={frame} />
      ) : (
        <Lines chart={chart} frame={frame} scale={scale} />
      )}
    </svg>
  );
}

function Axes({ chart, frame, scale }: { readonly chart: AxisChart; readonly frame: Frame; readonly scale: Scale }) {
  const { categories, x_label, y_label } = chart.axis_config;
  // Names that would run into each other are left out evenly.
  const every = Math.max(1, Math.ceil(64 / frame.band));
  return (
    <g class="chart-axes">
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={INSET.left}
            x2={frame.width - INSET.right}
            y1={frame.y(tick)}
            y2={frame.y(tick)}
            class={tick === 0 ? "chart-zero" : ""}
          />
          <text x={INSET.left - 8} y={frame.y(tick) + 4} text-anchor="end">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      {categories.map((category, index) =>
        index % every === 0 ? (
          <text key={category} x={frame.x(index)} y={HEIGHT - INSET.bottom + 16} text-anchor="middle">
            {category}
          </text>
        ) : null,
      )}
      {x_label !== undefined && (
        <text
          x={(INSET.left + frame.width - INSET.right) / 2}
          y={HEIGHT - 6}
          text-anchor="middle"
          class="chart-axis-name"
        >
          {x_label}
        </text>
      )}
      {y_label !== undefined && (
        <text
          transform={`translate(11 ${(HEIGHT - INSET.bottom) / 2}) rotate(-90)`}
          text-anchor="middle"
          class="chart-axis-name"
        >
          {y_label}
        </text>
      )}
    </g>
  );
}

function Bars({ chart, frame }: { readonly chart: AxisChart; readonly frame: Frame }) {
  const group = Math.min(frame.band * 0.7, 40 * chart.series.length);
  const width = group / chart.series.length;
  return chart.series.map((series, at) =>
    chart.axis_config.categories.map((category, index) => {
      const value = valueAt(series, category);
      if (value === undefined || value === 0) return null;
      const top = Math.min(frame.y(value), frame.y(0));
      return (
        <rect
          key={`${series.name}-${category}`}
          class={`series-${at}`}
          x={frame.x(index) - group / 2 + at * width + 1}
          width={Math.max(1, width - 2)}
          y={top}
          height={Math.max(1, Math.abs(frame.y(value) - frame.y(0)))}
          rx="2"
        >
          <title>{`${series.name}, ${category}: ${formatNumber(value)}`}</title>
        </rect>
      );
    }),
  );
}

function Lines({ chart, frame, scale }: { readonly chart: AxisChart; readonly frame: Frame; readonly scale: Scale }) {
  return chart.series.map((series, at) => {
    const points = chart.axis_config.categories.flatMap((category, index) => {
      const value = valueAt(series, category);
      return value === undefined ? [] : [{ category, value, x: frame.x(index), y: frame.y(value) }];
    });
    const line = points.map((point) => `${point.x},${point.y}`).join(" ");
    const floor = frame.y(Math.max(0, scale.low));
    return (
      <g key={series.name} class={`series-${at}`}>
        {chart.type === "area" && points.length > 0 && (
          <polygon class="chart-area" points={`${points[0]?.x},${floor} ${line} ${points.at(-1)?.x},${floor}`} />
        )}
        <polyline class="chart-line" points={line} />
        {points.map((point) => (
          <circle key={point.category} cx={point.x} cy={point.y} r="3.5">
            <title>{`${series.name}, ${point.category}: ${formatNumber(point.value)}`}</title>
          </circle>
        ))}
      </g>
    );
  });
}
