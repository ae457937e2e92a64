import type { Candidate } from "./to-input.ts";

/** A row of an import: where it stands, for people who have to mend it, and the input that it says or why it is none. */
export type ImportRow = { readonly where: string; readonly candidate: Candidate };

/** How files are read, and whom to tell while they are. */
export type Reading = {
  /** What lists are written in that are not UTF-8 and have no byte order mark: a name that TextDecoder knows. */
  readonly encoding?: string;
  /** Called with every piece that was read, in bytes. */
  readonly onRead: (bytes: number) => void;
  /** Called with what is no row and is not read, e.g. a hidden folder. */
  readonly onPassedOver: (path: string, why: string) => void;
};

/** What became of a row: each is told exactly once. */
export type Outcome = "added" | "replaced" | "duplicate" | { readonly problem: string };
