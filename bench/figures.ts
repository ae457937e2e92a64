/** Fewer rounds, or fewer requests for a slowest hundredth, tell little of how far a figure spreads. */
const ENOUGH_ROUNDS = 5;
const ENOUGH_REQUESTS = 100;

/** One figure of ours beside the peer's; `ratio` is ours / the peer's, `low` and `high` its spread over the rounds. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  /** Why it is to be taken with care. */
  readonly few?: "rounds" | "requests";
};

/**
 * Medians over rounds; the ratio is made within each round, since the machine differs between them. `requests` are those of all rounds,
 * where the figure is about the slowest of them.
 */
export function toFigure(
  name: string,
  unit: string,
  rounds: readonly { ours: number; peer: number }[],
  { requests = ENOUGH_REQUESTS, rounds: wanted = ENOUGH_ROUNDS }: { requests?: number; rounds?: number } = {},
): Figure {
  const ratios = rounds.map(({ ours, peer }) => (ours === peer ? 1 : ours / peer));
  const few = requests < ENOUGH_REQUESTS ? "requests" : rounds.length < wanted ? "rounds" : undefined;
  return {
    name,
    value: round(median(rounds.map(({ ours }) => ours))),
    unit,
    peer: round(median(rounds.map(({ peer }) => peer))),
    ratio: round(median(ratios)),
    low: round(Math.min(...ratios)),
    high: round(Math.max(...ratios)),
    samples: rounds.length,
    ...(few && { few }),
  };
}

/** In Markdown, for docs/performance.md, and in columns for whoever reads it here. */
export function buildTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, peer, ratio, low, high, samples, few }) => [
    `\`${name}\``,
    `${value} ${unit}`.trim(),
    `${peer} ${unit}`.trim(),
    String(ratio),
    `${low}–${high}`,
    `${samples}${few ? ` (few ${few})` : ""}`,
  ]);
  const head = ["figure", "ours", "peer", "ratio", "low–high", "rounds"];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  const toLine = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [head, rule, ...rows].map(toLine).join("\n");
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] = sorted.length % 2 === 0 ? sorted.slice(middle - 1) : sorted.slice(middle);
  return sorted.length % 2 === 0 ? (low + high) / 2 : low;
}

/** To three digits, as nothing here is measured more closely. */
const round = (value: number): number => Number(value.toPrecision(3));
