import * as z from "zod";
import type { Log } from "../domain/log.ts";
import {
  type ChangesRequested,
  type LabelsSentBack,
  type NewEvent,
  newEvent,
  type ReviewRefused,
  type ReviewWaits,
} from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import {
  askForChanges,
  buildChangesRequested,
  buildReviewRefused,
  buildReviewWaits,
} from "../views/review/messages.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import type { Notifications } from "./shared/notification.ts";
import { orWait } from "./shared/or-wait.ts";
import type { FindPerson } from "./shared/ports.ts";
import { Named } from "./shared/read-payloads.ts";

const Own = { team: z.string(), person: z.string(), task: Named };
const SentBack = z.object({
  team: z.string(),
  account: z.string(),
  task: Named,
  from: z.string(),
  inputs: z.array(z.object({ id: z.string(), reason: z.string() })),
}) satisfies z.ZodType<LabelsSentBack>;
const Requested = SentBack.omit({ account: true }).extend({
  person: z.string(),
  isReleased: z.boolean().optional(),
}) satisfies z.ZodType<ChangesRequested>;
const Refused = z.object({ ...Own, inputs: z.array(z.string()), why: z.string() }) satisfies z.ZodType<ReviewRefused>;
const Waits = z.object({ ...Own, needsKey: z.boolean() }) satisfies z.ZodType<ReviewWaits>;

/** Asks workers for what reviewers want changed, and tells reviewers what became of verdicts that the other side has not taken. */
export function createReviewNotifications({
  courtesy,
  findName,
  findPerson,
  otherSide,
  log,
}: {
  courtesy: Pick<Courtesy, "putOff">;
  findName: FindName;
  findPerson: FindPerson;
  /** How the labeling side is called in sentences. */
  otherSide: string;
  log: Log;
}) {
  /** Nobody is told of what they did themselves. */
  async function askWorker({ account, ...asked }: LabelsSentBack): Promise<NewEvent[]> {
    const person = await orWait(findPerson(asked.team, account), "nobody knows whom to ask for changes");
    const about = { team: asked.team, taskId: asked.task.id, worker: account };
    if (person === undefined) log.warn(about, "whose label is to be changed is not in Slack");
    return person === undefined || person === asked.from ? [] : [newEvent("changes.requested", { ...asked, person })];
  }

  return {
    "label.sent-back": { payload: SentBack, deliver: askWorker },
    "changes.requested": {
      payload: Requested,
      async deliver(requested, { slack }) {
        const from = await nameOrColleague(findName)(requested.from);
        await slack.post(requested.person, buildChangesRequested(requested, from));
        return [];
      },
      place: ({ person }) => person,
      homes: ({ person }) => [person],
      waits: (requested) => courtesy.putOff("changes.requested", requested, { role: "worker" }),
      listed: askForChanges,
    },
    "review.refused": {
      payload: Refused,
      async deliver(review, { slack }) {
        await slack.post(review.person, buildReviewRefused(review, otherSide));
        return [];
      },
      place: ({ person }) => person,
    },
    "review.waits": {
      payload: Waits,
      async deliver(review, { slack }) {
        await slack.post(review.person, buildReviewWaits(review, otherSide));
        return [];
      },
      place: ({ person }) => person,
    },
  } satisfies Partial<Notifications>;
}
