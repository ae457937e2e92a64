import { conceptsIn, contentsOf } from "../labeling/contents-of.ts";
import type { Part, PartSaid } from "../labeling/label.ts";
import type { ReviewPlan } from "../task.ts";
import type { InputResult } from "./result.ts";

/** COCO is for boxes and polygons alone (coco.ts). */
export type ExportFormat = "csv" | "jsonl" | "coco";

/** What a result is written with. */
export type ResultNames = {
  /** Of concepts, by id, in the order of the task. */
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

const COLUMNS = [
  "input_id",
  "concepts",
  "shapes",
  "parts",
  "labeled_by",
  "account",
  "labeled_at",
  "approved",
  "labels",
  "how",
];

/** The first line of a CSV; the columns are those of docs/export.md. */
export const csvHead = (): string => csvLine(COLUMNS);

export function csvRow(result: InputResult, names: ResultNames): string {
  const { said } = result;
  const { shapes, parts } = contentsOf(said);
  return csvLine([
    result.inputId,
    nameAll(conceptsIn(said), names).join("; "),
    shapes.length > 0 ? JSON.stringify(shapes) : "",
    parts.length > 0 ? JSON.stringify(partsOf(parts, names)) : "",
    names.people.get(result.by) ?? result.by,
    result.by,
    result.at ?? "",
    String(result.approved),
    String(result.labels),
    HOW[names.review],
  ]);
}

/** A result as a line of JSON. */
export function jsonLine(result: InputResult, names: ResultNames): string {
  const { inputId, said } = result;
  const { shapes, parts } = contentsOf(said);
  const line = {
    input_id: inputId,
    concepts: nameAll(conceptsIn(said), names),
    concept_ids: conceptsIn(said),
    ...(shapes.length > 0 && { shapes }),
    ...(parts.length > 0 && { parts: partsOf(parts, names) }),
    ...provenanceOf(result, names),
    how: HOW[names.review],
  };
  return `${JSON.stringify(line)}\n`;
}

/** Who gave a label, when, and how many stand behind it, as files name it. */
export function provenanceOf({ by, at, approved, labels }: InputResult, { people }: ResultNames) {
  return {
    labeled_by: people.get(by) ?? by,
    account: by,
    ...(at !== undefined && { labeled_at: at }),
    approved,
    labels,
  };
}

const nameAll = (ids: readonly string[], { concepts }: ResultNames): string[] =>
  ids.map((id) => concepts.get(id) ?? id);

/** An entry for each frame, segment or stretch of text, with its place in words of its own medium. */
const partsOf = (parts: readonly PartSaid[], names: ResultNames) =>
  parts.map(({ part, concepts, shapes }) => ({
    ...placeOf(part),
    concepts: nameAll(concepts, names),
    concept_ids: concepts,
    ...(shapes.length > 0 && { shapes }),
  }));

function placeOf(part: Part) {
  switch (part.kind) {
    case "frame":
      return {
        ...(part.ms !== undefined && { time_ms: part.ms }),
        ...(part.number !== undefined && { frame: part.number }),
      };
    case "segment":
      return { from_s: part.from, to_s: part.to };
    case "span":
      return { from_char: part.from, to_char: part.to, text: part.text };
  }
}

/** What spreadsheets take for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection). */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180; a cell that a spreadsheet would calculate gets an apostrophe before it. */
export function csvLine(cells: readonly string[]): string {
  const written = cells.map((cell) => {
    const safe = FORMULA.test(cell) ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(",")}\r\n`;
}
