import type { Timing } from "../../domain/settings/preferences.ts";
import { listNames } from "../words.ts";

/** Somebody's name, and when they are told; "none": they have no share, and nothing is asked of them. */
export type Told = { readonly name: string; readonly timing: Timing["kind"] | "none" };

const SOME_LATER = "Some people assigned could not be looked up just now: they are told as soon as they can be";

/**
 * Who is told of what they have to do, and who is not or not yet, and why: for whoever gave it to them. `areMore`: beside them are
 * some who could not be named, and who are told later.
 */
export function toldInWords(people: readonly Told[], { areMore = false } = {}): string {
  if (people.length === 0 && !areMore) return "Nobody is assigned yet";
  const sentences = [...(areMore ? [SOME_LATER] : []), ...heldInWords(people)];
  if (sentences.length === 0) return "Everybody is told by direct message";
  if (people.some(({ timing }) => timing === "now")) sentences.push("everybody else is told by direct message");
  return sentences.join("; ");
}

/** Who is not told, or not at once, and why: a sentence for each reason. */
export function heldInWords(people: readonly Told[]): string[] {
  const named = (kind: Told["timing"]): string[] => [
    ...new Set(people.filter(({ timing }) => timing === kind).map(({ name }) => name)),
  ];
  const sentences: string[] = [];
  const none = named("none");
  if (none.length > 0) sentences.push(`${listNames(none)} ${have(none)} no share and ${are(none)} not told`);
  const muted = named("muted");
  if (muted.length > 0)
    sentences.push(`${listNames(muted)} ${have(muted)} muted these messages and ${are(muted)} not told`);
  const quiet = named("later");
  if (quiet.length > 0)
    sentences.push(`${listNames(quiet)} ${are(quiet)} in quiet hours and ${are(quiet)} told afterwards`);
  const digest = named("digest");
  if (digest.length > 0) sentences.push(`${listNames(digest)} ${are(digest)} told in their daily digest`);
  return sentences;
}

const have = (names: readonly string[]): string => (names.length === 1 ? "has" : "have");
const are = (names: readonly string[]): string => (names.length === 1 ? "is" : "are");
