import { buildNotice, UNKNOWN_BUTTON } from "../../views/notices.ts";
import { buildWhy } from "../../views/why/why-answer.ts";
import { WHY } from "../../views/why/why-button.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";

/** **Why me?** on a message that asks something: answered under it, for whoever presses it. */
export async function explainWhy(
  { reasons }: Pick<UseCases, "reasons">,
  { ack, action, body, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const kind = WHY.kindOf(action.action_id);
  const answer = kind
    ? buildWhy(await reasons.explain(kind, { ...actorOf(body), taskId: action.value ?? "" }))
    : buildNotice(UNKNOWN_BUTTON);
  await respond({ response_type: "ephemeral", replace_original: false, ...answer });
}
