import type { webApi } from "@slack/bolt";
import { buildAppHome, buildFirstHome } from "../../views/home/app-home.ts";
import type { buildNotice } from "../../views/notices.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed, EventHappened } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** The App Home is opened: the last known state at once, then the fresh one. */
export async function showHome(
  { homes, installation, isFirstDelivery }: Pick<UseCases, "homes" | "installation" | "isFirstDelivery">,
  { event, body, client }: EventHappened,
): Promise<void> {
  if (event.type !== "app_home_opened" || event.tab !== "home" || !(await isFirstDelivery(body.event_id))) return;
  const { team } = installation;
  await homes.noteOpened(team, event.user);
  // Slack shows by itself what was published last; only a Home that was never published is empty until the answer is there.
  if (!event.view) await client.views.publish({ user_id: event.user, view: buildFirstHome() });
  const home = await homes.load(team, event.user);
  await client.views.publish({ user_id: event.user, view: buildAppHome(home) });
}

export async function refreshHome(
  { homes }: Pick<UseCases, "homes">,
  { ack, body, client }: ButtonPressed,
): Promise<void> {
  await ack();
  const { team, person } = actorOf(body);
  await homes.noteOpened(team, person);
  const home = await homes.reload(team, person);
  await client.views.publish({ user_id: person, view: buildAppHome(home) });
}

/** Home has no conversation: what cannot be shown in a modal is told by direct message. */
type HomeRequest = {
  readonly client: webApi.WebClient;
  readonly triggerId: string;
  readonly team: string;
  readonly person: string;
  readonly tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
};

/** A button of the App Home that opens a modal. */
export const inHome =
  <Takes>(open: (useCases: Takes, request: HomeRequest) => Promise<void>) =>
  async (useCases: Takes, { ack, body, client }: ButtonPressed): Promise<void> => {
    await ack();
    const { team, person } = actorOf(body);
    const tell: HomeRequest["tell"] = (notice) => client.chat.postMessage({ channel: person, ...notice });
    await open(useCases, { client, triggerId: body.trigger_id, team, person, tell });
  };

/** Brings the App Homes of those of `people` up to date who look at theirs: for what changes without an event of the outbox. */
export async function publishHomes(
  { homes }: Pick<UseCases, "homes">,
  client: webApi.WebClient,
  team: string,
  people: readonly string[],
): Promise<void> {
  for (const person of await homes.readersAmong(team, [...new Set(people)])) {
    await client.views.publish({ user_id: person, view: buildAppHome(await homes.reload(team, person)) });
  }
}
