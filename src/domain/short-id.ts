/** Longer ones are not read by anybody. */
const MOST_WHOLE = 12;
/** Enough to tell tasks of one app apart; every command takes the beginning of an id for the whole. */
const SHOWN = 8;

/** An id as people read it: its beginning, as long as it takes to tell it from `others`. */
export function shortId(id: string, others: readonly string[] = []): string {
  if (id.length <= MOST_WHOLE) return id;
  const isTaken = (beginning: string): boolean => others.some((other) => other !== id && other.startsWith(beginning));
  let length = SHOWN;
  while (length < id.length && isTaken(id.slice(0, length))) length += 1;
  return id.slice(0, length);
}

/** Ids that a machine made: hexadecimal, with or without hyphens. */
const MADE_BY_MACHINE = /^[0-9a-f-]{13,}$/i;
const NAME_SHOWN = 40;

/** An input's id: one that somebody chose is its name, and is told apart by its end. */
export function shortInputId(id: string): string {
  if (MADE_BY_MACHINE.test(id)) return shortId(id);
  return id.length <= NAME_SHOWN ? id : `${id.slice(0, NAME_SHOWN / 2)}…${id.slice(1 - NAME_SHOWN / 2)}`;
}
