import * as z from "zod";
import type { LabelRefused, LabelWaits } from "../domain/notifications/events.ts";
import { buildLabelsRefused, buildLabelsWaiting } from "../views/labeling/messages.ts";
import type { Notifications } from "./shared/notification.ts";
import { Named } from "./shared/read-payloads.ts";

const Own = { team: z.string(), person: z.string(), task: Named };
const Refused = z.object({ ...Own, count: z.number(), why: z.string() }) satisfies z.ZodType<LabelRefused>;
const Waits = z.object({ ...Own, needsKey: z.boolean() }) satisfies z.ZodType<LabelWaits>;

/** Tells people what became of labels that the other side has not taken. */
export function createLabelNotifications({
  otherSide,
}: {
  /** How the labeling side is called in sentences. */
  otherSide: string;
}) {
  return {
    "label.refused": {
      payload: Refused,
      async deliver(labels, { slack }) {
        await slack.post(labels.person, buildLabelsRefused(labels, otherSide));
        return [];
      },
      place: ({ person }) => person,
    },
    "label.waits": {
      payload: Waits,
      async deliver(labels, { slack }) {
        await slack.post(labels.person, buildLabelsWaiting(labels, otherSide));
        return [];
      },
      place: ({ person }) => person,
    },
  } satisfies Partial<Notifications>;
}
