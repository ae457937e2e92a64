import type { Log } from "../domain/log.ts";
import type { SubmissionJournal } from "./ports.ts";

/** Above what a command or a press takes with every call at its limit: after it, its process counts as dead. */
const LEASE_MS = 30_000;

/** What somebody asks for by a command, a shortcut or a press. */
export type NewRequest = { readonly id: string; readonly team: string; readonly person: string; readonly what: string };

type RequestJournal = Pick<SubmissionJournal, "begin"> & {
  /** A request was answered. */
  end(id: string): Promise<void>;
};

export type Requests = ReturnType<typeof createRequests>;

/**
 * What is asked for without a form is journaled as forms are: before the ack, once however often Slack delivers it, and until it
 * has ended. Where something is carried out by a submission, that takes the promise over (`fulfils` in `submissions.begin`).
 */
export function createRequests({ journal, log }: { journal: RequestJournal; log: Log }) {
  return {
    /** "begun" for the first delivery alone. */
    async begin({ id, team, person, what }: NewRequest): Promise<"begun" | "pending" | "done"> {
      const entry = { id, team, person, kind: "request", viewId: "", payload: { what } };
      return (await journal.begin(entry, LEASE_MS)).state;
    },

    /** It was answered, or its failure told. */
    async end(id: string): Promise<void> {
      try {
        await journal.end(id);
      } catch (err) {
        log.warn({ err }, "what was answered stays in the journal, and may be told as cut short");
      }
    },
  };
}
