import type { Migration } from "../../../store/engine/migrate.ts";
import { firstTables } from "./01-first-tables.ts";
import { background } from "./02-background.ts";
import { keyEnds } from "./03-key-ends.ts";
import { workerStrategy } from "./04-worker-strategy.ts";
import { lapsedAssignments } from "./05-lapsed-assignments.ts";
import { annotationRevisions } from "./06-annotation-revisions.ts";
import { keyMakers } from "./07-key-makers.ts";
import { imageInfos } from "./08-image-infos.ts";
import { annotationsByPerson } from "./09-annotations-by-person.ts";

/**
 * The service's own migrations, in order; `schema.ts` says what the columns mean. The next one is a file of its own beside these,
 * under the next number, and stands at the end of this list. A merged one never changes.
 */
export const migrations: readonly Migration[] = [
  firstTables,
  background,
  keyEnds,
  workerStrategy,
  lapsedAssignments,
  annotationRevisions,
  keyMakers,
  imageInfos,
  annotationsByPerson,
];
