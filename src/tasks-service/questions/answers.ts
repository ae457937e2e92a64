import { taskConflict } from "../protocol/api-error.ts";
import type { Comparison } from "../rules/comparison.ts";
import type { TasksStore, Writer } from "../tables/store.ts";
import type { Ask } from "./asker.ts";
import type { Question } from "./question.ts";

/** What has been worked out for a transaction before it began. */
export type Answers = {
  /** Ends the transaction where the question is not answered yet: `writeWithAnswers` then has it answered, and begins anew. */
  to(question: Question): Comparison;
};

/** A request decides 128 inputs at most, each of them a few times; more are asked only where labels change as fast as they are compared. */
const MAX_QUESTIONS = 1000;

class Unanswered extends Error {
  readonly question: Question;
  constructor(question: Question) {
    super("a question is not answered yet");
    this.question = question;
  }
}

/**
 * Writes to an app what depends on answers that take long, none of it within the transaction: where `work` comes to such a question, all that
 * it wrote is taken back, the question is answered, and `work` begins anew. The question says exactly what it is about, so that an answer is
 * used only as long as that is what is there.
 */
export async function writeWithAnswers<T>(
  store: TasksStore,
  app: number,
  ask: Ask,
  work: (trx: Writer, answers: Answers) => Promise<T>,
): Promise<T> {
  const known = new Map<string, Comparison>();
  const answers: Answers = {
    to: (question) => {
      const answer = known.get(JSON.stringify(question));
      if (answer === undefined) throw new Unanswered(question);
      return answer;
    },
  };
  for (let asked = 0; asked < MAX_QUESTIONS; asked += 1) {
    try {
      return await store.writeApp(app, (trx) => work(trx, answers));
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const answer = await ask(error.question);
      if (answer !== null) known.set(JSON.stringify(error.question), answer);
    }
  }
  throw taskConflict("Labels of the task are changed again and again while they are compared: try again.");
}
