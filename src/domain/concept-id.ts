/** Ids of concepts on the Tasks API's side: letters, digits, `-` and `_`, at most 48 characters. */
const PLAIN_ID = /^[A-Za-z0-9_-]{1,48}$/;

/**
 * The id for a new concept of this name: the name itself where it can be one, else its letters and digits with a checksum
 * of the whole name behind them, so that the same name always gives the same id and different names different ones.
 */
export function conceptIdFor(name: string): string {
  if (PLAIN_ID.test(name)) return name;
  const letters = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 38);
  return `${letters === "" ? "concept" : letters}-${checksum(name)}`;
}

/** FNV-1a, 32 bits, in base 36 (http://www.isthe.com/chongo/tech/comp/fnv/). */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
