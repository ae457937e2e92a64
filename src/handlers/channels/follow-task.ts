import type { webApi } from "@slack/bolt";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import { type ChannelFollow, NEWS_KINDS } from "../../domain/channels/channel-follow.ts";
import { shownName } from "../../domain/fold-name.ts";
import { cutText } from "../../domain/text.ts";
import { buildFollows } from "../../views/channels/follows-answer.ts";
import { buildLeadCard, buildLiveCard } from "../../views/channels/live-card.ts";
import { followProblem } from "../../views/channels/news.ts";
import { buildNotice } from "../../views/notices.ts";
import { isDirect } from "../cards/card-answer.ts";
import { type FindsTask, onTask } from "../shared/on-task.ts";
import { slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest, VerbRequest } from "../shared/verb.ts";

const NAME_SHOWN = 100;
const NO_CHANNEL = "Type /task follow in the channel that is to follow: nobody but you and Labeldesk is here.";
const LATER = "Slack did not take the message just now. It is tried again in a minute.";

type Follows = Pick<UseCases, "rights" | "taskCards" | "channels" | "log">;

/** `/task follow [task|mine]`; without words, what the channel follows. */
export async function followInChannel(useCases: Follows & FindsTask, request: VerbRequest): Promise<void> {
  const [word, ...others] = request.words;
  if (word === undefined) return listFollowed(useCases, request);
  if (others.length === 0 && !word.isQuoted && word.text.toLowerCase() === "mine") return followMine(useCases, request);
  return onTask("follow", followTask)(useCases, request);
}

/** Lets the channel follow one task: its card is posted at once, and stands for what was promised. */
async function followTask(useCases: Follows, request: TaskRequest): Promise<void> {
  const { channels, rights, taskCards } = useCases;
  const { team, person, taskId, channel, client } = request;
  if (channel === undefined || isDirect(channel)) return say(request, NO_CHANNEL);
  const refusal = await rights.sharingRefusal(person, channel);
  if (refusal !== undefined) return say(request, refusal);
  const loaded = await taskCards.load(team, taskId);
  if (loaded.kind === "gone") return say(request, "This task does not exist any more: there is nothing to follow.");
  if (loaded.kind === "unavailable") return say(request, loaded.reason);
  const key = { team, channel, taskId };
  const taskName = shownName(loaded.card.task);
  const begin = () => channels.begin(key, { taskName, by: person });
  if (!(await begin()) && !((await isCardLost(client, await channels.find(key), loaded.card)) && (await beginAnew())))
    return say(request, `This channel follows “${cutText(taskName, NAME_SHOWN)}” already: its card is above.`);
  const posted = await post(useCases, client, { channel, ...buildLiveCard(loaded.card, NEWS_KINDS) });
  if ("ts" in posted) return channels.posted(key, posted.ts);
  if (posted.isOver) await channels.drop(key);
  await say(request, posted.problem);

  async function beginAnew(): Promise<boolean> {
    await channels.drop(key);
    return begin();
  }
}

/** Whether somebody has deleted the card; one that is there shows the task as it is now. */
async function isCardLost(
  client: webApi.WebClient,
  follow: ChannelFollow | undefined,
  card: TaskCard,
): Promise<boolean> {
  if (follow?.ts === undefined) return false;
  try {
    await client.chat.update({ channel: follow.channel, ts: follow.ts, ...buildLiveCard(card, follow.kinds) });
    return false;
  } catch (error) {
    return slackErrorOf(error) === "message_not_found";
  }
}

/** Lets the channel follow all tasks of whoever asks. */
async function followMine(useCases: Follows, request: VerbRequest): Promise<void> {
  const { channels, rights } = useCases;
  const { team, person, channel, client } = request;
  if (channel === undefined || isDirect(channel)) return say(request, NO_CHANNEL);
  const refusal = await rights.sharingRefusal(person, channel);
  if (refusal !== undefined) return say(request, refusal);
  const key = { team, channel, lead: person };
  if (!(await channels.beginLead(key)))
    return say(request, "This channel follows your tasks already, and those to come.");
  const [name, open] = await Promise.all([channels.nameOf(person), channels.openTasksOf(team, person)]);
  const posted = await post(useCases, client, { channel, ...buildLeadCard({ id: person, name }, NEWS_KINDS, open) });
  if ("ts" in posted) return channels.leadPosted(key, posted.ts);
  if (posted.isOver) await channels.dropLead(key);
  await say(request, posted.problem);
}

async function listFollowed(useCases: Follows & FindsTask, request: VerbRequest): Promise<void> {
  const { team, channel } = request;
  if (channel === undefined || isDirect(channel)) return say(request, NO_CHANNEL);
  const followed = await useCases.channels.list(team, channel);
  if (followed.tasks.length + followed.leads.length === 0) return onTask("follow", followTask)(useCases, request);
  await request.respond({ response_type: "ephemeral", ...buildFollows(followed) });
}

type Posted =
  | { readonly ts: string }
  /** `isOver`: it will not be taken later either. */
  | { readonly problem: string; readonly isOver: boolean };

/** Posts what everybody in the channel reads. */
async function post(
  { log }: Pick<UseCases, "log">,
  client: webApi.WebClient,
  message: ReturnType<typeof buildLiveCard> & { channel: string },
): Promise<Posted> {
  try {
    const { ts } = await client.chat.postMessage({ ...message, unfurl_links: false, unfurl_media: false });
    return ts === undefined ? { problem: LATER, isOver: false } : { ts };
  } catch (err) {
    const word = slackErrorOf(err);
    const problem = word === undefined ? undefined : followProblem(word);
    log.info({ err, slackError: word }, "a channel could not be told that it follows a task");
    return problem === undefined ? { problem: LATER, isOver: false } : { problem, isOver: true };
  }
}

async function say({ respond }: Pick<VerbRequest, "respond">, text: string): Promise<void> {
  await respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(text) });
}
