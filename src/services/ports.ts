import type { OwnChange } from "../domain/elsewhere/own-change.ts";
import type { Agreement } from "../domain/follow/agreement.ts";
import type { GivenLabel } from "../domain/follow/result.ts";
import type { Doing } from "../domain/history/doings.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Label, LabelingInput } from "../domain/labeling/label.ts";
import type { PictureInput, PictureSize } from "../domain/labeling/picture.ts";
import type { NewEvent } from "../domain/notifications/events.ts";
import type { Draft, PostedCard } from "../domain/notifications/kept.ts";
import type { Account, Person } from "../domain/people/person.ts";
import type {
  Begun,
  HeldSubmission,
  NewEntry,
  PromisedEntry,
  Submission,
  SubmissionStatus,
} from "../domain/submissions/submission.ts";
import type { Haste, Named, Page, Task, TaskChanges, TaskSpec, WorkerCounts } from "../domain/task.ts";
import type { UserGroupMembers } from "../domain/user-groups.ts";

/** The Tasks API in domain terms, bound to one app (user id, app id, key). Every method rejects with `TasksApiError`. */
export type TasksGateway = {
  /** PostTasks, one attempt within `timeoutMs`: it is never repeated here. */
  createTask(spec: TaskSpec, options?: { timeoutMs?: number }): Promise<Task>;
  /** GetTask with everything (`additional_fields=all`). */
  getTask(id: string, haste: Haste): Promise<Task>;
  listTasks(query: {
    page: number;
    perPage: number;
    workers?: readonly string[];
    reviewers?: readonly string[];
    ids?: readonly string[];
    haste: Haste;
    /** With `Task.metrics`, which the API computes for every task of the page. */
    withMetrics?: boolean;
  }): Promise<Page<Task>>;
  /** The newest task whose `metadata.labeldesk.submission` is this one, looked for by listing. */
  findBySubmission(submission: string, options?: { timeoutMs?: number }): Promise<Task | undefined>;
  /** All tasks of this submission: more than one where a request was carried out late. */
  findAllBySubmission(submission: string): Promise<readonly Task[]>;
  /** PatchTasks with `overwrite`: `raw` is sent back whole, with the fields of `changes` written in the current spelling. */
  overwriteTask(raw: JsonObject, changes: TaskChanges, options?: { timeoutMs?: number }): Promise<Task>;
  /** DeleteTasks. A repeat of a lost answer that finds nothing counts as done. */
  deleteTasks(ids: readonly string[], options?: { timeoutMs?: number }): Promise<void>;
  /** How far its workers agree; undefined where the other side measures none. */
  readAgreement(taskId: string, haste: Haste): Promise<Agreement | undefined>;
  countWork(taskId: string, haste: Haste): Promise<readonly WorkerCounts[]>;
  /** Processed inputs of the whole app. */
  countInputs(haste: Haste): Promise<number>;
  /** Inputs of a dataset, counted by pages; `undefined` past `cap`. */
  countDatasetInputs(datasetId: string, cap: number, haste: Haste): Promise<number | undefined>;
  /** At most 100 concepts whose name begins with or holds `text`; all of them for the empty text. */
  searchConcepts(text: string, haste: Haste): Promise<readonly Named[]>;
  /** All concepts of the app, up to 2,560. */
  listConcepts(haste: Haste): Promise<readonly Named[]>;
  /** Concepts that may have one of these names, however it is spelled: up to 2,560 of the app, and those that a search for each finds. */
  findConcepts(names: readonly string[], options?: { timeoutMs?: number }): Promise<readonly Named[]>;
  /** PostConcepts; a concept that exists already is no error. */
  createConcepts(concepts: readonly Named[], options?: { timeoutMs?: number }): Promise<void>;
  listDatasets(haste: Haste): Promise<readonly Named[]>;
  listSavedSearches(haste: Haste): Promise<readonly Named[]>;
  /** The owner of the app and its collaborators. */
  listAccounts(haste: Haste): Promise<readonly Account[]>;
  /** PostCollaborators; somebody who is one already is no error. */
  addCollaborators(accountIds: readonly string[], options?: { timeoutMs?: number }): Promise<void>;
  /** What was said of these inputs of a task, seen as the owner of the app. */
  listLabels(taskId: string, options: { inputs: readonly string[]; haste: Haste }): Promise<readonly Label[]>;
  /** All labels of a task with what became of them, page by page. */
  listGivenLabels(taskId: string): AsyncIterable<readonly GivenLabel[]>;
  /** GetInput, as somebody labels it. */
  getLabelingInput(id: string, haste: Haste): Promise<LabelingInput>;
  /** GetInput, as far as a picture is concerned. */
  getInput(id: string, haste: Haste): Promise<PictureInput>;
  /** The sizes of these inputs' pictures, by id; those that are not known are absent. */
  readPictureSizes(inputIds: readonly string[]): Promise<ReadonlyMap<string, PictureSize>>;
  /** The bytes of a copy that the API's side keeps (`HostedCopy.url`). Nothing else is fetched, whatever the address. */
  readHosted(address: string, haste: Haste): Promise<Uint8Array>;
};

/** Asks the other side whose key this is. Rejects with `TasksApiError` `unauthorized` when it is nobody's. The key is not kept. */
export type KeyOwner = (key: string) => Promise<Account>;

/**
 * The Slack workspace's people. Results come from a short-lived cache; `undefined` for an id that Slack does not know. Rejects with
 * `DeliveryError` when Slack does not answer.
 */
export type PeopleDirectory = {
  find(userId: string, options?: AskPerson): Promise<Person | undefined>;
  /** Whoever has this e-mail address in the workspace. */
  findByEmail(email: string): Promise<Person | undefined>;
  /** As `find`, by every way there is, and by what was known last: for what must not be decided without an answer. */
  findSurely(userId: string, options?: AskPerson): Promise<Person | undefined>;
};

/**
 * The Slack workspace's channels. `isExternal`: whether people of other organizations read one, as far as Slack lets the app know; rejects
 * when Slack does not answer.
 */
export type Channels = { isExternal(channel: string): Promise<boolean> };

/** The Slack workspace's user groups with who is in them, from a short-lived memory. Rejects when Slack does not answer. */
export type UserGroups = { list(): Promise<readonly UserGroupMembers[]> };

/** `anew`: Slack is asked again, whatever is remembered: who opened a form as a member may be a guest, or no admin, when they send it. */
export type AskPerson = { readonly anew?: boolean };

export type DraftStore = {
  /** Inserts or replaces the content, and renews the day. Never takes over a draft of somebody else: returns false then. */
  save(draft: Draft): Promise<boolean>;
  find(id: string): Promise<Draft | undefined>;
  /** The last one of this person that resumes this and was not submitted, or whose submission failed. */
  findUnsent(whose: Pick<Draft, "team" | "person">, resumes: string): Promise<Draft | undefined>;
  /** Deletes this person's draft. */
  remove(draft: Pick<Draft, "id" | "team" | "person">): Promise<void>;
};

export type SubmissionJournal = {
  /**
   * Journals a submission as pending, claimed by this process for `leaseMs`. One that failed or is doubtful is begun again (attempts + 1,
   * new payload and view); one that is pending or done is left alone and its status is returned. What it fulfils is done then,
   * in the same transaction.
   */
  begin(entry: NewEntry, leaseMs: number, fulfils?: string): Promise<Begun>;
  find(id: string): Promise<Submission | undefined>;
  /** Records the outcome, what was done to tasks, the events, what is promised, and notes who did what, in one transaction. `checkAt` is required for `doubtful`; nothing is written, and false given, when the submission has been begun again, taken up, or settled since `attempt`. */
  settle(
    id: string,
    outcome: {
      status: Exclude<SubmissionStatus, "pending">;
      checkAt?: Date;
      attempt?: number;
      own?: readonly OwnChange[];
      promised?: PromisedEntry | undefined;
    },
    events: readonly NewEvent[],
    doings?: readonly Doing[],
  ): Promise<boolean>;
  /** What was promised because of a submission, and is done already, is done once more, in `dueInMs`. */
  promiseAgain(id: string, dueInMs: number): Promise<void>;
  /** Prolongs the leases of these, and gives the ids of those that are still held: not settled, and not taken up by anybody else. */
  renew(held: readonly HeldSubmission[], leaseMs: number): Promise<readonly string[]>;
  /** Ends the leases of these, as far as they are still held: whoever looks next takes them up. */
  release(held: readonly HeldSubmission[]): Promise<void>;
  /** Claims pending submissions of a workspace whose lease is over (their process died or was stopped), oldest first, as an attempt more. */
  claimAbandoned(
    team: string,
    limit: number,
    leaseMs: number,
    except?: readonly string[],
  ): Promise<readonly Submission[]>;
  /** Claims doubtful submissions of a workspace whose `checkAt` has come. */
  claimDoubtful(
    team: string,
    limit: number,
    leaseMs: number,
    except?: readonly string[],
  ): Promise<readonly Submission[]>;
};

/** Links between Slack people and accounts of the Tasks API, made by `/task link`. */
export type LinkStore = {
  find(team: string, person: string): Promise<string | undefined>;
  findMany(team: string, people: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The person linked to this account, if any. */
  findPerson(team: string, account: string): Promise<string | undefined>;
  /** People by account; accounts without a link are left out. */
  findPeople(team: string, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  save(link: { team: string; person: string; account: string; linkedBy: string }): Promise<void>;
  remove(team: string, person: string): Promise<void>;
};

/** The copies of tasks' cards that the app has posted. */
export type PostedCardStore = {
  /** Remembers a copy; one that is known already is only renewed. */
  save(card: PostedCard): Promise<void>;
  /** Newest first. */
  listForTask(team: string, taskId: string): Promise<readonly PostedCard[]>;
  remove(card: PostedCard): Promise<void>;
};

/** Who is changing which task at this moment, in all replicas. */
export type TaskTurns = {
  /** Takes the turn on a task for `leaseMs`, and gives the token to end it with; undefined while somebody else has it. */
  take(taskId: string, leaseMs: number): Promise<string | undefined>;
  /** Prolongs a turn; false where its lease was over and somebody else has had the task since. */
  renew(taskId: string, token: string, leaseMs: number): Promise<boolean>;
  /** Ends a turn; one whose lease was over, and which somebody else has by now, is left alone. */
  end(taskId: string, token: string): Promise<void>;
};

/** What has happened already, in all replicas. */
export type SeenEvents = {
  /** True for the first to ask about this id within `keepMs`. */
  firstSeen(id: string, keepMs: number): Promise<boolean>;
  /** The next to ask about this id is the first again. */
  forget(id: string): Promise<void>;
};
