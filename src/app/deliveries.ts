import type { RequestListener } from "node:http";
import { type DeliveryBody, installationOf, organizationOf } from "../domain/notifications/delivery-sender.ts";
import { newRequestId } from "../domain/request-scope.ts";
import { endIn } from "../handlers/delivery/ends.ts";
import { registerHandlers } from "../handlers/index.ts";
import { type Authorization, createBolt, type SlackAccess } from "../http/create-bolt.ts";
import type { LabelPage } from "../label-page/create-label-page.ts";
import type { Leaving } from "../services/workspaces/leaving.ts";
import type { Shared } from "./open-shared.ts";
import type { Workspace } from "./open-workspace.ts";
import type { Workspaces } from "./workspaces.ts";

type Needs = Pick<Shared, "store" | "acks" | "times" | "newId" | "requestScope" | "watch" | "log"> & {
  readonly slack: SlackAccess & { readonly botToken?: string | undefined };
  readonly listen: { readonly port: number; readonly host?: string };
  readonly labelPage: LabelPage;
  /** What browsers ask beside the page, by path. */
  readonly routes: Readonly<Record<string, RequestListener>>;
  readonly workspaces: Pick<Workspaces, "of" | "holds" | "lookAgain">;
  readonly leaving: Leaving;
  /** Where it is installed, also where that cannot be opened; in a sentence, why it is not at work there. */
  readonly closedBecause: (team: string) => Promise<string | undefined>;
};

/** What Slack delivers and browsers ask, and who handles it. */
export function composeDeliveries(needs: Needs) {
  const {
    store,
    acks,
    times,
    newId,
    requestScope,
    watch,
    log,
    slack,
    listen,
    labelPage,
    routes,
    workspaces,
    leaving,
    closedBecause,
  } = needs;

  async function workspaceOf(body: DeliveryBody): Promise<Workspace | undefined> {
    const team = installationOf(body);
    return team === undefined ? undefined : workspaces.of(team, organizationOf(body));
  }

  async function authorize(body: DeliveryBody): Promise<Authorization> {
    const workspace = await workspaceOf(body);
    // Whoever waits for an answer gets one, at the gate; an event of another workspace concerns nobody here, but for its end.
    if (!workspace && (installationOf(body) === undefined || ("event" in body && !endIn(body))))
      throw new Error("the delivery is for a workspace in which the app is not installed");
    const { team, botId, userId } = workspace?.bot ?? {};
    const botToken = workspace?.token ?? slack.botToken;
    return {
      // Where a payload names no workspace, Bolt would hand out a client without a token.
      ...(team !== undefined && { teamId: team }),
      ...(botToken !== undefined && { botToken }),
      ...(botId !== undefined && { botId }),
      ...(userId !== undefined && { botUserId: userId }),
    };
  }

  const bolt = createBolt({
    slack,
    listen,
    labelPage,
    routes,
    authorize,
    acks,
    requestScope,
    watch,
    newId,
    log,
    isReady: () => store.checkWritable(),
    arrival: times.arrival,
    holds: workspaces.holds,
  });
  registerHandlers(bolt.app, {
    useCasesOf: async (body) => (await workspaceOf(body))?.useCases,
    async closedBecause(body) {
      const team = installationOf(body);
      const org = organizationOf(body);
      const why = team === undefined ? undefined : await closedBecause(team);
      return why ?? (org === undefined ? undefined : closedBecause(org));
    },
    leaving,
    lookAgain: workspaces.lookAgain,
    requestId: () => requestScope.current() ?? newRequestId(newId),
    log,
  });
  return bolt;
}
