import { readFile } from "node:fs/promises";
import type { SandboxSlack } from "../slack/create-sandbox-slack.ts";
import { toText } from "../slack/json.ts";
import type { SlackPerson } from "../slack/person.ts";
import { announce } from "../slack/posting.ts";
import { PHOTOS } from "./seed-photos.ts";

/** What was said before the tasks were there; everybody has read it. */
export async function talkBefore(slack: SandboxSlack): Promise<void> {
  const [lena, ben, mei] = [slack.person("lena"), slack.person("ben"), slack.person("mei")];
  const general = lena.channel("general");
  await ben.say("The lift is out of order today. The stairs are not.", general);
  await mei.say("Thank you, stairs.", general);
  await lena.say(
    "Morning. Three tasks for today, their cards come below. Begin with the digits, the photographs can wait.",
  );
  for (const person of slack.workspace.people)
    for (const { id } of slack.workspace.channels) slack.client.read({ as: person.id, channel: id });
}

/** Puts the tasks' cards into #labeling, as the lead does with /task show and the card's button. */
export async function shareCards(slack: SandboxSlack, lead: SlackPerson, names: readonly string[]): Promise<void> {
  const channel = lead.channel("labeling");
  for (const name of names) {
    const before = lead.messages(channel).length;
    await lead.command(`/task show ${name}`);
    const card = await slack.until(() => lead.messages(channel)[before]);
    await lead.press("Share in this channel", card);
    await slack.until(() => lead.messages(channel).length > before + 1);
    // What only she sees is gone with a reload, as in Slack.
    slack.core.book.remove(channel, card.ts);
  }
  slack.client.read({ as: lead.id, channel });
}

/** What was said since, unread by whoever did not say it. */
export async function talkAbout(slack: SandboxSlack, lead: SlackPerson): Promise<void> {
  const [ana, ben, chidi, mei] = [slack.person("ana"), slack.person("ben"), slack.person("chidi"), slack.person("mei")];
  await ana.say("Some sevens have a bar and some ones a foot. I go by the foot.");
  await show(slack, ana, {
    text: "And the sheep far back: one box each?",
    photo: "sheep.jpg",
    alt: "Sheep on a pasture, some far back",
  });
  await ben.say("Done with my part of all digits. Chidi, if yours gets long, I take some.");
  await chidi.say("Coffee first, then digits.");
  await mei.say(`@${lead.handle} what you three do not agree on waits for me. I begin after lunch.`);
  await ben.say(`@${lead.handle} the lift works again.`, lead.channel("general"));
}

/** A person shows one of the photographs: a file of the workspace, under what they say of it. */
async function show(
  { core }: SandboxSlack,
  person: SlackPerson,
  { text, photo, alt }: { text: string; photo: string; alt: string },
): Promise<void> {
  const channel = person.channel("labeling");
  const bytes = await readFile(new URL(photo, PHOTOS));
  const file = core.files.ask(photo, bytes.length);
  core.files.take(file, bytes);
  core.files.complete(file);
  const token = core.workspace.people.find(({ id }) => id === person.id)?.token ?? "";
  const { body } = await core.workspace.call("chat.postMessage", { channel, text }, token);
  const blocks = [
    { type: "section", text: { type: "mrkdwn", text } },
    { type: "image", slack_file: { id: file }, alt_text: alt },
  ];
  const place = { channel, ts: toText(body["ts"]), user: person.id, threadTs: null, onlyFor: null };
  announce(core, "posted", core.book.add({ ...place, text, blocks }));
}
