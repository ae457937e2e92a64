import * as z from "zod";
import { messageSubject } from "../domain/assignment.ts";
import { factsOfCard } from "../domain/cards/task-card.ts";
import { slackErrorIn } from "../domain/notifications/delivery-error.ts";
import {
  type AssignmentBegun,
  type AssignmentChanged,
  type AssignmentEnded,
  type AssignmentForgotten,
  type AssignmentGiven,
  type AssignmentUnreached,
  type DeliveryReport,
  isOfKind,
  type NewEvent,
  newEvent,
} from "../domain/notifications/events.ts";
import { isMoreGiven, moreForWhoIsDone } from "../domain/notifications/more-given.ts";
import { isOpen } from "../domain/own-part.ts";
import type { FindName } from "../domain/people/person.ts";
import {
  type AssignmentNotice,
  askToWork,
  buildAssignmentMessage,
  buildMovedMessage,
} from "../views/notifications/assignment-message.ts";
import {
  buildChangedMessage,
  buildEndedMessage,
  buildRemovedNotice,
  listTaken,
} from "../views/notifications/change-messages.ts";
import { buildUndeliveredMessage } from "../views/notifications/undelivered-message.ts";
import type { AuthorOf } from "./shared/author-of.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import { editMessage } from "./shared/edit-message.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import { cardOrWait } from "./shared/or-wait.ts";
import type { FindProgress, LoadCard, Message, Outbox, Posted, PostedMessageStore, Slack } from "./shared/ports.ts";
import { Facts, Given, Part, Parts, Role } from "./shared/read-payloads.ts";
import type { NotificationTimes } from "./shared/times.ts";

const Changed = z.object({
  team: z.string(),
  task: Facts,
  assignment: Part,
  from: z.string().exactOptional(),
  by: z.string().exactOptional(),
  at: z.number(),
  share: z.object({ before: z.number().exactOptional() }).exactOptional(),
  parts: Parts,
  isReopened: z.boolean().exactOptional(),
});
const Begun = z.object({ team: z.string(), taskId: z.string(), person: z.string() });
const Whose = Begun.extend({ role: Role });
const Ended = Whose.extend({
  taskName: z.string(),
  why: z.enum(["removed", "deleted", "done", "wont-do"]),
  isStillOn: z.boolean().exactOptional(),
  by: z.string().exactOptional(),
  at: z.number(),
  isGathered: z.boolean().exactOptional(),
  isQuiet: z.boolean().exactOptional(),
  isReleased: z.boolean().exactOptional(),
});
const Unreached = z.object({
  team: z.string(),
  from: z.string(),
  person: z.string(),
  taskName: z.string(),
  word: z.string().exactOptional(),
});
const Report = z.object({ team: z.string(), person: z.string(), group: z.string() });

/**
 * What a worker or a reviewer is told: there is one live message per person, task and role, edited as long as it can be.
 * Whoever assigned somebody learns when the app could not reach them.
 */
export function createAssignmentNotifications(deps: {
  messages: PostedMessageStore;
  outbox: Pick<Outbox, "countWaiting" | "listBuried">;
  courtesy: Courtesy;
  findName: FindName;
  authorOf: AuthorOf;
  findProgress: FindProgress;
  loadCard: LoadCard;
  /** Where a task is labeled without this app, on a side that has such pages. */
  pageOf?: ((taskId: string) => string) | undefined;
  times: Pick<NotificationTimes, "report">;
  now: () => Date;
}) {
  const { messages, outbox, courtesy, findName, authorOf, findProgress, loadCard, pageOf, times, now } = deps;

  /**
   * Who has a message already reads there what is asked; only a task that is open again, or more for who was done, is worth a new one, and
   * the old leads to it.
   */
  async function ask(given: AssignmentGiven, { isSilent, slack }: Handed): Promise<NewEvent[]> {
    const { team, task, assignment, from, reopenedAt, more } = given;
    const { person, role } = assignment;
    const isAnew = reopenedAt !== undefined || more !== undefined;
    const notice = await describe(given);
    const message = buildAssignmentMessage(notice);
    const known = await messages.find(team, task.id, person, role);
    if (known && (!isAnew || isSilent) && (await editMessage(slack, known, message))) return [];
    if (isSilent) return [];
    const posted = await slack.post(person, message);
    // What is known may be this very message, noted by an attempt that was not recorded.
    if (known && !isSamePlace(known, posted)) await editMessage(slack, known, buildMovedMessage(notice));
    await messages.save({
      team,
      taskId: task.id,
      person,
      role,
      ...(from !== undefined && { givenBy: from }),
      ...posted,
    });
    return [];
  }

  async function describe(given: AssignmentGiven): Promise<AssignmentNotice> {
    const { team, task, assignment, from, reopenedAt, more } = given;
    const { person, role } = assignment;
    const own =
      role === "worker"
        ? await findProgress({ team, person, taskId: task.id }, { isAsked: more !== undefined })
        : undefined;
    return {
      task,
      assignment,
      ...(own && { own }),
      ...pageIn(task.id),
      from: await authorOf(from),
      ...(reopenedAt !== undefined && { reopenedAt }),
      ...(more && { more: { ...more, by: await authorOf(more.by) } }),
    };
  }

  /** Edits the message that this person has of the task; who has none hears nothing. More for who had done all of theirs is asked anew. */
  async function change(changed: AssignmentChanged, { slack }: Handed): Promise<NewEvent[]> {
    const { team, task, assignment, from, by } = changed;
    const { person, role } = assignment;
    const [fromName, byName, own] = await Promise.all([
      authorOf(from),
      authorOf(by),
      role === "worker"
        ? findProgress({ team, person, taskId: task.id }, { isAsked: isMoreGiven(changed) })
        : undefined,
    ]);
    const more = moreForWhoIsDone(changed, own);
    if (more) {
      const subject = messageSubject(team, task.id, assignment);
      return [
        newEvent("assignment", { team, task, assignment, ...(by !== undefined && { from: by }), more }, { subject }),
      ];
    }
    const message = buildChangedMessage(changed, {
      from: fromName,
      by: byName,
      ...(own && { own }),
      ...pageIn(task.id),
    });
    await edit(slack, { team, taskId: task.id, ...assignment }, message);
    return [];
  }

  /** **Start** becomes **Continue** in the message of somebody who has begun. */
  async function noteBegun({ team, taskId, person }: AssignmentBegun, { slack }: Handed): Promise<NewEvent[]> {
    const posted = await messages.find(team, taskId, person, "worker");
    if (!posted) return [];
    const card = await cardOrWait(loadCard(team, taskId, person), "no message");
    const own = card?.own?.work;
    // A message that says that the part is over stays.
    if (!card || !own || !isOpen(card.task)) return [];
    const fraction = own.fraction === undefined ? {} : { fraction: own.fraction };
    const assignment = { person, role: "worker" as const, ...fraction };
    const notice = { task: factsOfCard(card), assignment, from: card.creator ?? "a colleague", own, ...pageIn(taskId) };
    await editMessage(slack, posted, buildAssignmentMessage(notice));
    return [];
  }

  /** Edits the message of somebody whose part is over. What somebody else has taken from them they are told, where that does not show. */
  async function end(ended: AssignmentEnded, { isSilent, slack }: Handed): Promise<NewEvent[]> {
    const { why, person, isQuiet = false, isReleased = false } = ended;
    const by = await authorOf(ended.by);
    const message = buildEndedMessage(ended, by);
    const isShown = await edit(slack, ended, message);
    // It is forgotten once this is recorded: who has a message is not told by another one when this is done again.
    const followUps = why === "deleted" && isShown ? [forgetting(ended)] : [];
    if (why === "removed" || (why === "deleted" && !isShown)) await messages.remove(ended);
    if (person === ended.by || isSilent || isQuiet) return followUps;
    if (why === "removed") await slack.post(person, buildRemovedNotice(ended, by));
    if (why === "deleted" && (isReleased || !isShown)) await slack.post(person, message);
    return followUps;
  }

  async function forget(whose: AssignmentForgotten): Promise<[]> {
    await messages.remove(whose);
    return [];
  }

  /** False for somebody who has no message of the task. */
  async function edit(
    slack: Slack,
    { team, taskId, person, role }: Pick<AssignmentEnded, "team" | "taskId" | "person" | "role">,
    message: Message,
  ): Promise<boolean> {
    const posted = await messages.find(team, taskId, person, role);
    return posted !== undefined && editMessage(slack, posted, message);
  }

  /** Names to the lead whom the app could not reach, once nobody of the group is waited for any more. */
  async function report({ team, person, group }: DeliveryReport, { slack }: Handed): Promise<NewEvent[]> {
    const dueAt = new Date(now().getTime() + times.report);
    if ((await outbox.countWaiting(group)) > 0)
      return [newEvent("delivery.report", { team, person, group }, { dueAt })];
    const buried = (await outbox.listBuried(group)).flatMap((event) => {
      const given = isOfKind(event, "assignment") ? Given.safeParse(event.payload) : undefined;
      return given?.success ? [{ given: given.data, word: slackErrorIn(event.error) }] : [];
    });
    const [first] = buried;
    if (!first) return [];
    // Somebody may have two roles in the task.
    const words = new Map(buried.map(({ given, word }) => [given.assignment.person, word]));
    const unreached = await Promise.all(
      [...words].map(async ([id, word]) => ({ name: (await findName(id)) ?? id, word })),
    );
    await slack.post(person, buildUndeliveredMessage(first.given.task.name, unreached));
    return [];
  }

  async function tellUnreached(
    { from, person, taskName, word }: AssignmentUnreached,
    { slack }: Handed,
  ): Promise<NewEvent[]> {
    const name = (await findName(person)) ?? person;
    await slack.post(from, buildUndeliveredMessage(taskName, [{ name, word }]));
    return [];
  }

  const pageIn = (taskId: string): { page?: string } => (pageOf ? { page: pageOf(taskId) } : {});

  return {
    assignment: {
      payload: Given,
      deliver: ask,
      place: ({ assignment }) => assignment.person,
      homes: concerned,
      waits: courtesy.holdBack,
      listed: async (given) => askToWork(await describe(given)),
    },
    "assignment.changed": {
      payload: Changed,
      deliver: change,
      homes: concerned,
      waits: courtesy.changeHeld,
    },
    "assignment.begun": { payload: Begun, deliver: noteBegun, homes: ({ person }) => [person] },
    "assignment.ended": {
      payload: Ended,
      deliver: end,
      place: ({ person }) => person,
      homes: ({ person }) => [person],
      waits: courtesy.releaseEnded,
      listed: async (ended) => listTaken(ended, await authorOf(ended.by)),
    },
    "assignment.forgotten": { payload: Whose, deliver: forget },
    "assignment.unreached": { payload: Unreached, deliver: tellUnreached, place: ({ from }) => from },
    "delivery.report": { payload: Report, deliver: report, place: ({ person }) => person },
  } satisfies Partial<Notifications>;
}

const isSamePlace = (one: Posted, other: Posted): boolean => one.channel === other.channel && one.ts === other.ts;

function forgetting({ team, taskId, person, role }: AssignmentEnded): NewEvent {
  const subject = messageSubject(team, taskId, { person, role });
  return newEvent("assignment.forgotten", { team, taskId, person, role }, { subject });
}

const concerned = ({ from, assignment }: Pick<AssignmentGiven, "from" | "assignment">): string[] => [
  ...(from === undefined ? [] : [from]),
  assignment.person,
];
