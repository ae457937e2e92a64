import * as z from "zod";
import { type FeedbackGiven, type FeedbackTold, type NewEvent, newEvent } from "../domain/notifications/events.ts";
import { type FindName, nameOrColleague } from "../domain/people/person.ts";
import { buildFeedback } from "../views/people/feedback.ts";
import type { Handed, Notifications } from "./shared/notification.ts";
import type { FindAdmins } from "./shared/ports.ts";

const Given = z.object({ team: z.string(), person: z.string(), text: z.string() }) satisfies z.ZodType<FeedbackGiven>;
const Told = Given.extend({ admin: z.string() }) satisfies z.ZodType<FeedbackTold>;

/** Brings what somebody thinks of the app to the workspace's admins. */
export function createFeedbackNotifications(deps: { findAdmins: FindAdmins; findName: FindName }) {
  const { findAdmins } = deps;
  const nameOf = nameOrColleague(deps.findName, "A colleague");

  /** One event each, so that one who cannot be reached holds up no other. Whoever wrote it is told where nobody else would be. */
  async function tellAdmins(given: FeedbackGiven): Promise<NewEvent[]> {
    const admins = await findAdmins();
    const others = admins.filter((admin) => admin !== given.person);
    return (others.length > 0 ? others : admins).map((admin) => newEvent("feedback.told", { ...given, admin }));
  }

  async function tell({ person, text, admin }: FeedbackTold, { slack }: Handed): Promise<NewEvent[]> {
    await slack.post(admin, buildFeedback(await nameOf(person), text));
    return [];
  }

  return {
    "feedback.given": { payload: Given, deliver: tellAdmins },
    "feedback.told": { payload: Told, deliver: tell, place: ({ admin }) => admin },
  } satisfies Partial<Notifications>;
}
