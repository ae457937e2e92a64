import { nearest } from "./nearest.ts";

/** One word of a command, or several between quotes; a person arrives as their Slack user id. */
export type Word = { readonly text: string; readonly person?: string; readonly isQuoted?: boolean };

/** A quote that nobody has closed says nothing. */
const LONE_QUOTE = /^["“”]|["“”]$/gu;

/**
 * Splits what stands behind `/task` into words: at spaces, with "quotes" and “quotes” holding words together, and people
 * (`<@U…|name>`, as Slack escapes them) as their ids. Expects text whose `&amp;` and the like are undone already.
 */
export function splitCommand(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/<@([A-Z0-9]+)(?:\|[^>]*)?>|["“”]([^"“”]*)["“”]|(\S+)/gu)) {
    const [whole, person, quoted] = match;
    if (person !== undefined) words.push({ text: whole, person });
    else if (quoted !== undefined) words.push({ text: quoted, isQuoted: true });
    else words.push({ text: whole.replaceAll(LONE_QUOTE, "") });
  }
  return words;
}

/** The one of `verbs` that this word is, or is the beginning of; several or none give undefined. Case does not count. */
export function findVerb<T extends string>(word: string, verbs: readonly T[]): T | undefined {
  const typed = word.toLowerCase();
  const exact = verbs.find((verb) => verb === typed);
  if (exact !== undefined) return exact;
  const matching = typed === "" ? [] : verbs.filter((verb) => verb.startsWith(typed));
  return matching.length === 1 ? matching[0] : undefined;
}

/** What may have been meant by a word that is no verb: those that begin with it, else the one that is nearest. */
export function suggestVerbs<T extends string>(word: string, verbs: readonly [T, ...T[]]): readonly T[] {
  const typed = word.toLowerCase();
  const beginning = typed === "" ? [] : [...new Set(verbs)].filter((verb) => verb.startsWith(typed));
  return beginning.length > 0 ? beginning : [nearest(typed, verbs)];
}

/** The people among the words, each once. */
export const peopleIn = (words: readonly Word[]): string[] => [
  ...new Set(words.flatMap(({ person }) => (person === undefined ? [] : [person]))),
];

/** The words that are no people, put together again: the name, id or id beginning of a task. */
export const textIn = (words: readonly Word[]): string =>
  words
    .filter(({ person }) => person === undefined)
    .map(({ text }) => text)
    .join(" ")
    .trim();
