import type { HeldSubmission } from "../../domain/submissions/submission.ts";
import type { SubmissionJournal } from "../ports.ts";
import { LEASE_MS } from "./carrying-out.ts";

/** Somebody else carries the submission out by now: this process was stopped, or cut off from the database, beyond its lease. */
export class TakenUp extends Error {
  override readonly name = "TakenUp";

  constructor({ id }: Pick<HeldSubmission, "id">) {
    super(`the submission ${id} is somebody else's by now`);
  }
}

/**
 * To be asked right before something is changed on the other side: resolves while this attempt is this process's, and keeps it from
 * others for longer than the request takes. Rejects with `TakenUp`.
 */
export type StillOurs = (held: HeldSubmission) => Promise<void>;

export function createStillOurs({ journal }: { journal: Pick<SubmissionJournal, "renew"> }): StillOurs {
  return async ({ id, attempts }) => {
    const held = await journal.renew([{ id, attempts }], LEASE_MS);
    if (held.length === 0) throw new TakenUp({ id });
  };
}
