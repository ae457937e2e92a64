import type { Fault } from "../../../sandbox/slack/faults.ts";
import { type Outage, passing } from "./outage.ts";

/** Of a form that is filled and sent, the last of what was delivered. */
const REPEATED = 5;

/** So many messages, to whomever, meet the fault. */
const messages = (name: string, fault: Fault, times = 2): Outage => ({
  name: `Slack ${name}`,
  async begin({ workspace }) {
    workspace.slack.failNext("chat.postMessage", fault, { times });
    return passing;
  },
});

export const OUTAGES_OF_SLACK: readonly Outage[] = [
  messages("slow", { delayMs: 3_000 }),
  messages("answers 429", { retryAfter: 1 }),
  messages("answers ratelimited", { error: "ratelimited" }),
  messages("answers 503", { status: 503 }),
  messages("fails", { error: "internal_error" }),
  messages("breaks off before it has carried out", { cut: "before" }),
  messages("breaks off after it has carried out", { cut: "after" }),
  messages("revokes the token for a while", { error: "token_revoked" }),
  messages("makes the account inactive for a while", { error: "account_inactive" }),
  {
    name: "Slack does not update windows",
    async begin({ workspace }) {
      workspace.slack.failNext("views.update", { error: "internal_error" }, { times: 2 });
      return passing;
    },
  },
  {
    name: "Slack delivers everything again, twice and backwards",
    begin: async () => passing,
    async afterPress(stage) {
      const last = stage.workspace.slack.deliveries.filter(({ kind }) => /^(view|block)_/.test(kind)).slice(-REPEATED);
      for (const { payload } of [...last, ...last].reverse()) await stage.deliverAgain(payload);
    },
  },
];
