import { findVerb, peopleIn, type Word } from "../command-line.ts";
import { findNear } from "../nearest.ts";
import { err, ok, type Result } from "../result.ts";
import type { PriorityWanted, ReviewPlan, TaskStatus, TaskType } from "../task.ts";
import { FILTER_KEYS, type FilterKey, type FilterProblem, nameFilterValue, readFilterValues } from "./list-filters.ts";

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
  readonly priorities: readonly PriorityWanted[];
  /** A part of the name, or the beginning of the id; empty for any. */
  readonly text: string;
};

/** Why a query is not understood, in a sentence; `mended`: what may have been meant, as words behind `list`. */
export type QueryProblem = { readonly message: string; readonly mended?: string };

/** As long as a name of ours. A query travels in the values of buttons, which hold 2,000 characters. */
const MAX_TEXT = 255;
const MAX_PEOPLE = 20;

/**
 * Reads the words behind `list`: `[all|mine|reviews|created] [@person] [type:… status:… review:… priority:…] [text]`, in
 * any order but for the first. Values may be shortened, and several stand between commas. A problem says what works.
 */
export function parseListQuery(words: readonly Word[]): Result<ListQuery, QueryProblem> {
  const people = peopleIn(words);
  if (people.length > MAX_PEOPLE) return err({ message: `A list takes at most ${MAX_PEOPLE} people: name fewer.` });
  const problem = ({ message, instead }: FilterProblem) =>
    err({ message, ...(instead && { mended: mend(words, instead) }) });
  const rest = words
    .filter(({ person }) => person === undefined)
    .map(({ text, isQuoted = false }) => ({ text: text.replaceAll(/["“”„«»]/g, "").trim(), isQuoted }))
    .filter(({ text }) => text !== "");
  const first = rest[0]?.isQuoted ? "" : (rest[0]?.text ?? "");
  // One letter is a name to look for rather than a scope.
  const scope = first.length > 1 ? findVerb(first, SCOPES) : undefined;

  const texts: string[] = [];
  const written: Record<FilterKey, string> = { type: "", status: "", review: "", priority: "" };
  const pending = scope ? rest.slice(1) : rest;
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { text: word, isQuoted } = next;
    // What stands in quotes is looked for to the letter.
    const [key, inWord] = isQuoted ? [undefined, ""] : splitFilter(word);
    const unknown = key === undefined && !isQuoted ? unknownFilter(word) : undefined;
    if (unknown !== undefined) return problem(unknown);
    if (key === undefined) texts.push(word);
    // "type: polygon" is as clear as "type:polygon".
    else written[key] += `,${inWord.trim() === "" ? (pending.shift()?.text ?? "") : inWord}`;
  }
  const types = readFilterValues("type", written.type);
  if (!types.ok) return problem(types.error);
  const statuses = readFilterValues("status", written.status);
  if (!statuses.ok) return problem(statuses.error);
  const reviews = readFilterValues("review", written.review);
  if (!reviews.ok) return problem(reviews.error);
  const priorities = readFilterValues("priority", written.priority);
  if (!priorities.ok) return problem(priorities.error);
  // A list shows the end of a long name as an ellipsis.
  const text = texts.join(" ").trim().replace(/…$/u, "").trim();
  if ([...text].length > MAX_TEXT)
    return err({ message: `A list looks for ${MAX_TEXT} characters of a name at most: shorten the text.` });
  return ok({
    scope: people.length > 0 && (scope === undefined || scope === "all") ? "mine" : (scope ?? "all"),
    people,
    types: types.value,
    statuses: statuses.value,
    reviews: reviews.value,
    priorities: priorities.value,
    text,
  });
}

function splitFilter(word: string): [FilterKey | undefined, string] {
  const [, typed = "", value = ""] = /^(\w+)[:=](.*)$/is.exec(word) ?? [];
  const key = FILTER_KEYS.find((each) => each === typed.toLowerCase());
  return key === undefined ? [undefined, ""] : [key, value];
}

/** For "typ:polygon" and "colour:red". A name may hold a colon too; an address does, and is no filter. */
function unknownFilter(word: string): FilterProblem | undefined {
  const [, typed, value = ""] = /^([a-z]{2,20})[:=](?!\/\/)(.*)$/is.exec(word) ?? [];
  if (typed === undefined) return undefined;
  const folded = typed.toLowerCase();
  const key = FILTER_KEYS.find((each) => each.startsWith(folded)) ?? findNear(folded, FILTER_KEYS);
  const meant = key === undefined ? `"${word}"` : `${key}:${value}`;
  const message =
    key === undefined
      ? `“${typed}:” is not a filter: those are type:, status:, review: and priority:. What stands in quotes is looked for in names.`
      : `“${typed}:” is not known. Did you mean ${meant}?`;
  return { message, instead: { of: word, word: meant } };
}

/** The words as they could have been meant: the first that holds what is wrong has the other in its place. */
function mend(words: readonly Word[], { of, word }: NonNullable<FilterProblem["instead"]>): string {
  const at = words.findIndex(({ text, isQuoted }) => !isQuoted && text.includes(of));
  return words
    .map(({ raw, text, isQuoted }, index) => {
      if (index === at) return text.replace(of, () => word);
      return isQuoted ? `"${raw}"` : raw;
    })
    .join(" ");
}

/** The query as words that `parseListQuery` reads as the same query: what buttons carry. */
export function printListQuery(query: ListQuery): string {
  const { scope, people, types, statuses, reviews, priorities, text } = query;
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
    ...filter(
      "priority",
      priorities.map((priority) => nameFilterValue("priority", priority)),
    ),
    ...(text === "" ? [] : [`"${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}"`]),
  ].join(" ");
}

/** True when the API's own filters do not suffice, so that the local index has to say which tasks are meant. */
export const needsIndex = (query: ListQuery): boolean => query.scope === "created" || isNarrowed(query);

/** True when not all of its scope is wanted. */
export const isNarrowed = ({ types, statuses, reviews, priorities, text }: ListQuery): boolean =>
  types.length + statuses.length + reviews.length + priorities.length > 0 || text !== "";

/** What asks for nothing but the asker's own work or reviews. */
export const isOwnList = ({ scope, people }: ListQuery): boolean =>
  (scope === "mine" || scope === "reviews") && people.length === 0;

/** The asker's own work or reviews, not narrowed by anything: a queue. */
export const isQueue = (query: ListQuery): boolean => isOwnList(query) && !needsIndex(query);
