import type { App, BlockButtonAction, webApi } from "@slack/bolt";
import { buildAppHome, buildFirstHome, HOME } from "../views/app-home.ts";
import type { buildNotice } from "../views/notices.ts";
import { openLinkModal } from "./link-account.ts";
import { openSettings } from "./open-settings.ts";
import { openTaskForm } from "./open-task-form.ts";
import { ownerOf } from "./shared/form-owner.ts";
import type { HandlerContext } from "./shared/use-cases.ts";

/** The App Home: the last known state at once, then the fresh one; and its buttons. */
export function registerAppHome(app: App, context: HandlerContext): void {
  const { homes } = context;

  app.event("app_home_opened", async ({ event, body, client }) => {
    if (event.tab !== "home" || !(await context.isFirstDelivery(body.event_id))) return;
    const { team } = context.installation;
    await homes.noteOpened(team, event.user);
    // Slack shows by itself what was published last; only a Home that was never published is empty until the answer is there.
    if (!event.view) await client.views.publish({ user_id: event.user, view: buildFirstHome() });
    const home = await homes.load(team, event.user);
    await client.views.publish({ user_id: event.user, view: buildAppHome(home) });
  });

  app.action<BlockButtonAction>(HOME.refresh, async ({ ack, body, client }) => {
    await ack();
    const { team, person } = ownerOf("", body);
    await homes.noteOpened(team, person);
    const home = await homes.reload(team, person);
    await client.views.publish({ user_id: person, view: buildAppHome(home) });
  });

  const inHome = (id: string, open: (request: HomeRequest) => Promise<void>): void => {
    app.action<BlockButtonAction>(id, async ({ ack, body, client }) => {
      await ack();
      const { team, person } = ownerOf("", body);
      const tell: HomeRequest["tell"] = (notice) => client.chat.postMessage({ channel: person, ...notice });
      await open({ client, triggerId: body.trigger_id, team, person, tell });
    });
  };
  inHome(HOME.create, (request) => openTaskForm(context, request));
  inHome(HOME.settings, (request) => openSettings(context, request));
  inHome(HOME.link, (request) => openLinkModal(context, request));
}

/** Home has no conversation: what cannot be shown in a modal is told by direct message. */
type HomeRequest = {
  readonly client: webApi.WebClient;
  readonly triggerId: string;
  readonly team: string;
  readonly person: string;
  readonly tell: (notice: ReturnType<typeof buildNotice>) => Promise<unknown>;
};
