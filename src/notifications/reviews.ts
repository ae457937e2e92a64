import { z } from "zod";
import type { ChangesRequested, ReviewRefused, ReviewWaits } from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import {
  askForChanges,
  buildChangesRequested,
  buildReviewRefused,
  buildReviewWaits,
} from "../views/review/messages.ts";
import type { Courtesy } from "./shared/courtesy.ts";
import type { Notifications } from "./shared/notification.ts";
import { Named } from "./shared/read-payloads.ts";

const Own = { team: z.string(), person: z.string(), task: Named };
const Requested = z.object({
  ...Own,
  from: z.string(),
  inputs: z.array(z.object({ id: z.string(), reason: z.string() })),
  isReleased: z.boolean().optional(),
}) satisfies z.ZodType<ChangesRequested>;
const Refused = z.object({ ...Own, inputs: z.array(z.string()), why: z.string() }) satisfies z.ZodType<ReviewRefused>;
const Waits = z.object({ ...Own, needsKey: z.boolean() }) satisfies z.ZodType<ReviewWaits>;

/** Asks workers for what reviewers want changed, and tells reviewers what became of verdicts that the other side has not taken. */
export function createReviewNotifications({
  courtesy,
  findName,
  otherSide,
}: {
  courtesy: Pick<Courtesy, "putOff">;
  findName: FindName;
  /** How the labeling side is called in sentences. */
  otherSide: string;
}) {
  return {
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
