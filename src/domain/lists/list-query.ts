import { findVerb, peopleIn, type Word } from "../command-line.ts";
import { distance, nearest } from "../nearest.ts";
import { err, ok, type Result } from "../result.ts";
import type { ReviewPlan, TaskStatus, TaskType } from "../task.ts";
import { type FilterKey, nameFilterValue, readFilterValues } from "./list-filters.ts";

const SCOPES = ["all", "mine", "reviews", "created"] as const;

/** All tasks; those that people label, review or have created. */
export type ListScope = (typeof SCOPES)[number];

/** What `/task list …` asks for. */
export type ListQuery = {
  readonly scope: ListScope;
  /** Slack user ids; empty for whoever asks. */
  readonly people: readonly string[];
  /** Empty for any. */
  readonly types: readonly TaskType[];
  readonly statuses: readonly TaskStatus[];
  readonly reviews: readonly ReviewPlan["strategy"][];
  /** A part of the name, or the beginning of the id; empty for any. */
  readonly text: string;
};

/** As long as a name of ours. A query travels in the values of buttons, which hold 2,000 characters. */
const MAX_TEXT = 255;
const MAX_PEOPLE = 20;

/**
 * Reads the words behind `list`: `[all|mine|reviews|created] [@person] [type:… status:… review:…] [text]`, in any order but
 * for the first. Values may be shortened, and several stand between commas. A problem is a sentence that says what works.
 */
export function parseListQuery(words: readonly Word[]): Result<ListQuery, string> {
  const people = peopleIn(words);
  if (people.length > MAX_PEOPLE) return err(`A list takes at most ${MAX_PEOPLE} people: name fewer.`);
  const rest = words
    .filter(({ person }) => person === undefined)
    .map(({ text, isQuoted = false }) => ({ text: text.replaceAll(/["“”„«»]/g, "").trim(), isQuoted }))
    .filter(({ text }) => text !== "");
  const first = rest[0]?.isQuoted ? "" : (rest[0]?.text ?? "");
  // One letter is a name to look for rather than a scope.
  const scope = first.length > 1 ? findVerb(first, SCOPES) : undefined;

  const texts: string[] = [];
  const written: Record<FilterKey, string> = { type: "", status: "", review: "" };
  const pending = scope ? rest.slice(1) : rest;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { text: word, isQuoted } = next;
    // What stands in quotes is looked for to the letter.
    const [key, inWord] = isQuoted ? [undefined, ""] : splitFilter(word);
    const misspelt = key === undefined && !isQuoted ? nearestFilter(word) : undefined;
    if (misspelt !== undefined) return err(misspelt);
    if (key === undefined) texts.push(word);
    // "type: polygon" is as clear as "type:polygon".
    else written[key] += `,${inWord.trim() === "" ? (pending.shift()?.text ?? "") : inWord}`;
  }
  const types = readFilterValues("type", written.type);
  if (!types.ok) return types;
  const statuses = readFilterValues("status", written.status);
  if (!statuses.ok) return statuses;
  const reviews = readFilterValues("review", written.review);
  if (!reviews.ok) return reviews;
  // A list shows the end of a long name as an ellipsis.
  const text = texts.join(" ").trim().replace(/…$/u, "").trim();
  if ([...text].length > MAX_TEXT)
    return err(`A list looks for ${MAX_TEXT} characters of a name at most: shorten the text.`);
  return ok({
    scope: people.length > 0 && (scope === undefined || scope === "all") ? "mine" : (scope ?? "all"),
    people,
    types: types.value,
    statuses: statuses.value,
    reviews: reviews.value,
    text,
  });
}

function splitFilter(word: string): [FilterKey | undefined, string] {
  const [, key, value = ""] = /^(type|status|review)[:=](.*)$/is.exec(word) ?? [];
  const folded = key?.toLowerCase();
  return folded === "type" || folded === "status" || folded === "review" ? [folded, value] : [undefined, ""];
}

/** For "typ:polygon": a name may hold a colon, but hardly behind something so near to a filter. */
function nearestFilter(word: string): string | undefined {
  const [, typed, value] = /^([a-z]{3,10})[:=](.*)$/is.exec(word) ?? [];
  if (typed === undefined) return undefined;
  const key = nearest(typed.toLowerCase(), ["type", "status", "review"]);
  if (distance(typed.toLowerCase(), key) > 2) return undefined;
  return `“${typed}:” is not known. Did you mean ${key}:${value}?`;
}

/** The query as words that `parseListQuery` reads as the same query: what buttons carry. */
export function printListQuery(query: ListQuery): string {
  const { scope, people, types, statuses, reviews, text } = query;
  const filter = (key: FilterKey, values: readonly string[]) =>
    values.length > 0 ? [`${key}:${values.join(",")}`] : [];
  return [
    scope,
    ...people.map((person) => `<@${person}>`),
    ...filter(
      "type",
      types.map((type) => nameFilterValue("type", type)),
    ),
    ...filter(
      "status",
      statuses.map((status) => nameFilterValue("status", status)),
    ),
    ...filter(
      "review",
      reviews.map((review) => nameFilterValue("review", review)),
    ),
    ...(text === "" ? [] : [`"${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`]),
  ].join(" ");
}

/** True when the API's own filters do not suffice, so that the local index has to say which tasks are meant. */
export const needsIndex = ({ scope, types, statuses, reviews, text }: ListQuery): boolean =>
  scope === "created" || types.length > 0 || statuses.length > 0 || reviews.length > 0 || text !== "";

/** What asks for nothing but the asker's own work or reviews. */
export const isOwnList = ({ scope, people }: ListQuery): boolean =>
  (scope === "mine" || scope === "reviews") && people.length === 0;

/** The asker's own work or reviews, not narrowed by anything: a queue. */
export const isQueue = (query: ListQuery): boolean => isOwnList(query) && !needsIndex(query);
