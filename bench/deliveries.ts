import { createHmac, randomUUID } from "node:crypto";
import { PEOPLE, SIGNING_SECRET, TEAM } from "./workspace.ts";

export type Delivery = { readonly headers: Readonly<Record<string, string | number>>; readonly body: string };

/** Whose turn it is, and where Slack itself is. */
type Sender = { readonly turn: number; readonly slackUrl: string };

/** What Slack delivers, by the name that it has in the figures. */
export const DELIVERIES = {
  help: (from: Sender) => sign(commandOf(from, "help")),
  create: (from: Sender) => sign(commandOf(from, "create")),
} as const satisfies Record<string, (from: Sender) => Delivery>;

export type Kind = keyof typeof DELIVERIES;

const personOf = (turn: number): string => PEOPLE[turn % PEOPLE.length] ?? "";

function commandOf({ turn, slackUrl }: Sender, text: string): URLSearchParams {
  const person = personOf(turn);
  return new URLSearchParams({
    token: "verification-token",
    team_id: TEAM,
    team_domain: "bench",
    channel_id: "C0BENCH000",
    channel_name: "labeling",
    user_id: person,
    user_name: person.toLowerCase(),
    command: "/task",
    text,
    api_app_id: "A0BENCH000",
    is_enterprise_install: "false",
    response_url: `${slackUrl}/commands/${TEAM}/${randomUUID()}`,
    trigger_id: `${Date.now()}.${turn}.${randomUUID()}`,
  });
}

/** As Slack signs (docs.slack.dev/authentication/verifying-requests-from-slack). */
function sign(form: URLSearchParams): Delivery {
  const body = form.toString();
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${time}:${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": Buffer.byteLength(body),
      "x-slack-request-timestamp": String(time),
      "x-slack-signature": `v0=${signature}`,
    },
  };
}
