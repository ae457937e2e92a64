import { createInstallRoutes } from "../http/install-routes.ts";
import type { Connections } from "../services/workspaces/connections.ts";
import { createInstallations } from "../services/workspaces/installations.ts";
import { BOT_SCOPES } from "../slack/scopes.ts";
import type { Shared } from "./open-shared.ts";
import type { Seats } from "./seats.ts";
import { type ConfiguredTasks, seatsOfInstallations, seatsOfToken } from "./seats.ts";
import type { Workspaces } from "./workspaces.ts";

/** Events are as old as Slack's clock says, and what was installed is as old as ours does: they may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;

/** How the app comes into workspaces, and out of them. */
type Installing = {
  readonly seats: Seats;
  /** What browsers ask while somebody installs it. */
  routes(workspaces: Pick<Workspaces, "lookAgain">): ReturnType<typeof createInstallRoutes>;
  /** The app was removed there at this time. */
  leave(workspaces: Pick<Workspaces, "leave">, team: string, at: Date): Promise<"left" | "installed again">;
};

/** The one workspace of a token, or all that install the app at `publicUrl`. */
type SlackChoice = { readonly botToken: string; readonly oauth?: undefined } | { readonly oauth: OAuthChoice };
type OAuthChoice = { readonly clientId: string; readonly clientSecret: string; readonly stateSecret: string };

type Needs = {
  readonly slack: SlackChoice;
  readonly tasks: ConfiguredTasks;
  readonly publicUrl: string | undefined;
  readonly connections: Connections;
};

/** By the token that the configuration has, or by OAuth. Rejects, with what to do, when Slack does not take the token. */
export async function composeInstalling(shared: Shared, needs: Needs): Promise<Installing> {
  const { slack, tasks, connections } = needs;
  if (slack.oauth) return composeOAuth(shared, slack.oauth, needs);
  return {
    seats: await seatsOfToken(slack.botToken, { ...shared, tasks, connections }),
    routes: () => ({}),
    async leave(workspaces, team) {
      await workspaces.leave(team);
      return "left";
    },
  };
}

function composeOAuth(shared: Shared, oauth: OAuthChoice, { tasks, publicUrl, connections }: Needs): Installing {
  const { store, sealer, slackApiUrl } = shared;
  if (!sealer || publicUrl === undefined) throw new Error("OAuth without an address or an encryption key");
  const installations = createInstallations({ ...shared, store: store.installations, sealer });
  return {
    seats: seatsOfInstallations(installations, { tasks, connections }),
    routes: (workspaces) =>
      createInstallRoutes({
        oauth,
        slackApiUrl,
        publicUrl,
        scopes: BOT_SCOPES,
        firstUse: store.seenEvents.firstSeen,
        async install(installation) {
          await installations.keep(installation);
          await workspaces.lookAgain();
        },
        log: shared.log,
      }),
    async leave(workspaces, team, at) {
      const installedAt = await installations.installedAt(team);
      // An event that Slack could not deliver at once may come after the app was installed again.
      if (installedAt && installedAt.getTime() - CLOCKS_DIFFER_MS > at.getTime()) return "installed again";
      for (const one of await installations.covered(team)) await workspaces.leave(one);
      return "left";
    },
  };
}
