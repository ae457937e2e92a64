import { type NameReading, peopleNamed, readTaskName } from "../../domain/command-line.ts";
import type { FoundTask, TaskFinder } from "../../services/lists/task-finder.ts";
import type { UseCases } from "./use-cases.ts";
import type { VerbRequest } from "./verb.ts";

/** More people than these are taken for what Slack calls them in the command. */
const MAX_NAMED = 20;

/** The task that the words behind a verb name, and whom they name beside it. */
export async function findNamed(
  { finder, forms }: { finder: Pick<TaskFinder, "find">; forms: Pick<UseCases["forms"], "findNames"> },
  { team, rest }: Pick<VerbRequest, "team" | "rest">,
): Promise<FoundTask & Pick<NameReading, "people">> {
  const readings = readTaskName(rest);
  const found = await finder.find(team, textsIn(readings));
  if (found.kind !== "none") return { ...found, people: peopleFor(found.by, readings) };
  // A name may hold somebody's, and Slack has made a mention of it.
  const people = peopleNamed(rest).slice(0, MAX_NAMED);
  if (people.length === 0) return { ...found, people };
  const names = await forms.findNames(people);
  const again = readTaskName(rest, (person) => names[person]);
  const foundByNames = await finder.find(team, textsIn(again));
  return foundByNames.kind === "none"
    ? { ...found, people }
    : { ...foundByNames, people: peopleFor(foundByNames.by, again) };
}

/** All texts of the readings, the likeliest first. */
export const textsIn = (readings: readonly NameReading[]): string[] => [
  ...new Set(readings.flatMap(({ texts }) => texts)),
];

const peopleFor = (text: string, readings: readonly NameReading[]): readonly string[] =>
  readings.find(({ texts }) => texts.includes(text))?.people ?? [];
