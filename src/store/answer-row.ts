import type { Selectable } from "kysely";
import type { Answer } from "../domain/labeling/session.ts";
import type { Schema } from "./schema.ts";

type Row = Pick<
  Selectable<Schema["label_answers"]>,
  "seq" | "id" | "assignment_id" | "input_id" | "said" | "said_at" | "state" | "via"
>;

export const ANSWER_COLUMNS = ["seq", "id", "assignment_id", "input_id", "said", "said_at", "state", "via"] as const;

/** What stands in a row of `label_answers`. */
export const toAnswer = (row: Row): Answer => ({
  id: row.id,
  order: Number(row.seq),
  assignmentId: row.assignment_id,
  inputId: row.input_id,
  said: JSON.parse(row.said),
  saidAt: row.said_at,
  state: row.state,
  ...(row.via !== null && { via: row.via }),
});
