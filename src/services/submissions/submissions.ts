import type { AwaitedAcks } from "../../domain/awaited-acks.ts";
import { toJson } from "../../domain/json.ts";
import type { Log } from "../../domain/log.ts";
import { NO_REQUESTS, type RequestScope } from "../../domain/request-scope.ts";
import type { Begun, HeldSubmission, Submission } from "../../domain/submissions/submission.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { SubmissionJournal } from "../ports.ts";
import { createCarryingOut, LEASE_MS } from "./carrying-out.ts";
import { leaveBehind } from "./left-behind.ts";
import type { SubmissionRunner } from "./runner.ts";
import { isSent, type PayloadOf, type Runners, type SubmissionKind } from "./runners.ts";
import type { Settling } from "./settle.ts";

/** A form as it is sent: whose it is, and the view in which the outcome is shown (empty: by direct message). */
export type NewSubmission<P extends object> = {
  readonly id: string;
  readonly team: string;
  readonly person: string;
  readonly viewId: string;
  readonly payload: P;
  /** The request whose promise this takes over, when it is begun. */
  readonly fulfils?: string | undefined;
};

/** What is taken up at a time of what others have left, and never more than wait: other replicas may have free places. */
const TAKEN_UP_AT_ONCE = 50;

export type Submissions = ReturnType<typeof createSubmissions>;

/**
 * What people have sent and the app has promised to carry out, whatever it is: begun once, carried out, taken up again when a
 * process died over it, looked at again when nobody knows how it ended.
 */
export function createSubmissions(deps: {
  /** Whose submissions are taken up. */
  team: string;
  /** The labeling side on which they are carried out (domain/submissions/side.ts). */
  side: string;
  journal: SubmissionJournal;
  runners: Runners;
  settle: Pick<Settling, "undecided" | "failed" | "dropped">;
  /** What is carried out stands back for those who wait for an ack. */
  acks: Pick<AwaitedAcks, "areAny" | "quietMs" | "onNone">;
  requestScope?: Pick<RequestScope, "run" | "bind">;
  log: Log;
}) {
  const { team, side, journal, runners, settle, acks, requestScope = NO_REQUESTS, log } = deps;
  const queue = createCarryingOut({ journal, acks, requestScope, log });
  /** Attempts that were begun here and are not in the queue yet. */
  const begunAs = new Map<string, number>();

  function runnerOf({ kind, id }: Submission): { kind: SubmissionKind; runner: SubmissionRunner<object> } {
    if (!isKnown(kind)) throw new Error(`submission ${id} is of the unknown kind ${kind}`);
    // The journal holds what `begin` was given for the kind, as JSON.
    return { kind, runner: runners[kind] as SubmissionRunner<object> };
  }

  const isKnown = (kind: string): kind is SubmissionKind => Object.hasOwn(runners, kind);

  /** Journals a submission: after this the app may promise to carry it out. */
  async function begin<K extends SubmissionKind>(kind: K, { fulfils, payload, ...entry }: NewSubmission<PayloadOf<K>>) {
    return note(entry.id, await journal.begin({ ...entry, kind, payload: toJson(payload) }, LEASE_MS, fulfils));
  }

  function note(id: string, begun: Begun): Begun["state"] {
    if (begun.state === "begun") begunAs.set(id, begun.attempts);
    return begun.state;
  }

  /** Puts a submission that was begun here into the queue of those that are carried out and settled; resolves when it is there. */
  async function carryOut(id: string): Promise<void> {
    const attempts = begunAs.get(id);
    if (attempts === undefined) return;
    begunAs.delete(id);
    const held = { id, attempts };
    await queue.add({
      held,
      async work() {
        const submission = await findHeld(held);
        if (submission) await runnerOf(submission).runner.run(submission, submission.payload, submission.isInDoubt);
      },
    });
  }

  /** Undefined where it is settled, or somebody else's by now: what waits here may have waited beyond its lease. */
  async function findHeld({ id, attempts }: HeldSubmission): Promise<Submission | undefined> {
    const submission = await journal.find(id);
    return submission?.status === "pending" && submission.attempts === attempts ? submission : undefined;
  }

  /** Takes up what another process, or this one before it was killed, has promised and not carried out. */
  async function resumeAbandoned(): Promise<void> {
    const free = TAKEN_UP_AT_ONCE - queue.sizes().waiting;
    if (free <= 0) return;
    for (const submission of await journal.claimAbandoned(team, free, LEASE_MS, queue.ids())) {
      await takeUp(submission, async () => {
        if (await findHeld(submission)) await resume(submission);
      });
    }
  }

  async function resume(submission: Submission): Promise<void> {
    const { payload } = submission;
    const { kind, runner } = runnerOf(submission);
    const sent = { submission, kind, subject: runner.subjectOf(payload) };
    if (isOfAnotherSide(submission) && (await leaveBehind(settle, sent))) return;
    await runner.run(submission, payload, true);
  }

  const isOfAnotherSide = (submission: Submission): boolean =>
    submission.side !== undefined && submission.side !== side;

  /** Looks again for what nobody knows the end of: what was carried out late is told after all. */
  async function recheckDoubtful(): Promise<void> {
    const free = TAKEN_UP_AT_ONCE - queue.sizes().waiting;
    if (free <= 0) return;
    for (const submission of await journal.claimDoubtful(team, free, LEASE_MS, queue.ids())) {
      await takeUp(submission, () => recheck(submission));
    }
  }

  /** For the request that it was begun for, whichever process that came to. */
  const takeUp = ({ id, attempts, request }: Submission, work: () => Promise<void>): Promise<void> =>
    requestScope.run(request, () => queue.add({ held: { id, attempts }, work }));

  async function recheck(submission: Submission): Promise<void> {
    // It was told as not done, and here nothing of it can be seen.
    if (isOfAnotherSide(submission)) return settle.dropped(submission);
    try {
      await runnerOf(submission).runner.recheck(submission, submission.payload);
    } catch (err) {
      if (!(err instanceof TasksApiError)) throw err;
      log.warn({ err, submission: submission.id }, "could not look again for what became of a request");
      await settle.undecided(submission);
    }
  }

  /** What this person has sent, and would wait for again; undefined when there is no such submission. */
  async function findSent(id: string, whose: Pick<Submission, "team" | "person">) {
    const submission = await journal.find(id);
    if (submission?.team !== whose.team || submission.person !== whose.person) return undefined;
    const { payload } = submission;
    const { kind, runner } = runnerOf(submission);
    if (!isSent(kind)) return undefined;
    return { kind, payload, subject: runner.subjectOf(payload) };
  }

  /**
   * Begins a failed submission again, as it was; the outcome is shown in `viewId`, or by direct message when that is empty.
   * Undefined when this person has no such submission.
   */
  async function retry(id: string, { fulfils, ...entry }: Omit<NewSubmission<object>, "id" | "payload">) {
    const sent = await findSent(id, entry);
    if (!sent) return undefined;
    const { kind, payload, subject } = sent;
    const begun = note(id, await journal.begin({ ...entry, id, kind, payload }, LEASE_MS, fulfils));
    return { begun, kind, subject };
  }

  return {
    begin,
    carryOut,
    findSent,
    retry,
    resumeAbandoned,
    recheckDoubtful,
    sizes: queue.sizes,
    stop: () => queue.stop(),
  };
}
