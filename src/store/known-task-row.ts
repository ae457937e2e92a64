import type { KnownTask } from "../domain/elsewhere/known-task.ts";
import type { Sighting, Untold } from "../domain/elsewhere/own-change.ts";

/** A task as people were last told of it. */
export type Known = { readonly known: KnownTask; readonly version: number; readonly untold?: Untold };
/** As the database keeps it. */
type Content = KnownTask & { readonly untold?: Untold | undefined };

export function toKnown({ content, version }: { content: string; version: number | string }): Known {
  const { untold, ...known } = JSON.parse(content) as Content;
  return { known, version: Number(version), ...(untold && { untold }) };
}

/** What `content` of a task that was deleted here, and of which nobody was told yet, holds. In its texts quotation marks are escaped. */
export const DELETED_HERE = '"after":null';

export function writeContent(known: KnownTask, untold?: Untold): string {
  const content: Content = { ...known, untold };
  return JSON.stringify(content);
}

export const toRow = (
  team: string,
  { taskId, known, modifiedAt, status }: Sighting,
  version: number,
  untold?: Untold,
) => ({
  team,
  task_id: taskId,
  content: writeContent(known, untold),
  modified_at: modifiedAt ?? null,
  status,
  version,
});
