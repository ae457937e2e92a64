import type { RespondFn, webApi } from "@slack/bolt";
import type { AnyBlock } from "@slack/types";
import { shareProblem } from "../../views/cards/share-problem.ts";
import { buildCard } from "../../views/cards/task-card.ts";
import { slackErrorOf } from "../shared/slack-error.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** Where the app is not, whoever is there can still answer for all to read. */
const OUTSIDE: readonly string[] = ["not_in_channel", "channel_not_found"];

const POSTED = "The task’s card is in the channel now. It changes when the task does.";
const POSTED_ONCE =
  "The task’s card is in the channel now, as the task is at this moment: Refresh brings it up to date. To have it change by itself, type /invite @Labeldesk there, then share again.";
const THERE_ALREADY = "You have just shared this task there: its card is in the channel.";

export type Posts = Pick<UseCases, "rights" | "taskCards" | "cardSharing" | "log">;

type Sharing = {
  readonly team: string;
  readonly person: string;
  readonly taskId: string;
  readonly channel: string;
  readonly client: webApi.WebClient;
  /** Answers in this channel as whoever shares; absent where Slack gave no way to. */
  readonly respond?: RespondFn;
};

/**
 * "live": the card is there and changes with the task; "once": it is there as the task is now; "already": this person has just
 * shared it; "refused": nothing was posted.
 */
type Shared = { readonly kind: "live" | "once" | "already" | "refused"; readonly words: string };

/** Slack's word for what stood in the way, and what to do. */
type Problem = { readonly slackError: string; readonly why: string };

type Shown = { readonly text: string; readonly blocks: AnyBlock[] };

const refused = (words: string): Shared => ({ kind: "refused", words });

/** Posts a task's card for everybody, once for two presses; where the app is not, as an answer that does not change by itself. */
export async function postCard({ rights, taskCards, cardSharing, log }: Posts, sharing: Sharing): Promise<Shared> {
  const { team, person, taskId, channel, respond } = sharing;
  const refusal = await rights.sharingRefusal(person, channel);
  if (refusal !== undefined) return refused(refusal);
  const loaded = await taskCards.load(team, taskId);
  if (loaded.kind === "gone") return refused("This task does not exist any more: there is nothing to share.");
  if (loaded.kind === "unavailable") return refused(loaded.reason);
  const { text, blocks } = buildCard(loaded.card, "shared");
  const shown: Shown = { text, blocks: [...blocks] };

  if (!(await cardSharing.claim(sharing, "live"))) return { kind: "already", words: THERE_ALREADY };
  const problem = await keepClaimOf(cardSharing, sharing, () => postLive(cardSharing, sharing, shown));
  if (problem === undefined) return { kind: "live", words: POSTED };
  const { slackError, why } = problem;
  log.info({ slackError }, "a card could not be posted");
  if (!respond || !OUTSIDE.includes(slackError)) return refused(why);
  if (!(await cardSharing.claim(sharing, "once"))) return { kind: "already", words: THERE_ALREADY };
  await respond({ response_type: "in_channel", replace_original: false, ...shown });
  return { kind: "once", words: POSTED_ONCE };
}

/** Whatever is not posted may be shared again at once. */
async function keepClaimOf(
  cardSharing: Posts["cardSharing"],
  sharing: Sharing,
  attempt: () => Promise<Problem | undefined>,
): Promise<Problem | undefined> {
  let isPosted = false;
  try {
    const problem = await attempt();
    isPosted = problem === undefined;
    return problem;
  } finally {
    if (!isPosted) await cardSharing.release(sharing, "live");
  }
}

/** What stood in the way; rejects for what is not about this channel. */
async function postLive(
  cardSharing: Posts["cardSharing"],
  { team, taskId, channel, client }: Sharing,
  shown: Shown,
): Promise<Problem | undefined> {
  try {
    const posted = await client.chat.postMessage({ channel, ...shown, unfurl_links: false, unfurl_media: false });
    if (posted.ts !== undefined)
      await cardSharing.remember({ team, taskId, channel: posted.channel ?? channel, ts: posted.ts });
    return undefined;
  } catch (error) {
    const slackError = slackErrorOf(error);
    const why = slackError === undefined ? undefined : shareProblem(slackError);
    if (slackError === undefined || why === undefined) throw error;
    return { slackError, why };
  }
}
