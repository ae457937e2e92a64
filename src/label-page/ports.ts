import type { Said } from "../domain/labeling/label.ts";
import type { PageSession } from "../domain/labeling/page-session.ts";
import type { Result } from "../domain/result.ts";
import type { Refusal, WorkAnswer } from "./protocol.ts";

export type PageSessionStore = {
  save(hash: string, session: PageSession, keepMs: number): Promise<void>;
  find(hash: string): Promise<PageSession | undefined>;
};

export type LabelDraftStore = {
  save(owner: PageSession, inputId: string, said: Said): Promise<void>;
  /** By input. */
  find(owner: PageSession, inputIds: readonly string[]): Promise<ReadonlyMap<string, Said>>;
  remove(owner: PageSession, inputId: string): Promise<void>;
};

/** A question about an input, and what was answered first. */
export type Asked = { readonly text: string; readonly answer?: { readonly name: string; readonly text: string } };

/** Questions about inputs, to those who can answer them. */
export type PageQuestions = {
  /** The same `id` is the same question. */
  ask(
    session: PageSession,
    asked: { readonly id: string; readonly assignmentId: string; readonly text: string },
  ): Promise<"asked" | "too_many" | "gone">;
  /** What stands beside an input for this person, newest first. */
  about(session: PageSession, inputId: string): Promise<readonly Asked[]>;
};

/** What can be done on the page; each answers with the work as it is then. None rejects for what a person can meet. */
export type PageWork = {
  begin(session: PageSession): Promise<Result<WorkAnswer, Refusal>>;
  answer(
    session: PageSession,
    answer: { readonly assignmentId: string; readonly inputId: string; readonly said: Said },
  ): Promise<Result<WorkAnswer, Refusal>>;
  skip(session: PageSession, assignmentId: string): Promise<Result<WorkAnswer, Refusal>>;
  undo(session: PageSession): Promise<Result<WorkAnswer, Refusal>>;
  ask(session: PageSession, assignmentId: string, question: string): Promise<Result<WorkAnswer, Refusal>>;
  /** Keeps what was begun of an input that lies before this person; undefined: nothing of it is left. */
  keep(session: PageSession, inputId: string, said: Said | undefined): Promise<void>;
  /** The bytes of an input that lies before this person, where the Tasks API keeps them. */
  media(session: PageSession, inputId: string): Promise<Uint8Array | undefined>;
};
