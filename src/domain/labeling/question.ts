import type { Named } from "../task.ts";
import type { LabelingInput } from "./label.ts";

/** Characters of a question, and of an answer: both stand in a window beside the input. */
export const MAX_QUESTION = 1_000;
/** Of one person and task: whoever has asked more without an answer asks nobody who reads it. */
export const MOST_OPEN_QUESTIONS = 20;

export type QuestionAnswer = { readonly by: string; readonly name: string; readonly text: string };

/** Who is asked (Slack user id). `account`: by which they review the task; absent for its lead. */
export type QuestionAudience = { readonly person: string; readonly account?: string };

/** Who is asked, as far as they can be named now; `areAll`: false where others are to be asked once they can be named. */
export type QuestionPeople = { readonly people: readonly QuestionAudience[]; readonly areAll: boolean };

/** What a worker wants to know of an input. `by`: Slack user ids. */
export type Question = {
  readonly id: string;
  readonly team: string;
  readonly task: Named;
  readonly input: LabelingInput;
  readonly by: string;
  readonly text: string;
  /** The first answer is the one for all who work on the task. */
  readonly answer?: QuestionAnswer;
};
