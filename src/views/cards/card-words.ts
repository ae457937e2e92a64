import type { TaskCard } from "../../domain/cards/task-card.ts";
import { shownName } from "../../domain/fold-name.ts";
import { plural } from "../../domain/numbers.ts";
import { fitInto } from "../fit-into.ts";
import { truncate } from "../limits.ts";
import { ownInWords } from "../own/own-part.ts";
import { escapeText, farInWords, inSentences } from "../text.ts";
import { priorityInWords, STATUS_WORDS, TYPE_WORDS } from "../words.ts";

export const NAME_PLACES = 200;
const PEOPLE_IN_CHANNEL = 5;
const PERSON_PLACES = 60;
/** Some two minutes of listening. */
const MOST_HEARD = 2000;

export const nameOf = ({ task }: Pick<TaskCard, "task">): string => fitInto(shownName(task), NAME_PLACES);

/** "In progress · Polygon detection · high priority" */
export function stateOf({ task }: Pick<TaskCard, "task">): string {
  const words = [STATUS_WORDS[task.status], TYPE_WORDS[task.type]];
  if (task.priority) words.push(priorityInWords(task.priority));
  return words.join(" · ");
}

/** "Ana Souza, Ben Carter and 3 more · reviewed by Mei Tanaka" */
export function peopleOf({
  workers,
  workersTotal,
  reviewers,
  reviewersTotal,
  hidesLabelers = false,
}: TaskCard): string {
  const names = (known: readonly string[], total: number): string => {
    const shown = known.slice(0, PEOPLE_IN_CHANNEL).map((name) => fitInto(name, PERSON_PLACES));
    return `${shown.join(", ")}${total > shown.length ? ` and ${total - shown.length} more` : ""}`;
  };
  const labelers =
    workersTotal === 0
      ? "nobody assigned"
      : hidesLabelers
        ? plural(workersTotal, "worker")
        : names(
            workers.map(({ name }) => name),
            workersTotal,
          );
  return reviewersTotal === 0 ? labelers : `${labelers} · reviewed by ${names(reviewers, reviewersTotal)}`;
}

/** A card as it is heard: what Slack reads aloud and shows in a notification. `said`: what else stands on it, a sentence each. */
export function cardText(card: TaskCard, said: readonly string[] = []): string {
  const { own } = card;
  const words = inSentences([
    `“${nameOf(card)}”: ${stateOf(card)}`,
    farInWords(card),
    ...(own ? ownInWords(own) : []),
    ...said,
  ]);
  return truncate(escapeText(words), MOST_HEARD);
}
