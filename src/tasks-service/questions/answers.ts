import { createHash } from "node:crypto";
import { taskConflict } from "../protocol/api-error.ts";
import type { Comparison } from "../rules/shapes/comparison.ts";
import type { TasksStore, Writer } from "../tables/store.ts";
import type { Ask } from "./asker.ts";
import type { Answer, HowLabelsCompare, Question, WhatIsWrong } from "./question.ts";

/** What has been worked out for a transaction before it began. Whatever a transaction does with a question that is not answered yet is taken back. */
export type Answers = {
  /** Throws where it is not answered yet: nothing can be decided (`untilUnanswered`). */
  comparison(question: HowLabelsCompare): Comparison;
  /** None where it is not answered yet: there may be more to ask about. */
  problems(question: WhatIsWrong): readonly string[];
};

/** A request is about 128 inputs or labels at most, each a few times; more are asked only where labels change as fast as they are compared. */
const MAX_QUESTIONS = 1000;

/** Questions of so many characters together are kept in memory until they are answered; whatever comes after them is asked the next time. */
const MAX_OPEN_LENGTH = 8_000_000;

/** The transaction will be taken back: what it has come to is not answered yet. */
class Unanswered extends Error {
  override readonly name = "Unanswered";
}

/**
 * Writes to an app what depends on answers that take long, none of it within the transaction: where `work` has come to such questions, all
 * that it wrote is taken back, they are answered, and `work` begins anew. A question says exactly what it is about, so that an answer is used
 * only as long as that is what is there.
 */
export async function writeWithAnswers<T>(
  store: TasksStore,
  app: number,
  ask: Ask,
  work: (trx: Writer, answers: Answers) => Promise<T>,
): Promise<T> {
  const known = new Map<string, Answer>();
  for (let count = 0; count < MAX_QUESTIONS; ) {
    const open = new Map<string, Question>();
    try {
      return await store.writeApp(app, async (trx) => {
        const outcome = await work(trx, createAnswers(known, open));
        if (open.size > 0) throw new Unanswered();
        return outcome;
      });
    } catch (error) {
      // What fails after a question without an answer may not fail with it.
      if (open.size === 0) throw error;
    }
    for (const [name, question] of open) {
      const answer = await ask(question);
      if (!("hasChanged" in answer)) known.set(name, answer);
      count += 1;
    }
  }
  throw taskConflict("Labels of the task are changed again and again while they are compared: try again.");
}

/** Looks answers up in what is `known`; what is not there is noted as `open`. */
function createAnswers(known: ReadonlyMap<string, Answer>, open: Map<string, Question>): Answers {
  let length = 0;
  const find = (question: Question): Answer | undefined => {
    const text = JSON.stringify(question);
    const name = createHash("sha256").update(text).digest("base64");
    const answer = known.get(name);
    if (answer !== undefined) return answer;
    open.set(name, question);
    length += text.length;
    if (length > MAX_OPEN_LENGTH) throw new Error("no more questions are kept until they are answered");
    return undefined;
  };
  return {
    comparison: (question) => {
      const answer = find(question);
      if (answer === undefined || !("comparison" in answer)) throw new Unanswered();
      return answer.comparison;
    },
    problems: (question) => {
      const answer = find(question);
      return answer !== undefined && "problems" in answer ? answer.problems : [];
    },
  };
}

/**
 * Does one of several things that are decided one after the other, as far as there are answers. The next one is gone on with either way,
 * so that all that is open is asked for at once, and the whole begins anew once: not once for each.
 */
export async function untilUnanswered(decide: () => Promise<void>): Promise<void> {
  try {
    await decide();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
}
