import * as z from "zod";
import { hasShare } from "../domain/assignment.ts";
import { DeliveryError, type DeliveryFault } from "../domain/notifications/delivery-error.ts";
import type { NewEvent, SourceAnswer } from "../domain/notifications/events.ts";
import { isOutside } from "../domain/people/outside-person.ts";
import { type FindName, nameIn, nameOrColleague } from "../domain/people/person.ts";
import type { SubmissionSettled, TaskCreated, TaskSaved } from "../domain/submissions/submission-outcome.ts";
import { changeForPerson } from "../domain/task-diff.ts";
import { buildKeptAnswer, buildNoSourceAnswer, buildSourceAnswer } from "../views/notifications/source-answer.ts";
import { statusView } from "../views/status-view.ts";
import {
  buildConflict,
  buildCreated,
  buildDeleted,
  buildFailed,
  buildSaved,
  buildStatusSet,
  type OutcomeView,
} from "../views/submissions/outcome.ts";
import type { Told } from "../views/submissions/told.ts";
import { fanOut } from "./fan-out.ts";
import { Settled, Source } from "./read-outcome.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import type { Message, Slack, Timings } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Answer = z.object({ team: z.string(), task: Named, person: z.string(), source: Source });

/** Tells whoever sent a form how it ended, and sets off what everybody else is told. */
export function createOutcomeNotifications(deps: {
  findName: FindName;
  /** Whether people of other organizations read the channel. Rejects with `DeliveryError` (domain). */
  isExternal: (channel: string) => Promise<boolean>;
  /** When people are told, since they may have set it. */
  timings: Timings;
  now: () => Date;
}) {
  const { findName, isExternal, timings, now } = deps;

  async function tellOutcome(settled: SubmissionSettled, { slack }: Handed): Promise<NewEvent[]> {
    await showOutcome(slack, settled, await buildOutcome(settled));
    return [];
  }

  async function buildOutcome(settled: SubmissionSettled): Promise<OutcomeView> {
    switch (settled.outcome) {
      case "created": {
        const names = { ...settled.names };
        for (const { person } of settled.people) names[person] ??= (await findName(person)) ?? person;
        return buildCreated(settled, nameIn(names), await findTold(settled, names));
      }
      case "saved":
        return buildSaved(settled, await findTold(settled, settled.names));
      case "conflict":
        return buildConflict(settled, settled.submission);
      case "failed":
        return buildFailed(settled, settled.submission);
      case "status-set":
        return buildStatusSet(settled, await Promise.all(settled.asked.map(({ person }) => nameOf(person))));
      case "deleted":
        return buildDeleted(settled);
    }
  }

  /** When those hear of it who are new on the task; whoever assigned something to themselves knows already. */
  async function findTold(
    settled: SubmissionSettled & (TaskCreated | TaskSaved),
    names: Readonly<Record<string, string>>,
  ): Promise<Told[]> {
    const { team, person: by } = settled;
    if (settled.outcome === "saved" && settled.isToldLater) return [];
    const added =
      settled.outcome === "created"
        ? settled.people
        : settled.changes.flatMap((change) => {
            const { kind } = changeForPerson(change) ?? change;
            return change.kind !== "removed" && kind === "added" ? [change.assignment] : [];
          });
    const others = added.filter(({ person }) => person !== by && !isOutside(person));
    const when = await timings(team, others, now());
    return others.map((other, index) => ({
      name: names[other.person] ?? other.person,
      timing: hasShare(other) ? (when[index]?.kind ?? "now") : "none",
    }));
  }

  /** Tells of a task in the thread of the message that it was created from; the lead alone, where another organization reads. */
  async function answerSource({ task, person, source }: SourceAnswer, { slack }: Handed): Promise<NewEvent[]> {
    if (await isExternal(source.channel)) {
      await slack.post(person, buildKeptAnswer(task.name));
      return [];
    }
    const message = buildSourceAnswer({ task, by: await nameOf(person) });
    try {
      await slack.post(source.channel, message, { threadTs: source.threadTs });
    } catch (error) {
      // What Slack will never take there: the app is not in that conversation, it is archived, the message is gone.
      const isFinal =
        error instanceof DeliveryError && (error.fault === "refused" || error.fault === "unreachable_person");
      if (!isFinal) throw error;
      await slack.post(person, buildNoSourceAnswer(task.name));
    }
    return [];
  }

  const nameOf = nameOrColleague(findName);

  return {
    "submission.settled": { payload: Settled, deliver: fanOut, homes: concernedBy },
    "submission.outcome": { payload: Settled, deliver: tellOutcome },
    "source.answer": { payload: Answer, deliver: answerSource },
  } satisfies Partial<Notifications>;
}

/** Whoever sent the form, and everybody whose part of a task is another now. */
function concernedBy(settled: SubmissionSettled): string[] {
  switch (settled.outcome) {
    case "created":
    case "deleted":
      return [settled.person, ...settled.people.map(({ person }) => person)];
    case "saved": {
      const changed = settled.changes.map((change) =>
        change.kind === "removed" ? change.person : change.assignment.person,
      );
      return [settled.person, settled.from, ...settled.assignments.map(({ person }) => person), ...changed];
    }
    case "status-set":
      return [settled.person, ...settled.assignments.map(({ person }) => person)];
    case "conflict":
    case "failed":
      return [settled.person];
  }
}

/** What Slack has against the window, it may not have against a message. */
const NOT_THERE: readonly DeliveryFault[] = ["refused", "not_allowed", "unknown"];

/** Shows how a submission ended: in its modal if that is still open and Slack takes it there, by direct message if not. */
async function showOutcome(
  slack: Slack,
  { viewId, person }: { readonly viewId: string; readonly person: string },
  { title, message }: { readonly title: string; readonly message: Message },
): Promise<void> {
  if (viewId !== "" && (await isShownIn(viewId))) return;
  await slack.post(person, message);

  async function isShownIn(view: string): Promise<boolean> {
    try {
      return await slack.updateView(view, statusView(title, [...message.blocks]));
    } catch (error) {
      // Where the token is refused the direct message is too, and the whole event waits.
      if (error instanceof DeliveryError && NOT_THERE.includes(error.fault)) return false;
      throw error;
    }
  }
}
