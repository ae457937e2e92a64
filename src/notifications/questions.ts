import * as z from "zod";
import type { Picture } from "../domain/labeling/picture.ts";
import type { Question, QuestionPeople } from "../domain/labeling/question.ts";
import { DeliveryError } from "../domain/notifications/delivery-error.ts";
import { newEvent, type QuestionAsked, type QuestionKnown, type QuestionTold } from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import type { Asked } from "../views/asked.ts";
import {
  askQuestion,
  buildNobodyToAsk,
  buildQuestion,
  buildQuestionClosed,
  buildReply,
  tellReply,
} from "../views/labeling/question-messages.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import { editMessage } from "./shared/edit-message.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import { orWait } from "./shared/or-wait.ts";
import type { Posted } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Known = z.object({ team: z.string(), question: z.string() }) satisfies z.ZodType<QuestionKnown>;
const ToBeAsked = Known.extend({ told: z.array(z.string()).exactOptional() }) satisfies z.ZodType<QuestionAsked>;
const Told = Known.extend({
  person: z.string(),
  task: Named,
  account: z.string().exactOptional(),
  isReleased: z.boolean().exactOptional(),
}) satisfies z.ZodType<QuestionTold>;

/** What workers have asked about inputs, whom it goes to, and where they were asked. */
export type QuestionBook = {
  find(team: string, id: string): Promise<Question | undefined>;
  /** The lead and the reviewers, without who asks. */
  audienceOf(question: Question): Promise<QuestionPeople>;
  /** Whether this account still reviews its task, as far as we know. */
  isReviewedBy(question: Question, account: string): Promise<boolean>;
  /** Somebody is asked, in whatever way: from now on they may answer. */
  noteAsked(question: Question, person: string): Promise<void>;
  /** Somebody reviews a task no more; false where they are asked about it still. Rejects with `DeliveryError` while nobody can say which. */
  unask(whose: { team: string; taskId: string; person: string }): Promise<boolean>;
  noteTold(question: Question, told: Posted & { readonly person: string }): Promise<void>;
  /** Who was asked, and in which message, where it is one of its own. */
  listAsked(id: string): Promise<readonly { readonly person: string; readonly message?: Posted }[]>;
  /** How the question's input is shown in Slack. */
  showInput(question: Question): Promise<Picture>;
};

/** Puts questions to the lead and the reviewers, and brings the first answer to whoever asked and to everybody who was asked. */
export function createQuestionNotifications(deps: {
  courtesy: Pick<Courtesy, "putOff">;
  questions: QuestionBook;
  findName: FindName;
}) {
  const { courtesy, questions, findName } = deps;
  const nameOf = nameOrColleague(findName, "A colleague");

  async function ask({ team, question: id, told = [] }: QuestionAsked, { slack }: Handed) {
    const question = await questions.find(team, id);
    if (!question || question.answer) return [];
    const { people, areAll } = await orWait(questions.audienceOf(question), "nobody knows whom to ask");
    const others = people.filter(({ person }) => !told.includes(person));
    if (others.length > 0) {
      const asked = others.map((one) => newEvent("question.told", { team, task: question.task, question: id, ...one }));
      const known = [...told, ...others.map(({ person }) => person)];
      return areAll ? asked : [...asked, newEvent("question.asked", { team, question: id, told: known })];
    }
    // Whoever cannot be named yet is asked once they can be.
    if (!areAll) throw new DeliveryError("unavailable", "not everybody who is to be asked can be named");
    if (told.length === 0) await slack.post(question.by, buildNobodyToAsk(question));
    return [];
  }

  /** A question as it is asked now; undefined where it is answered, or who was to be asked reviews the task no more. */
  async function findOpen({ team, question: id, account }: QuestionTold): Promise<Question | undefined> {
    const question = await questions.find(team, id);
    if (!question || question.answer) return undefined;
    const isStillAsked = account === undefined || (await questions.isReviewedBy(question, account));
    return isStillAsked ? question : undefined;
  }

  async function tell(told: QuestionTold, { slack }: Handed) {
    const { team, question: id, person } = told;
    const question = await findOpen(told);
    if (!question) return [];
    // Before they can press.
    await questions.noteAsked(question, person);
    const from = await nameOf(question.by);
    const picture = question.input.content.kind === "image" && (await questions.showInput(question));
    const posted = await slack.post(person, buildQuestion(question, { from, ...(picture && { picture }) }));
    await questions.noteTold(question, { person, ...posted });
    // Answered by somebody else while this was being posted: its message is not among those that were edited then.
    const now = await questions.find(team, id);
    return now?.answer ? [newEvent("question.closed", { team, task: question.task, question: id, person })] : [];
  }

  async function listQuestion(told: QuestionTold): Promise<Asked | undefined> {
    const question = await findOpen(told);
    if (!question) return undefined;
    await questions.noteAsked(question, told.person);
    return askQuestion(question, await nameOf(question.by));
  }

  async function answered({ team, question: id }: QuestionKnown) {
    const question = await questions.find(team, id);
    if (!question) return [];
    const asked = await questions.listAsked(id);
    return [
      newEvent("question.reply", { team, task: question.task, question: id, person: question.by }),
      ...asked
        .filter(({ message }) => message)
        .map(({ person }) => newEvent("question.closed", { team, task: question.task, question: id, person })),
    ];
  }

  async function close({ team, question: id, person }: QuestionTold, { slack }: Handed) {
    const [question, asked] = await Promise.all([questions.find(team, id), questions.listAsked(id)]);
    const message = asked.find((one) => one.person === person)?.message;
    if (question && message)
      await editMessage(slack, message, buildQuestionClosed(question, await nameOf(question.by)));
    return [];
  }

  async function reply({ team, question: id, person }: QuestionTold, { slack }: Handed) {
    const question = await questions.find(team, id);
    if (question) await slack.post(person, buildReply(question));
    return [];
  }

  async function listReply({ team, question: id }: QuestionTold): Promise<Asked | undefined> {
    const question = await questions.find(team, id);
    return question && tellReply(question);
  }

  const place = ({ person }: QuestionTold): string => person;

  return {
    "question.asked": { payload: ToBeAsked, deliver: ask },
    "question.told": {
      payload: Told,
      deliver: tell,
      place,
      waits: (told) => courtesy.putOff("question.told", told, { role: "reviewer" }),
      listed: listQuestion,
    },
    "question.answered": { payload: Known, deliver: answered },
    "question.closed": { payload: Told, deliver: close },
    "question.reply": {
      payload: Told,
      deliver: reply,
      place,
      waits: (told) => courtesy.putOff("question.reply", told, { role: "worker" }),
      listed: listReply,
    },
  } satisfies Partial<Notifications>;
}
