import type { AnyBlock } from "@slack/types";
import type { TaskCard } from "../../domain/cards/task-card.ts";
import { isJsonObject } from "../../domain/json.ts";
import type { CardPlace } from "../../views/cards/card-place.ts";
import { buildGoneCard, type CardMessage } from "../../views/cards/task-card.ts";
import { buildNotice, UNKNOWN_BUTTON } from "../../views/notices.ts";
import { actorOf, isInOwnAnswer } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { VerbRequest } from "../shared/verb.ts";

type Build = (card: TaskCard, place: CardPlace) => CardMessage;

/** `cards`: where they are loaded, with or without how the task is going on. */
type SendsCards = Pick<UseCases, "charts"> & { readonly cards: UseCases["taskCards"] | UseCases["taskProgress"] };

type Answer = Pick<VerbRequest, "team" | "person" | "respond" | "channel"> & { readonly taskId: string };

/** Answers with a task's card, seen by whoever asked. */
export async function answerWithCard(useCases: SendsCards, request: Answer, build: Build): Promise<void> {
  const { team, person, taskId, respond, channel } = request;
  const loaded = await useCases.cards.load(team, taskId, { haste: "interactive", viewer: person });
  const options = { response_type: "ephemeral" as const, replace_original: false };
  if (loaded.kind === "unavailable") {
    await respond({ ...options, ...buildNotice(loaded.reason) });
  } else if (loaded.kind === "gone") {
    await respond({ ...options, ...buildGoneCard() });
  } else {
    const message = build(loaded.card, isDirect(channel) ? "direct" : "answer");
    await send(useCases, request, message, (shown) => respond({ ...options, ...shown }));
  }
}

/** Brings the message in which a button was pressed up to date; what cannot be asked now leaves it as it is. */
export async function refreshInPlace(
  useCases: SendsCards & Pick<UseCases, "rights" | "log">,
  { action, body, respond }: Pick<ButtonPressed, "action" | "body" | "respond">,
  build: Build,
): Promise<void> {
  const { team, person } = actorOf(body);
  const say = (words: string) =>
    respond({ response_type: "ephemeral", replace_original: false, ...buildNotice(words) });
  const isOwn = isInOwnAnswer(body);
  const refusal = isOwn ? undefined : await refusalForAll(useCases, { action, body });
  if (refusal !== undefined) {
    await say(refusal);
    return;
  }
  const loaded = await useCases.cards.load(team, action.value ?? "", { haste: "interactive", viewer: person });
  if (loaded.kind === "unavailable") {
    await say(loaded.reason);
    return;
  }
  if (loaded.kind === "gone") {
    await respond({ replace_original: true, ...buildGoneCard() });
    return;
  }
  const place = !isOwn ? "shared" : isDirect(body.channel?.id) ? "direct" : "answer";
  const message = build(loaded.card, place);
  await send(useCases, { team }, message, (shown) => respond({ replace_original: true, ...shown }));
}

/** Why nothing is put in the place of a message that all read: only the task that it shows may be, and only where nobody else reads. */
async function refusalForAll(
  { rights, log }: Pick<UseCases, "rights" | "log">,
  { action, body }: Pick<ButtonPressed, "action" | "body">,
): Promise<string | undefined> {
  if (!isIn(body.message?.["blocks"], action)) {
    log.warn(
      { action: action.action_id, person: actorOf(body).person },
      "a press of a button that its message does not have was refused",
    );
    return UNKNOWN_BUTTON;
  }
  return rights.channelRefusal(body.channel?.id ?? "");
}

/** What a message holds, Slack tells; what was pressed in it, whoever sends the press. */
const isIn = (blocks: unknown, { action_id, value }: ButtonPressed["action"]): boolean =>
  Array.isArray(blocks) &&
  blocks.filter(isJsonObject).some(({ elements }) => {
    const held = Array.isArray(elements) ? elements.filter(isJsonObject) : [];
    return held.some((element) => element["action_id"] === action_id && element["value"] === value);
  });

/** Direct messages: nobody else is there to share with. */
export const isDirect = (channel: string | undefined): boolean => channel === undefined || channel.startsWith("D");

async function send(
  { charts }: Pick<UseCases, "charts">,
  { team }: { team: string },
  { text, blocks }: CardMessage,
  respond: (message: { text: string; blocks: AnyBlock[] }) => ReturnType<VerbRequest["respond"]>,
): Promise<void> {
  const attempt = async (shown: AnyBlock[]): Promise<void> => {
    const response = await respond({ text, blocks: shown });
    const body = await response.text();
    if (body.includes('"ok":false')) throw new RefusedAnswer(body);
  };
  await charts.send(team, blocks, attempt, isRefused);
}

/** Slack's refusal of an answer to a `response_url`: HTTP 400, or an HTTP 200 that says no. */
class RefusedAnswer extends Error {
  override readonly name = "RefusedAnswer";
}

const isRefused = (error: unknown): boolean =>
  error instanceof RefusedAnswer || (error instanceof Error && "statusCode" in error && error.statusCode === 400);
