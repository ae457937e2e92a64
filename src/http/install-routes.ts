import { createHash } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  AuthorizationError,
  type Installation,
  InstallProvider,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
} from "@slack/oauth";
import type { NewInstallation } from "../domain/installation.ts";
import type { Log } from "../domain/log.ts";
import { createSlackLogger } from "../slack/slack-log.ts";
import { type InstallPage, installPageHtml, PAGE_HEADERS } from "./install-page.ts";

/** Where somebody begins to install it. */
export const INSTALL_PATH = "/slack/install";
const REDIRECT_PATH = "/slack/oauth_redirect";
/** How long somebody may take on Slack's page. */
const STATE_GOOD_FOR_S = 600;
/** A browser waits for what Slack says of the code. */
const ANSWER_MS = 10_000;

/** What Slack gave cannot be kept; the message is for whoever installs. */
class UnusableInstallation extends Error {
  override readonly name = "UnusableInstallation";
}

/**
 * The way into a workspace: to Slack's page, where somebody allows the scopes, and back with a code for a token. The state that comes
 * back must be signed by us, not older than ten minutes, of this browser (a cookie has it too), and used for the first time.
 */
export function createInstallRoutes(deps: {
  oauth: { readonly clientId: string; readonly clientSecret: string; readonly stateSecret: string };
  slackApiUrl: string;
  /** Where browsers reach the app, without a slash at its end. */
  publicUrl: string;
  scopes: readonly string[];
  firstUse: (id: string, keepMs: number) => Promise<boolean>;
  /** Keeps the installation, and sets the app to work there. */
  install: (installation: NewInstallation) => Promise<void>;
  log: Log;
}): Readonly<Record<string, RequestListener>> {
  const { oauth, slackApiUrl, publicUrl, scopes, firstUse, install, log } = deps;
  const options = { scopes: [...scopes], redirectUri: `${publicUrl}${REDIRECT_PATH}` };
  const provider = new InstallProvider({
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateSecret: oauth.stateSecret,
    stateCookieName: "labeldesk-install",
    stateCookieExpirationSeconds: STATE_GOOD_FOR_S,
    directInstall: true,
    authorizationUrl: new URL("../oauth/v2/authorize", slackApiUrl).href,
    installationStore: {
      storeInstallation: async (installation) => install(toNewInstallation(installation)),
      fetchInstallation: () => Promise.reject(new Error("installations are read elsewhere")),
    },
    // What goes wrong is logged below, once.
    logger: { ...createSlackLogger(log), error: () => undefined },
    clientOptions: { slackApiUrl, retryConfig: { retries: 0 }, timeout: ANSWER_MS, allowAbsoluteUrls: false },
  });
  const again = { url: `${publicUrl}${INSTALL_PATH}`, words: "Begin again" };

  async function takeBack(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await provider.handleCallback(request, response, {
      // What was verified is good for ten minutes: here it is good once, in all replicas.
      async beforeInstallation() {
        const state = new URL(request.url ?? "", publicUrl).searchParams.get("state") ?? "";
        const id = createHash("sha256").update(state).digest("hex");
        const isFirst = await firstUse(`oauth-state:${id}`, 2 * STATE_GOOD_FOR_S * 1000);
        if (!isFirst) throw new InvalidStateError("the state was used before");
        return true;
      },
      success: ({ team, enterprise, appId }) => {
        log.info({ team: team?.id ?? enterprise?.id }, "the app was installed");
        show(response, 200, installedPage(team?.name ?? enterprise?.name, team?.id, appId));
      },
      failure: (error) => {
        const { status, page } = explain(error, again);
        log.warn({ err: error }, "the app was not installed");
        show(response, status, page);
      },
    });
  }

  const guarded =
    (serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener =>
    (request, response) => {
      serve(request, response).catch((err: unknown) => {
        log.error({ err }, "an installation could not be answered");
        if (!response.headersSent) show(response, 500, NOT_NOW(again));
      });
    };

  return {
    [INSTALL_PATH]: guarded((request, response) => provider.handleInstallPath(request, response, undefined, options)),
    [REDIRECT_PATH]: guarded(takeBack),
  };
}

function show(response: ServerResponse, status: number, page: InstallPage): void {
  const html = installPageHtml(page);
  response.writeHead(status, { ...PAGE_HEADERS, "content-length": Buffer.byteLength(html) }).end(html);
}

function toNewInstallation({ team, enterprise, bot, user, isEnterpriseInstall }: Installation): NewInstallation {
  const place = isEnterpriseInstall ? enterprise : team;
  if (!place || !bot) throw new UnusableInstallation("Slack gave no bot token. Allow all that Labeldesk asks for.");
  if (bot.refreshToken !== undefined)
    throw new UnusableInstallation(
      "The Slack app rotates its tokens, which Labeldesk does not. Whoever runs it creates the app from its manifest, where token rotation is off.",
    );
  return {
    team: place.id,
    ...(isEnterpriseInstall && { org: place.id }),
    name: place.name ?? place.id,
    token: bot.token,
    botId: bot.id,
    userId: bot.userId,
    by: user.id,
  };
}

function installedPage(name: string | undefined, team: string | undefined, app: string | undefined): InstallPage {
  const opens = team !== undefined && app !== undefined;
  return {
    title: `Labeldesk is installed${name ? ` in ${name}` : ""}`,
    words: [
      "In Slack, type /task create in any channel to create the first task, or /task help to see what there is.",
      "To work with an account on Clarifai, a workspace admin types /task connect. Without one, Labeldesk keeps tasks and inputs itself.",
    ],
    ...(opens && { link: { url: `https://slack.com/app_redirect?app=${app}&team=${team}`, words: "Open in Slack" } }),
  };
}

const NOT_NOW = (again: InstallPage["link"]): InstallPage => ({
  title: "Labeldesk is not installed",
  words: ["Something went wrong on this side. Nothing was kept. Try again in a moment."],
  ...(again && { link: again }),
});

function explain(error: unknown, link: NonNullable<InstallPage["link"]>): { status: number; page: InstallPage } {
  const title = "Labeldesk is not installed";
  const page = (status: number, ...words: string[]) => ({ status, page: { title, words, link } });
  if (error instanceof AuthorizationError)
    return page(
      403,
      "It was not allowed on Slack's page, so nothing was changed.",
      "If you may not install apps, ask a workspace admin to open this page.",
    );
  if (error instanceof InvalidStateError || error instanceof MissingStateError || error instanceof MissingCodeError)
    return page(
      400,
      "This page was open too long, was opened before, or was begun in another browser. Nothing was changed.",
    );
  if (error instanceof UnusableInstallation) return page(400, error.message);
  const word = wordOf(error);
  if (word !== undefined)
    return page(
      502,
      `Slack did not give Labeldesk access (${word}). Nothing was kept. Begin again; if it says the same, tell whoever runs Labeldesk.`,
    );
  return { status: 500, page: NOT_NOW(link) };
}

/** Slack's own word for what was wrong. */
function wordOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("data" in error)) return undefined;
  const { data } = error;
  const word = typeof data === "object" && data !== null && "error" in data ? data.error : undefined;
  return typeof word === "string" && /^[a-z0-9_]{1,100}$/.test(word) ? word : undefined;
}
