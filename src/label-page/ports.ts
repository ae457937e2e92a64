import type { JsonObject } from "../domain/json.ts";
import type { Said } from "../domain/labeling/label.ts";
import type { PagePurpose, PageSession } from "../domain/labeling/page-session.ts";
import type { Person } from "../domain/people/person.ts";
import type { Result } from "../domain/result.ts";
import type { Reviewed } from "../domain/review/decide.ts";
import type { Refusal, WorkAnswer } from "./protocol.ts";
import type { ShownReview } from "./review-protocol.ts";

export type PageSessionStore = {
  save(hash: string, session: PageSession, keepMs: number): Promise<void>;
  find(hash: string): Promise<PageSession | undefined>;
  removeOf(team: string, person: string): Promise<void>;
};

export type LabelDraftStore = {
  save(owner: PageSession, inputId: string, said: Said): Promise<void>;
  /** By input. */
  find(owner: PageSession, inputIds: readonly string[]): Promise<ReadonlyMap<string, Said>>;
  remove(owner: PageSession, inputIds: readonly string[]): Promise<void>;
};

export type ReviewDraftStore = {
  save(owner: PageSession, inputId: string, reviewed: Reviewed): Promise<void>;
  /** By input. */
  find(owner: PageSession, inputIds: readonly string[]): Promise<ReadonlyMap<string, Reviewed>>;
  remove(owner: PageSession, inputIds: readonly string[]): Promise<void>;
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

/** What a page is answered: what it shows, or why not. */
export type PageAnswer = Result<object, Refusal<object>>;

/** One kind of page: `begin` gives what lies before somebody; `actions` are what its script asks beside that, undefined for a body that it does not send. */
export type PageApi = {
  begin(session: PageSession): Promise<PageAnswer>;
  readonly actions: Readonly<
    Record<string, (session: PageSession, body: JsonObject) => Promise<PageAnswer> | undefined>
  >;
  /** The bytes of an input that lies before this person, where the Tasks API keeps them. */
  media(session: PageSession, inputId: string): Promise<Uint8Array | undefined>;
};

/** What the pages of one workspace work with. */
export type PagePlaceOfWork = {
  readonly apis: Readonly<Record<PagePurpose, PageApi>>;
  readonly directory: {
    known(id: string): Person | undefined;
    findSurely(id: string): Promise<Person | undefined>;
  };
};

/** What can be done on the page for reviewing; each answers with what awaits this person then. None rejects for what a person can meet. */
export type PageReview = {
  begin(session: PageSession): Promise<Result<WorkAnswer<ShownReview>, Refusal<ShownReview>>>;
  /** Saves a batch: what was decided of it, and what was left for later. The same `batch` is saved once. */
  save(
    session: PageSession,
    saved: { readonly batch: string; readonly inputs: readonly Reviewed[] },
  ): Promise<Result<WorkAnswer<ShownReview>, Refusal<ShownReview>>>;
  /** Keeps what was chosen for an input that lies before this person. */
  keep(session: PageSession, reviewed: Reviewed): Promise<void>;
  /** The bytes of an input that lies before this person, where the Tasks API keeps them. */
  media(session: PageSession, inputId: string): Promise<Uint8Array | undefined>;
};

/** What can be done on the page for labeling; each answers with the work as it is then. None rejects for what a person can meet. */
export type PageWork = {
  begin(session: PageSession): Promise<Result<WorkAnswer, Refusal>>;
  answer(
    session: PageSession,
    answer: { readonly assignmentId: string; readonly inputId: string; readonly said: Said },
  ): Promise<Result<WorkAnswer, Refusal>>;
  skip(session: PageSession, assignmentId: string): Promise<Result<WorkAnswer, Refusal>>;
  /** `answerId`: the answer that is meant; a page of an older version does not say. */
  undo(session: PageSession, answerId: string | undefined): Promise<Result<WorkAnswer, Refusal>>;
  ask(session: PageSession, assignmentId: string, question: string): Promise<Result<WorkAnswer, Refusal>>;
  /** Keeps what was begun of an input that lies before this person; undefined: nothing of it is left. */
  keep(session: PageSession, inputId: string, said: Said | undefined): Promise<void>;
  /** The bytes of an input that lies before this person, where the Tasks API keeps them. */
  media(session: PageSession, inputId: string): Promise<Uint8Array | undefined>;
};
