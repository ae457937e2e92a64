import type { Database } from "./engine/open.ts";
import type { Schema } from "./schema.ts";

/** What every table group works with. */
export type StoreContext = {
  readonly database: Database<Schema>;
  readonly now: () => Date;
  /** Makes an id that is unique everywhere. */
  readonly newId: () => string;
  /** The id of the request for which something is written, where it is for one. */
  readonly currentRequest?: () => string | undefined;
};
