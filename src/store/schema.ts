import type { Generated } from "kysely";
import type { MissingAnswer } from "../domain/elsewhere/missing.ts";
import type { Via } from "../domain/history/doings.ts";
import type { PagePurpose } from "../domain/labeling/page-session.ts";
import type { AnswerState } from "../domain/labeling/session.ts";
import type { ReviewState } from "../domain/review/review.ts";
import type { Priority, ReviewPlan, TaskStatus, TaskType } from "../domain/task.ts";

/**
 * The app's tables. Times are milliseconds since 1970 in UTC, structured values are JSON in text: both engines know both,
 * and compare and order them alike. Flags are 0 and 1.
 */
export type Schema = {
  drafts: {
    id: string;
    team: string;
    person: string;
    content: string;
    /** What would be gone on with: a new task, or the changes of one; null where nothing was typed. */
    resumes: string | null;
    expires_at: number;
  };
  submissions: {
    id: string;
    team: string;
    person: string;
    kind: string;
    view_id: string;
    payload: string;
    status: "pending" | "done" | "failed" | "doubtful";
    /** How often it was begun or taken up; who holds an earlier one writes nothing more. */
    attempts: number;
    in_doubt: number;
    /** Until then somebody works on it, pending or doubtful. */
    leased_until: number;
    /** Doubtful ones only. */
    check_at: number | null;
    created_at: number;
    updated_at: number;
    /** For which request of Slack's it was begun, as the log has it. */
    request: string | null;
    /** With which labeling side it was begun (domain/submissions/side.ts); empty for those of versions before. */
    side: Generated<string>;
  };
  links: { team: string; person: string; account: string; linked_by: string; linked_at: number };
  /** People's own keys for the other side; `sealed` opens with the key that `key_id` names. */
  own_keys: { team: string; person: string; account: string; key_id: string; sealed: string; kept_at: number };
  /** Where the app was installed by OAuth: workspaces, and organizations, whose `org` is themselves. */
  installations: {
    team: string;
    /** The organization whose installation it is, or is covered by. */
    org: string | null;
    name: string;
    bot_id: string | null;
    bot_user: string | null;
    /** Empty, like `sealed`, for a workspace that its organization's installation covers. */
    key_id: string;
    /** The token; opens with the key that `key_id` names. */
    sealed: string;
    revision: string;
    installed_at: number;
    /** When Slack told that the app was removed here, until it is known whether that is of this installation. */
    leaving_at: number | null;
  };
  /** The account on the other side that a workspace works with; `sealed` is its key. */
  connections: {
    team: string;
    user_id: string;
    app_id: string;
    key_id: string;
    sealed: string;
    revision: string;
    connected_by: string;
    connected_at: number;
  };
  /** What workers ask about inputs; the first answer stands. */
  questions: {
    id: string;
    team: string;
    task_id: string;
    task_name: string;
    input_id: string;
    /** JSON, as the Tasks API gave it. */
    input: string;
    asked_by: string;
    question: string;
    asked_at: number;
    answered_by: Generated<string | null>;
    /** As it was then. */
    answerer_name: Generated<string | null>;
    answer: Generated<string | null>;
    answered_at: Generated<number | null>;
  };
  /** Who was asked: `channel` and `ts` of the message, where they have one of its own. */
  question_messages: {
    question_id: string;
    team: string;
    person: string;
    channel: Generated<string | null>;
    ts: Generated<string | null>;
  };
  outbox: {
    /** The order of writing. */
    seq: Generated<number>;
    id: string;
    /** The workspace that it is for; empty in what an older version has written beside this one. */
    team: string;
    kind: string;
    payload: string;
    event_group: string | null;
    subject: string | null;
    dedupe_key: string | null;
    state: "waiting" | "done" | "dead";
    attempts: number;
    /** Counts how often it was claimed, and put off: who holds an older number holds it no more. */
    claim: Generated<number>;
    /** When the first and the last attempt began that may have sent it and has not said so; null when none may have. */
    doubt_from: Generated<number | null>;
    doubt_to: Generated<number | null>;
    /** When it is to be sent; while it is claimed, when the lease is over: so one index serves both. */
    due_at: number;
    /** From when `due_at` was reckoned; null for a date of its own, as the end of quiet hours. */
    timed_at: number | null;
    /** When it may leave, so that messages leave at Slack's pace, and whether that is so of its place or of its workspace too. */
    slot_at: Generated<number | null>;
    slot_of: Generated<"place" | "workspace" | null>;
    error: string | null;
    created_at: number;
    settled_at: number | null;
    /** For which request of Slack's or a browser's it was written, as the log has it. */
    request: string | null;
  };
  /**
   * How messages leave, one after the other, to a place or, with an empty one, to a workspace (domain/notifications/pace.ts). `timed_at`:
   * when that was reckoned.
   */
  send_paces: {
    team: string;
    place: string;
    /** JSON: those that the line has (`Line`), each with how often it stands there. */
    times: string;
    held_until: number;
    timed_at: number;
  };
  posted_messages: {
    team: string;
    task_id: string;
    person: string;
    role: "worker" | "reviewer";
    channel: string;
    ts: string;
    saved_at: number;
    /** Null in rows of versions that did not note it. */
    given_by: string | null;
  };
  /** The message in which a reviewer was last asked to review a task. */
  review_asks: { team: string; task_id: string; person: string; channel: string; ts: string; asked_at: number };
  /** When somebody was last reminded of a task. */
  reminders: { team: string; task_id: string; person: string; reminded_at: number };
  /** `url` is empty for a message of the app's own. */
  posted_cards: { team: string; task_id: string; channel: string; ts: string; url: string; posted_at: number };
  task_turns: { task_id: string; token: string; expires_at: number };
  seen_events: { id: string; expires_at: number };
  task_index: {
    team: string;
    id: string;
    name: string;
    /** The name in lower case: SQLite's own folds ASCII alone. */
    folded_name: string;
    loose_name: string;
    type: TaskType;
    status: TaskStatus;
    review: ReviewPlan["strategy"];
    priority: Priority | null;
    /** Account ids, JSON: a table of its own would cost 25,600 rows for a page of 128 tasks with 200 workers each. */
    workers: string;
    reviewers: string;
    /** Ids of Slack's user groups whose members the task was given to, JSON. */
    user_groups: string;
    creator: string | null;
    modified_at: string | null;
    /** The same as a number, 0 when the API gave none: RFC 3339 with and without fractions does not sort as text. */
    modified_ms: number;
    /** The round of listing in which it was last seen. */
    round: number;
  };
  task_index_rounds: {
    team: string;
    /** Which app of which API the index is of. */
    side: string;
    round: number;
    /** The last page that the round has read; 0 between rounds. */
    page: number;
    seen: number;
    /** When a round first reached the end; null until then. */
    completed_at: number | null;
    due_at: number;
    leased_until: number;
    /** Since when people are told of changes made elsewhere: a round has met all tasks by then. Null until then. */
    watched_since: number | null;
    /** The round that takes over what there is, so that nobody is told of it. */
    taking_over: number | null;
    /** Rounds in a row that failed. */
    failures: number;
    /** When admins were told that so many tasks are missing that nobody else is told; null while they are not. */
    missing_at: number | null;
    /** What an admin wants to be done about them; null until one has said so. */
    missing_answer: MissingAnswer | null;
  };
  known_tasks: {
    team: string;
    task_id: string;
    /** What people were last told of the task, JSON (`KnownTask`). */
    content: string;
    /** As the API wrote them when it was last found to be so: where both are the same, nothing has to be compared. */
    modified_at: string | null;
    status: string;
    /** Grows with each change: who has read an earlier one writes nothing. */
    version: number;
  };
  person_settings: {
    team: string;
    person: string;
    content: string;
    /** IANA name, as Slack last gave it. */
    time_zone: string | null;
    saved_at: number;
  };
  workspace_settings: { team: string; content: string; saved_by: string; saved_at: number };
  held_notices: {
    team: string;
    person: string;
    key: string;
    kind: string;
    payload: string;
    due_at: number;
    held_at: number;
    /** For which request the newest of this key came about, as the log has it. */
    request: string | null;
    /** When it was first put into a message with others: from then on it may have been told. */
    listed_at: Generated<number | null>;
  };
  home_readers: { team: string; person: string; opened_at: number };
  /** One person's work on one task, JSON, as the Tasks API gave it last. */
  labeling_sessions: { team: string; person: string; task_id: string; content: string; saved_at: number };
  label_answers: {
    /** The order of saying. */
    seq: Generated<number>;
    /** Also the label's id on the other side. */
    id: string;
    team: string;
    person: string;
    task_id: string;
    assignment_id: string;
    input_id: string;
    said: string;
    said_at: number;
    state: AnswerState;
    attempts: number;
    /** When something is to be done about it; while somebody is at it, when their lease is over; null where nothing is. */
    due_at: number | null;
    error: Generated<string | null>;
    /** Where it was said, or taken back; null in rows of versions that did not note it. */
    via: Via | null;
    /** For which request it was said, or taken back, as the log has it. */
    request: string | null;
  };
  /** Files of the app's own in Slack, each showing one input of a task. */
  uploaded_pictures: {
    team: string;
    task_id: string;
    input_id: string;
    hash: string;
    file_id: string;
    made_at: number;
  };
  reviewing_sessions: { team: string; person: string; task_id: string; content: string; saved_at: number };
  /** Batches of verdicts, and verdicts on all that is left of one labeler. */
  saved_reviews: {
    /** The order of saving. */
    seq: Generated<number>;
    id: string;
    team: string;
    person: string;
    task_id: string;
    about: string;
    saved_at: number;
    state: ReviewState;
    attempts: number;
    /** When it is to be sent; while somebody is at it, when their lease is over; null where the Tasks API has it. */
    due_at: number | null;
    /** Where it was decided; null in rows of versions that did not note it. */
    via: Via | null;
    /** For which request it was saved, as the log has it. */
    request: string | null;
  };
  /** Why a reviewer has sent a label back; `worker` is an account id. */
  change_requests: {
    team: string;
    task_id: string;
    worker: string;
    input_id: string;
    reason: string;
    asked_at: number;
  };
  /** Since when the tasks of a workspace are followed, and when it is looked next for those that are not. */
  follow_rounds: { team: string; since: number; due_at: number };
  followed_tasks: {
    team: string;
    task_id: string;
    /** What was last seen and told of it, JSON; null until it is first looked at. */
    content: string | null;
    /** Grows with every change of the content. */
    version: number;
    /** When it is to be looked at; while somebody is at it, when their lease is over. */
    due_at: number;
  };
  /** How many labels a worker (account id) had given by the end of an hour, counted since 1970; of hours in which it changed. */
  label_counts: { team: string; task_id: string; account: string; hour: number; labeled: number };
  /** Tasks that channels follow. `via`: the lead with whose tasks it came; `kinds` and `seen` are JSON; `ts` is its card's. */
  channel_follows: {
    team: string;
    channel: string;
    task_id: string;
    task_name: string;
    asked_by: string;
    via: string | null;
    kinds: string;
    ts: string | null;
    seen: string | null;
    changed_at: number;
  };
  /** Leads whose tasks are followed in a channel, now and later; `ts` is of the message that says so. */
  channel_leads: { team: string; channel: string; lead: string; kinds: string; ts: string | null };
  /** What people have done; `about` is JSON. `person` is null for what was seen on the other side. */
  history: {
    /** The order of noting. */
    seq: Generated<number>;
    team: string;
    at: number;
    person: string | null;
    kind: string;
    task_id: string | null;
    task_name: string | null;
    about: string;
    /** Null in rows of versions that did not note it. */
    via: Via | null;
  };
  /** What keys in options stand for, where Slack would not take the value itself. */
  long_values: { team: string; key: string; value: string; expires_at: number };
  /** Made by the app for itself, where it has no key to seal them with. */
  secrets: { name: string; value: string; made_at: number };
  /** The same, sealed with the key that `key_id` names. */
  sealed_secrets: { name: string; key_id: string; sealed: string; made_at: number };
  /** `hash`: SHA-256 of what the cookie holds, so that whoever reads the table can open nothing. */
  page_sessions: {
    hash: string;
    team: string;
    person: string;
    task_id: string;
    purpose: PagePurpose;
    expires_at: number;
  };
  label_drafts: PageDraftRow;
  review_drafts: PageDraftRow;
};

type PageDraftRow = {
  team: string;
  person: string;
  task_id: string;
  input_id: string;
  content: string;
  expires_at: number;
};
