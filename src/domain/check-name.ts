import { foldName } from "./fold-name.ts";

/** Blank to the eye, though no white space to Unicode: the empty Braille cell. */
const BLANK = /\u2800/gu;

/**
 * Why nothing can be named so, in a sentence that says how to mend it; undefined when it can, and for the empty text. What
 * changes the direction of writing is taken beside letters, where Hebrew and Arabic need it, and refused where there is nothing else.
 */
export function nameProblem(name: string): string | undefined {
  if (name.includes("\0")) return NUL;
  if (name.trim() !== "" && foldName(name.replaceAll(BLANK, "")) === "")
    return "This name consists of characters that nobody can see: type one that can be read.";
  return undefined;
}

/** What no database keeps. */
export const NUL = "This text holds a NUL character, which cannot be stored: paste it again without hidden characters.";
