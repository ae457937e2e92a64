import { WebClient } from "@slack/web-api";
import { BOT } from "./workspace.ts";

/** What somebody would write first: a message to each of so many people, one after the other or all at once, by Slack's own client. */
export type PlainSending = {
  readonly how: "loop" | "promise_all";
  readonly people: readonly string[];
  readonly url: string;
};

process.on("message", async ({ how, people, url }: PlainSending) => {
  const client = new WebClient(BOT.token, { slackApiUrl: url });
  const send = (channel: string) => client.chat.postMessage({ channel, text: "Labels of yours wait." });
  const begun = performance.now();
  if (how === "promise_all") await Promise.allSettled(people.map(send));
  else for (const person of people) await send(person);
  process.send?.({ took: performance.now() - begun });
});
