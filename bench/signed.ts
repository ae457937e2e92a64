import { createHmac, randomUUID } from "node:crypto";
import { PEOPLE, SIGNING_SECRET, TEAM } from "./workspace.ts";

export type Delivery = { readonly headers: Readonly<Record<string, string | number>>; readonly body: string };

/** Whose turn it is, and where Slack itself is. */
export type Sender = { readonly turn: number; readonly slackUrl: string };

export const personOf = (turn: number): string => PEOPLE[turn % PEOPLE.length] ?? "";

/** What somebody did in a message or a window. */
export function signPayload(turn: number, payload: object): Delivery {
  const person = personOf(turn);
  return sign(
    new URLSearchParams({
      payload: JSON.stringify({
        api_app_id: "A0BENCH000",
        token: "verification-token",
        is_enterprise_install: false,
        team: { id: TEAM, domain: "bench" },
        user: { id: person, username: person.toLowerCase(), name: person.toLowerCase(), team_id: TEAM },
        trigger_id: `${Date.now()}.${turn}.${randomUUID()}`,
        ...payload,
      }),
    }),
  );
}

/** As Slack signs (docs.slack.dev/authentication/verifying-requests-from-slack). */
export function sign(form: URLSearchParams): Delivery {
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
