import { foldName } from "./fold-name.ts";
import { checksum } from "./text.ts";

/** Ids of concepts on the Tasks API's side: letters, digits, `-` and `_`, at most 48 characters. */
const PLAIN_ID = /^[a-z0-9_-]{1,48}$/;

/**
 * The id for a new concept of this name: the folded name itself where it can be one, else its letters and digits with a checksum
 * behind them, so that names that are the same to a reader always give the same id, and different ones different ids. Where the id
 * `isTaken` by a concept of another name, it carries the checksum too.
 */
export function conceptIdFor(name: string, isTaken: (id: string) => boolean = () => false): string {
  const folded = foldName(name);
  if (PLAIN_ID.test(folded) && !isTaken(folded)) return folded;
  const letters = folded
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 38);
  return `${letters === "" ? "concept" : letters}-${checksum(folded)}`;
}
