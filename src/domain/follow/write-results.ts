import type { ReviewPlan } from "../task.ts";
import type { InputResult } from "./result.ts";

export type ExportFormat = "csv" | "jsonl";

type Names = {
  /** Of concepts, by id. */
  readonly concepts: ReadonlyMap<string, string>;
  /** Of people, by account id. */
  readonly people: ReadonlyMap<string, string>;
  readonly review: ReviewPlan["strategy"];
};

const HOW: Record<ReviewPlan["strategy"], string> = {
  NONE: "not reviewed",
  MANUAL: "reviewed, or outside of the sample",
  CONSENSUS: "labelers agreed, or a reviewer decided",
  UNKNOWN: "not known here",
};

const COLUMNS = ["input_id", "concepts", "shapes", "labeled_by", "account", "labeled_at", "approved", "labels", "how"];

/** The results as the text of a file: one line per input. The columns are those of docs/export.md. */
export function writeResults(results: readonly InputResult[], format: ExportFormat, names: Names): string {
  const lines = results.map((result) => (format === "csv" ? csvLine(cellsOf(result, names)) : jsonLine(result, names)));
  if (format === "csv") lines.unshift(csvLine(COLUMNS));
  return lines.join("");
}

function cellsOf(result: InputResult, names: Names): string[] {
  const { said } = result;
  return [
    result.inputId,
    conceptsOf(result, names).join("; "),
    said.kind === "shapes" ? JSON.stringify(said.shapes) : "",
    names.people.get(result.by) ?? result.by,
    result.by,
    result.at ?? "",
    String(result.approved),
    String(result.labels),
    HOW[names.review],
  ];
}

function jsonLine(result: InputResult, names: Names): string {
  const { inputId, said, by, at, approved, labels } = result;
  const line = {
    input_id: inputId,
    concepts: conceptsOf(result, names),
    concept_ids: conceptIdsOf(result),
    ...(said.kind === "shapes" && { shapes: said.shapes }),
    labeled_by: names.people.get(by) ?? by,
    account: by,
    ...(at !== undefined && { labeled_at: at }),
    approved,
    labels,
    how: HOW[names.review],
  };
  return `${JSON.stringify(line)}\n`;
}

const conceptIdsOf = ({ said }: InputResult): string[] =>
  said.kind === "concepts" ? [...said.concepts] : [...new Set(said.shapes.map(({ concept }) => concept))];
const conceptsOf = (result: InputResult, { concepts }: Names): string[] =>
  conceptIdsOf(result).map((id) => concepts.get(id) ?? id);

/** What spreadsheets take for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180; a cell that a spreadsheet would calculate gets an apostrophe before it. */
function csvLine(cells: readonly string[]): string {
  const written = cells.map((cell) => {
    const safe = FORMULA.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(",")}\r\n`;
}
