import { type ApiError, notFound } from "../protocol/api-error.ts";
import type { NamedAnnotation } from "../tables/annotations.ts";
import type { Reader } from "../tables/store.ts";
import { chunksOf } from "../tables/store.ts";
import { selectVisible, type Viewer } from "../tables/visible-annotations.ts";

/** The vendor's largest batch. */
export const MAX_ANNOTATIONS = 128;

export const annotationMissing = (id: string): ApiError => notFound(`No annotation has the id "${id}".`);

/** Annotations by id, in the order of the ids; throws when one is missing. One that the viewer may not see yet is missing to them. */
export async function loadVisible(db: Reader, viewer: Viewer, ids: readonly string[]): Promise<NamedAnnotation[]> {
  const found = new Map<string, NamedAnnotation>();
  for (const chunk of chunksOf(ids)) {
    const rows = await selectVisible(db, viewer).where("annotations.id", "in", chunk).execute();
    for (const row of rows) found.set(row.id, row);
  }
  return ids.map((id) => {
    const row = found.get(id);
    if (row === undefined) throw annotationMissing(id);
    return row;
  });
}
