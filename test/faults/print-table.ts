import type { Row } from "./tally.ts";

const COLUMNS = ["rounds", "reached", "lost", "doubled", "untold"] as const;

/** The counts for people: a line for each point, a column for each database, and what was wrong below. */
export function printTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ point }) => point.length), 5);
  const lines: string[] = [];
  for (const database of new Set(rows.map((row) => row.database))) {
    const those = rows.filter((row) => row.database === database);
    lines.push("", database, ["point".padEnd(width), ...COLUMNS.map((column) => column.padStart(7))].join("  "));
    for (const row of those) {
      lines.push([row.point.padEnd(width), ...COLUMNS.map((column) => String(row[column]).padStart(7))].join("  "));
      for (const wrong of row.wrong) lines.push(`    ${wrong}`);
    }
    const sums = COLUMNS.map((column) => those.reduce((sum, row) => sum + row[column], 0));
    lines.push(["in all".padEnd(width), ...sums.map((sum) => String(sum).padStart(7))].join("  "));
  }
  return `${lines.join("\n")}\n`;
}
