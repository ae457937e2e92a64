import { isNarrowed } from "../../domain/lists/list-query.ts";
import type { TaskListPage } from "../../domain/lists/task-list.ts";
import { formatCount } from "../../domain/numbers.ts";
import type { PriorityWanted } from "../../domain/task.ts";
import { listNames, priorityInWords, REVIEW_WORDS, STATUS_WORDS, TYPE_WORDS } from "../words.ts";

/** Who looks at a list: whoever asked, in a channel or in a direct message (where nobody is to share with), or everybody. */
export type ListAudience = "asker" | "direct" | "channel";

/** What a list is of: "Tasks assigned to you", and under it what it is narrowed to. */
export function titleOf(list: TaskListPage, audience: ListAudience): { bold: string; rest: string } {
  const { types, statuses, reviews, priorities, text } = list.query;
  const whom = whomOf(list, audience);
  const bold = {
    all: "Tasks",
    mine: `Tasks assigned to ${whom}`,
    reviews: `Tasks that ${whom} ${whom.includes(",") || whom === "you" ? "review" : "reviews"}`,
    created: `Tasks that ${whom} created`,
  }[list.query.scope];
  const filters = [
    types.map((type) => TYPE_WORDS[type]).join(" or "),
    statuses.map((status) => STATUS_WORDS[status]).join(" or "),
    reviews.map((review) => `Review: ${REVIEW_WORDS[review].toLowerCase()}`).join(" or "),
    priorities.map(priorityWanted).join(" or "),
    text === "" ? "" : `“${text}”`,
  ];
  return { bold, rest: filters.filter((each) => each !== "").join(" · ") };
}

const priorityWanted = (priority: PriorityWanted): string =>
  priority === "NONE" ? "no priority" : priorityInWords(priority);

/** Why nothing is shown: what would be here, and how to get it. */
export function explainEmpty(list: TaskListPage, audience: ListAudience): string {
  const { query, page, lookedAt, withoutAccount } = list;
  if (page > 1) return "There are no more tasks: this was the last page.";
  const whom = whomOf(list, audience);
  const isOneself = whom === "you";
  if (withoutAccount.length > 0) return explainWithoutAccount(list, isOneself);
  if (lookedAt !== undefined)
    return `None among the first ${formatCount(lookedAt)} tasks; I am still looking. Ask again in a moment.`;
  if (isNarrowed(query)) return "No task matches. Leave a part of it out, or see all with /task list.";
  switch (query.scope) {
    case "all":
      return "There is no task yet. Create one with /task create.";
    case "mine":
      return `Nothing is assigned to ${whom}. A lead assigns work with /task create.`;
    case "reviews":
      return `There is nothing for ${whom} to review. A lead names reviewers with /task create.`;
    case "created":
      return `${isOneself ? "You have" : `${whom} has`} created no task with Labeldesk yet. /task create makes one.`;
  }
}

function explainWithoutAccount({ names, withoutAccount }: TaskListPage, isOneself: boolean): string {
  if (isOneself)
    return "You have no account on the labeling side that Labeldesk knows of, so nothing can be assigned to you. Say who you are there with /task link.";
  const who = listNames(withoutAccount.map((person) => names[person] ?? person));
  return `Labeldesk knows of no account on the labeling side for ${who}, so nothing can be assigned there. A workspace admin can name it with /task link.`;
}

/** "you", or the names of the people whose tasks these are. */
function whomOf({ query, names, asker }: TaskListPage, audience: ListAudience): string {
  const people = query.people.length > 0 ? query.people : [asker];
  if (audience !== "channel" && people.length === 1 && people[0] === asker) return "you";
  return listNames(people.map((person) => names[person] ?? person));
}
