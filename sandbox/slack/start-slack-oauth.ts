import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxSlack } from "./create-sandbox-slack.ts";
import type { Json } from "./json.ts";

/** The app as Slack knows it: what its Basic Information page shows. */
export type OAuthClient = { readonly id: string; readonly secret: string };

/** Slack for an app that several workspaces install: its authorize page, `oauth.v2.access`, and one API address for all of them. */
export type SlackOAuth = {
  /** What the app gets as SLACK_API_URL: calls go to the workspace whose token they carry. */
  readonly apiUrl: string;
  /** Somebody allows on Slack's page what the app asks for there; gives where their browser is sent back to. */
  allow(authorizeUrl: string, slack: SandboxSlack): string;
  /** They press Cancel there. */
  deny(authorizeUrl: string): string;
  /** The tokens that a workspace has, oldest first. */
  tokensOf(slack: SandboxSlack): readonly string[];
  /** One of them is taken back. */
  revoke(token: string): void;
  /** A workspace, or its organization, removes the app: all of its tokens end. */
  remove(slack: SandboxSlack): void;
  close(): Promise<void>;
};

type Grant = { readonly slack: SandboxSlack; readonly redirectUri: string; readonly scope: string };

/** Starts it on a free loopback port. */
export async function startSlackOAuth(client: OAuthClient): Promise<SlackOAuth> {
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, SandboxSlack>();
  let last = 0;

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    if (request.url === "/api/oauth.v2.access") return send(response, exchange(new URLSearchParams(body.toString())));
    const slack = tokens.get((request.headers.authorization ?? "").replace(/^Bearer /, ""));
    if (!slack) return send(response, { ok: false, error: "invalid_auth" });
    const answer = await fetch(new URL((request.url ?? "").replace("/api/", ""), slack.apiUrl), {
      method: "POST",
      headers: {
        "content-type": request.headers["content-type"] ?? "application/x-www-form-urlencoded",
        authorization: `Bearer ${slack.botToken}`,
      },
      body,
    });
    const retryAfter = answer.headers.get("retry-after");
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
      ...(retryAfter !== null && { "retry-after": retryAfter }),
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  /** docs.slack.dev/reference/methods/oauth.v2.access */
  function exchange(form: URLSearchParams): Json {
    if (form.get("client_id") !== client.id) return { ok: false, error: "invalid_client_id" };
    if (form.get("client_secret") !== client.secret) return { ok: false, error: "bad_client_secret" };
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    // A code is taken once.
    grants.delete(code);
    if (!grant) return { ok: false, error: "invalid_code" };
    if (form.get("redirect_uri") !== grant.redirectUri) return { ok: false, error: "bad_redirect_uri" };
    const { slack, scope } = grant;
    const { workspace, core } = slack;
    last += 1;
    const token = `xoxb-oauth-${last}-${workspace.team.id}`;
    tokens.set(token, slack);
    return {
      ok: true,
      access_token: token,
      token_type: "bot",
      scope,
      bot_user_id: workspace.bot.userId,
      app_id: workspace.bot.appId,
      team: core.organization ? null : { id: workspace.team.id, name: workspace.team.name },
      enterprise: core.organization,
      authed_user: { id: workspace.people[0]?.id ?? "" },
      is_enterprise_install: core.organization !== null,
    };
  }

  /** What the app asks for on Slack's page; throws for what Slack would show as an error there. */
  function readAsked(authorizeUrl: string): { redirectUri: string; scope: string; state: string } {
    const { origin: host, pathname, searchParams } = new URL(authorizeUrl);
    if (host !== origin || pathname !== "/oauth/v2/authorize") throw new Error(`${authorizeUrl} is not Slack's page`);
    if (searchParams.get("client_id") !== client.id) throw new Error("invalid_client_id");
    const asked = { redirectUri: searchParams.get("redirect_uri"), scope: searchParams.get("scope") };
    if (!asked.redirectUri || !asked.scope) throw new Error("invalid_scope or bad_redirect_uri");
    return { redirectUri: asked.redirectUri, scope: asked.scope, state: searchParams.get("state") ?? "" };
  }

  return {
    apiUrl: `${origin}/api/`,
    allow(authorizeUrl, slack) {
      const { state, ...asked } = readAsked(authorizeUrl);
      last += 1;
      const code = `code-${last}`;
      grants.set(code, { slack, ...asked });
      return `${asked.redirectUri}?${new URLSearchParams({ code, state })}`;
    },
    deny(authorizeUrl) {
      const { redirectUri, state } = readAsked(authorizeUrl);
      return `${redirectUri}?${new URLSearchParams({ error: "access_denied", state })}`;
    },
    tokensOf: (slack) => [...tokens].flatMap(([token, one]) => (one === slack ? token : [])),
    revoke: (token) => void tokens.delete(token),
    remove(slack) {
      for (const [token, one] of tokens) if (one === slack) tokens.delete(token);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const send = (response: ServerResponse, body: Json): void => {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
};
