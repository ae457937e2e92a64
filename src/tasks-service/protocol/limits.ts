/** How much of a field is taken, by its name: lists and maps in entries, texts in characters (UTF-16), free JSON in characters of JSON. */
export type Limits = { readonly entries: number; readonly length: number };

/** As many as a page has at most. */
const MAX_ENTRIES = 1000;

/** A whole company may work on a task, or join an app. */
const MAX_PEOPLE = 10_000;

const ENTRIES: Readonly<Record<string, number>> = {
  // What is costly to make, in one request. The vendor's largest batch.
  tasks: 128,
  annotations: 128,
  datasets: 128,
  searches: 128,
  keys: 128,
  workers: MAX_PEOPLE,
  users: MAX_PEOPLE,
  user_ids: MAX_PEOPLE,
  collaborators: MAX_PEOPLE,
  concepts: 10_000,
  concept_ids: 10_000,
  // Of each of 1,000 inputs.
  dataset_ids: 32,
};

/** What labels are made of: rules/ bounds it per label, and a body bounds it by its number of values. */
const SHAPES: readonly string[] = ["regions", "points", "frames", "time_segments", "vector", "projection", "shape"];

/** Names, words, e-mail addresses, tokens, and whatever has no row of its own. */
const MAX_LENGTH = 1000;

const LENGTHS: Readonly<Record<string, number>> = {
  // Instructions are read by people: this is ten pages.
  description: 20_000,
  definition: 20_000,
  notes: 20_000,
  // Signed addresses of object stores have some 2,000.
  url: 8000,
  // An input's text: a novel.
  raw: 1_000_000,
  // A weight for each of 10,000 workers.
  weights: 500_000,
};

/** Ids stand in every row that belongs to them, and in addresses. */
const MAX_ID_LENGTH = 256;
/** The vendor's limit of an input's metadata is 50 kB. */
const MAX_FREE_LENGTH = 65_536;

/** The limits of a field with this name and type. */
export function limitsOf(name: string, type: string): Limits {
  return {
    entries: SHAPES.includes(name) ? Number.POSITIVE_INFINITY : (ENTRIES[name] ?? entriesOf(name)),
    length: LENGTHS[name] ?? lengthOf(name, type),
  };
}

/** Metrics stand in tasks that are read and sent back: a number per reviewer. */
const entriesOf = (name: string): number => (name.endsWith("_per_reviewer") ? MAX_PEOPLE : MAX_ENTRIES);

function lengthOf(name: string, type: string): number {
  // Files: the body's limit is theirs.
  if (type === "bytes") return Number.POSITIVE_INFINITY;
  if (type === "Struct" || type === "Value") return MAX_FREE_LENGTH;
  return /(^|_)ids?$/.test(name) ? MAX_ID_LENGTH : MAX_LENGTH;
}
