import {
  MOST_OPEN_QUESTIONS,
  type Question,
  type QuestionAnswer,
  type QuestionAudience,
  type QuestionPeople,
} from "../../domain/labeling/question.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { DeliveryError } from "../../domain/notifications/delivery-error.ts";
import { type NewEvent, newEvent } from "../../domain/notifications/events.ts";
import { findOrGone } from "../../domain/tasks-api-error.ts";
import type { TaskIndex } from "../lists/task-index.ts";
import type { Accounts } from "../people/accounts.ts";
import { nameSurely } from "../people/name-surely.ts";
import type { TasksGateway } from "../ports.ts";
import type { LabelingStore, Lane } from "./ports.ts";

export type QuestionStore = {
  /** Writes a question with the events that tell of it, once. "too_many": this person has `most` open ones on the task. */
  ask(question: Question, most: number, events: readonly NewEvent[]): Promise<"asked" | "too_many">;
  find(team: string, id: string): Promise<Question | undefined>;
  /** About one input of a task, newest first: what was answered, and what this person has asked. */
  listForInput(lane: Lane, inputId: string): Promise<readonly Question[]>;
  /** Writes an answer with the events that tell of it; false where there is one already. */
  answer(id: string, answer: QuestionAnswer, events: readonly NewEvent[]): Promise<boolean>;
  /** Somebody is asked nothing of a task any more, and may answer none of what they were asked. */
  unask(lane: Lane): Promise<void>;
  /** Who was asked. */
  listAsked(id: string): Promise<readonly { readonly person: string }[]>;
};

/** "taken": somebody else was first; "gone": no such question, or it was put to others. */
export type Answering =
  | { readonly outcome: "answered" | "taken"; readonly question: Question }
  | { readonly outcome: "gone" };

export type Questions = ReturnType<typeof createQuestions>;

/** What a worker asks about an input goes to the lead and the reviewers; who answers first answers for all who work on the task. */
export function createQuestions(deps: {
  store: QuestionStore;
  sessions: Pick<LabelingStore, "findSession">;
  tasks: Pick<TasksGateway, "getTask">;
  index: Pick<TaskIndex, "find">;
  accounts: Pick<Accounts, "identify">;
  /** The outbox has something to send. */
  wake: () => void;
  log: Log;
}) {
  const { store, sessions, tasks, index, accounts, wake, log } = deps;

  /** Nobody is asked twice; who leads the task is asked as its lead. */
  async function leadAndReviewers(
    team: string,
    lead: string | undefined,
    reviewers: readonly string[],
  ): Promise<QuestionPeople> {
    const named = await nameSurely(accounts, team, reviewers, { haste: "background", log });
    const known = named ?? (await accounts.identify(team, reviewers));
    const asked = new Map<string, QuestionAudience>();
    if (lead !== undefined) asked.set(lead, { person: lead });
    for (const account of reviewers) {
      const person = known[account]?.person;
      if (person !== undefined && !asked.has(person)) asked.set(person, { person, account });
    }
    return { people: [...asked.values()], areAll: named !== undefined };
  }

  return {
    /** Writes what somebody asks of an input that is theirs. The same `id` is the same question. */
    async ask(
      lane: Lane,
      asked: { id: string; assignmentId: string; text: string },
    ): Promise<"asked" | "too_many" | "gone"> {
      const { id, assignmentId, text } = asked;
      const { team, person } = lane;
      const session = await sessions.findSession(lane);
      const held = session?.held.find((one) => one.assignmentId === assignmentId);
      if (!session || !held) return "gone";
      const task = { id: lane.taskId, name: session.task.name };
      const question: Question = { id, team, task, input: held.input, by: person, text };
      const outcome = await store.ask(question, MOST_OPEN_QUESTIONS, [
        newEvent("question.asked", { team, question: id }),
      ]);
      wake();
      return outcome;
    },

    /** The first answer stands; whoever comes later is given it. Only who was asked answers. */
    async answer({ team, id }: { team: string; id: string }, answer: QuestionAnswer): Promise<Answering> {
      const [question, asked] = await Promise.all([store.find(team, id), store.listAsked(id)]);
      if (!question || !asked.some(({ person }) => person === answer.by)) return { outcome: "gone" };
      const isFirst = await store.answer(id, answer, [newEvent("question.answered", { team, question: id })]);
      wake();
      const now = isFirst ? { ...question, answer } : ((await store.find(team, id)) ?? question);
      return { outcome: now.answer?.by === answer.by ? "answered" : "taken", question: now };
    },

    /** A question, for whoever was asked it or has asked it; to others it is not there. */
    async findFor({ team, person }: { team: string; person: string }, id: string): Promise<Question | undefined> {
      const question = await store.find(team, id);
      if (!question || question.by === person) return question;
      const asked = await store.listAsked(id);
      return asked.some((one) => one.person === person) ? question : undefined;
    },

    /** What stands beside an input in this person's window. */
    about: (lane: Lane, inputId: string): Promise<readonly Question[]> => store.listForInput(lane, inputId),

    /** The task's lead and reviewers, without who asks; nobody where the task is gone. Rejects with `TasksApiError`. */
    async audienceOf({ team, task: { id }, by }: Question): Promise<QuestionPeople> {
      const task = await findOrGone(() => tasks.getTask(id, "background"));
      if (!task) return { people: [], areAll: true };
      const reviewers = task.review.strategy === "NONE" ? [] : task.review.reviewers;
      const { people, areAll } = await leadAndReviewers(team, creatorOf(task, team), reviewers);
      return { people: people.filter(({ person }) => person !== by), areAll };
    },

    /** Whether this account reviews the question's task, as far as our own index knows; true where it does not know the task. */
    async isReviewedBy({ team, task: { id } }: Question, account: string): Promise<boolean> {
      const task = await index.find(team, id);
      return !task || task.reviewers.includes(account);
    },

    /**
     * Somebody's part is over: they answer no more, and see no more of what was asked. False where they lead the task, or review it again.
     * Rejects with `DeliveryError` while that cannot be said: whoever cannot be named now may be them.
     */
    async unask(lane: Lane): Promise<boolean> {
      const task = await index.find(lane.team, lane.taskId);
      if (task) {
        const { people, areAll } = await leadAndReviewers(lane.team, task.creator, task.reviewers);
        if (people.some(({ person }) => person === lane.person)) return false;
        if (!areAll) throw new DeliveryError("unavailable", "not everybody who reviews the task can be named");
      }
      await store.unask(lane);
      return true;
    },
  };
}
