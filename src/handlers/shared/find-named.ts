import { type NamedBeside, type NameReading, peopleNamed, readTaskName } from "../../domain/command-line.ts";
import type { FoundTask, TaskFinder } from "../../services/lists/task-finder.ts";
import type { UseCases } from "./use-cases.ts";
import type { VerbRequest } from "./verb.ts";

/** More people than these are taken for what Slack calls them in the command. */
const MAX_NAMED = 20;

/** The task that the words behind a verb name, and whom they name beside it. */
export async function findNamed(
  { finder, forms }: { finder: Pick<TaskFinder, "find">; forms: Pick<UseCases["forms"], "findNames"> },
  { team, rest }: Pick<VerbRequest, "team" | "rest">,
  { takesHandles = false }: { readonly takesHandles?: boolean } = {},
): Promise<FoundTask & NamedBeside> {
  const readings = readTaskName(rest, { takesHandles });
  const found = await finder.find(team, textsIn(readings));
  if (found.kind !== "none") return { ...found, ...besideOf(found.by, readings) };
  // A name may hold somebody's, and Slack has made a mention of it.
  const people = peopleNamed(rest).slice(0, MAX_NAMED);
  const nobody = { people, groups: [] };
  if (people.length === 0) return { ...found, ...nobody };
  const names = await forms.findNames(people);
  const again = readTaskName(rest, { nameOf: (person) => names[person], takesHandles });
  const foundByNames = await finder.find(team, textsIn(again));
  return foundByNames.kind === "none"
    ? { ...found, ...nobody }
    : { ...foundByNames, ...besideOf(foundByNames.by, again) };
}

/** All texts of the readings, the likeliest first. */
export const textsIn = (readings: readonly NameReading[]): string[] => [
  ...new Set(readings.flatMap(({ texts }) => texts)),
];

function besideOf(text: string, readings: readonly NameReading[]): NamedBeside {
  const { people, groups } = readings.find(({ texts }) => texts.includes(text)) ?? { people: [], groups: [] };
  return { people, groups };
}
