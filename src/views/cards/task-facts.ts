import type { TaskCard } from "../../domain/cards/task-card.ts";
import { countInWords, formatCount, formatPercent, withUnit } from "../../domain/numbers.ts";
import type { ReviewPlan } from "../../domain/task.ts";
import type { TaskGroups } from "../../domain/user-groups.ts";
import { fitInto } from "../fit-into.ts";
import { PER_INPUT_WORDS, REVIEW_WORDS, STRATEGY_WORDS, sourceInWords } from "../words.ts";

/** Together about a screen: 153 concepts of usual names fit. */
const CONCEPTS_LENGTH = 2500;
const NAME_PLACES = 60;

/** What a task is made of, as pairs of a word and what it says; empty things are left out. */
export function taskFacts(card: TaskCard): (readonly [string, string])[] {
  const { task, concepts, inputs, sourceName } = card;
  const counted = inputs === undefined ? "" : ` · about ${formatCount(inputs)}`;
  const facts: (readonly [string, string])[] = [
    ["Inputs", `${sourceInWords(task.inputSource.type, sourceName && fitInto(sourceName, NAME_PLACES))}${counted}`],
    ["Workers", workersInWords(card)],
    ["Review", reviewInWords(card)],
  ];
  if (card.conceptsPerInput)
    facts.unshift(["Concepts per input", PER_INPUT_WORDS[card.conceptsPerInput].toLowerCase()]);
  if (concepts.length > 0) facts.unshift(["Concepts", listWithin(concepts, CONCEPTS_LENGTH)]);
  if (card.userGroups) facts.push(["User groups", groupsInWords(card.userGroups)]);
  if (task.sampleMs !== undefined) facts.push(["Video", `one frame every ${withUnit(task.sampleMs, "ms")}`]);
  return facts;
}

const groupsInWords = ({ workers, reviewers }: TaskGroups): string =>
  listWithin(
    [...workers.map(({ handle }) => `@${handle}`), ...reviewers.map(({ handle }) => `@${handle} (review)`)],
    CONCEPTS_LENGTH,
  );

function workersInWords({ task, workersTotal, machines }: TaskCard): string {
  const { work } = task;
  const who = [...(workersTotal > 0 ? [workersTotal === 1 ? "1 person" : `${workersTotal} people`] : []), ...machines];
  if (who.length === 0) return "nobody yet";
  const names = listWithin(who, CONCEPTS_LENGTH);
  if (workersTotal === 0) return names;
  switch (work.strategy) {
    case "NOT_SET":
    case "UNKNOWN":
      return `${names} · ${STRATEGY_WORDS[work.strategy]}: the labeling side divides the work`;
    case "FULL":
      return `${names} · ${STRATEGY_WORDS.FULL}: everybody labels every input`;
    case "DYNAMIC":
      return `${names} · ${STRATEGY_WORDS.DYNAMIC}: ten inputs at a time, as they ask`;
    case "PARTITIONED": {
      const split = work.weights ? "weighted" : "evenly";
      return `${names} · ${STRATEGY_WORDS.PARTITIONED}, ${split} · each input labeled by ${countInWords(work.workersPerInput)}`;
    }
  }
}

function reviewInWords({ task, reviewers, reviewersTotal }: TaskCard): string {
  const { review } = task;
  if (review.strategy === "NONE") return "none: what is submitted counts at once";
  const more = reviewersTotal > reviewers.length ? ` and ${reviewersTotal - reviewers.length} more` : "";
  const by = reviewersTotal === 0 ? "nobody reviews yet" : `by ${listWithin(reviewers, CONCEPTS_LENGTH)}${more}`;
  if (review.strategy === "UNKNOWN") return `${REVIEW_WORDS.UNKNOWN} · ${by}`;
  return `${REVIEW_WORDS[review.strategy]}: ${ruleInWords(review)} · ${by}`;
}

function ruleInWords(review: Extract<ReviewPlan, { strategy: "MANUAL" | "CONSENSUS" }>): string {
  if (review.strategy === "MANUAL") {
    return review.sample >= 1 ? "every input" : `a sample of ${formatPercent(review.sample)} of the inputs`;
  }
  const { labelersMustAgree: threshold, reviewersMustApprove } = review;
  const who = reviewersMustApprove === "ALL" ? "all reviewers must approve" : "one reviewer decides";
  if (threshold === 0) return `every input goes to the reviewers, ${who}`;
  if (threshold === 1) return `one label approves, else ${who}`;
  return `approved when ${countInWords(threshold)} labelers agree, else ${who}`;
}

/** As many names as fit, and how many are left out. */
function listWithin(names: readonly string[], length: number): string {
  const shown: string[] = [];
  let used = 0;
  for (const name of names) {
    const fitted = fitInto(name, NAME_PLACES);
    used += fitted.length + 2;
    if (used > length && shown.length > 0) break;
    shown.push(fitted);
  }
  const left = names.length - shown.length;
  return `${shown.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}
