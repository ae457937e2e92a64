import type { Generated } from "kysely";

/**
 * The app's tables. Times are milliseconds since 1970 in UTC, structured values are JSON in text: both engines know both,
 * and compare and order them alike. Flags are 0 and 1.
 */
export type Schema = {
  drafts: { id: string; team: string; person: string; content: string; expires_at: number };
  submissions: {
    id: string;
    team: string;
    person: string;
    kind: string;
    view_id: string;
    payload: string;
    status: "pending" | "done" | "failed" | "doubtful";
    attempts: number;
    /** Until then somebody works on it, pending or doubtful. */
    leased_until: number;
    /** Doubtful ones only. */
    check_at: number | null;
    created_at: number;
    updated_at: number;
  };
  links: { team: string; person: string; account: string; linked_by: string; linked_at: number };
  outbox: {
    /** The order of writing. */
    seq: Generated<number>;
    id: string;
    kind: string;
    payload: string;
    event_group: string | null;
    dedupe_key: string | null;
    state: "waiting" | "done" | "dead";
    attempts: number;
    /** When it is to be sent; while it is claimed, when the lease is over: so one index serves both. */
    due_at: number;
    error: string | null;
    created_at: number;
    settled_at: number | null;
  };
  posted_messages: {
    team: string;
    task_id: string;
    person: string;
    role: "worker" | "reviewer";
    channel: string;
    ts: string;
    saved_at: number;
  };
  seen_events: { id: string; expires_at: number };
};
