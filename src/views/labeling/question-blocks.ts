import type { KnownBlock } from "@slack/types";
import type { Question } from "../../domain/labeling/question.ts";
import { smallPrint } from "../blocks.ts";

export const answerLine = ({ answer }: Question): string =>
  answer ? `Answered by ${answer.name}: ${answer.text}` : "Not answered yet.";

/** What stands beside an input of what was asked about it. */
export const questionBlocks = (questions: readonly Question[]): KnownBlock[] =>
  questions.flatMap((question) => [smallPrint(`Asked: ${question.text}`), smallPrint(answerLine(question))]);
