import { createInstallRoutes, INSTALL_PATH } from "../http/install-routes.ts";
import type { Connections } from "../services/workspaces/connections.ts";
import { createInstallations } from "../services/workspaces/installations.ts";
import { createBriefNotes, createLeaving, type Leaving, type Standing } from "../services/workspaces/leaving.ts";
import { askStanding } from "../slack/ask-standing.ts";
import { createSlackClients } from "../slack/clients.ts";
import { BOT_SCOPES } from "../slack/scopes.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import { notReadable } from "../views/notices.ts";
import type { Shared } from "./open-shared.ts";
import type { Seats } from "./seats.ts";
import { type ConfiguredTasks, seatsOfInstallations, seatsOfToken } from "./seats.ts";
import type { Workspaces } from "./workspaces.ts";

/** How the app comes into workspaces, and out of them. */
type Installing = {
  readonly seats: Seats;
  /** What browsers ask while somebody installs it. */
  routes(workspaces: Pick<Workspaces, "lookAgain">): ReturnType<typeof createInstallRoutes>;
  /** Why the app is not at work where it is installed, in a sentence; undefined where it is not installed. */
  closedBecause(team: string): Promise<string | undefined>;
  /** What Slack tells of its end. */
  leaving(workspaces: Pick<Workspaces, "leave">): Leaving;
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
  const seats = await seatsOfToken(slack.botToken, { ...shared, tasks, connections });
  const notes = createBriefNotes();
  return {
    seats,
    routes: () => ({}),
    closedBecause: async () => undefined,
    leaving: (workspaces) =>
      createLeaving({
        ...shared,
        notes,
        isInstalled: seats.has,
        ask: async (team) => ({
          standing: await askOf(shared, slack.botToken),
          async leave() {
            await workspaces.leave(team, undefined);
            await notes.clear(team);
          },
        }),
      }),
  };
}

const askOf = ({ slackApiUrl, watch, log }: Shared, token: string, team?: string): Promise<Standing> =>
  askStanding(createSlackClients({ token, slackApiUrl, logger: createSlackLogger(log), watch }).background, { team });

function composeOAuth(shared: Shared, oauth: OAuthChoice, { tasks, publicUrl, connections }: Needs): Installing {
  const { store, sealer, slackApiUrl } = shared;
  if (!sealer || publicUrl === undefined) throw new Error("OAuth without an address or an encryption key");
  const installations = createInstallations({ ...shared, store: store.installations, sealer });
  const seats = seatsOfInstallations(installations, { tasks, connections });
  return {
    seats,
    closedBecause: async (team) => ((await seats.has(team)) ? notReadable(`${publicUrl}${INSTALL_PATH}`) : undefined),
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
    leaving: (workspaces) =>
      createLeaving({
        ...shared,
        isInstalled: seats.has,
        notes: { ...installations.leaving, installedAt: installations.installedAt },
        async ask(team) {
          // Before the token: what is installed between the two is asked about, and is none of these.
          const covered = await installations.covered(team);
          const kept = await installations.tokenOf(team);
          return {
            // Where no token opens, nobody can be asked, and nothing can be done there either: what Slack told holds.
            standing: kept ? await askOf(shared, kept.token, kept.isOfOrg ? team : undefined) : "gone",
            async leave() {
              for (const one of covered) await workspaces.leave(one.team, one.revision);
            },
          };
        },
      }),
  };
}
