import { isJsonObject } from "../domain/json.ts";
import type { Verdict } from "../domain/labeling/label.ts";
import { readSaid } from "../domain/labeling/read-said.ts";
import type { Choice, Reviewed } from "../domain/review/decide.ts";
import { BATCH } from "../domain/review/session.ts";
import type { PageApi, PageReview } from "./ports.ts";
import { idIn, textIn } from "./read-fields.ts";
import { MAX_REASON, type ReviewRequests } from "./review-protocol.ts";

/** What the page for reviewing asks, read from JSON. */
export function createReviewApi(review: PageReview): PageApi {
  const actions: Record<Exclude<keyof ReviewRequests, "open" | "work">, PageApi["actions"][string]> = {
    save: (session, body) => {
      const sent = body["inputs"];
      if (!Array.isArray(sent) || sent.length > BATCH) return undefined;
      const inputs = sent.flatMap((each: unknown) => readReviewed(each) ?? []);
      const isWhole =
        inputs.length === sent.length && new Set(inputs.map(({ inputId }) => inputId)).size === sent.length;
      const batch = idIn(body, "batch");
      return isWhole && batch !== undefined ? review.save(session, { batch, inputs }) : undefined;
    },
    draft: (session, body) => {
      const reviewed = readReviewed(body);
      return reviewed && review.keep(session, reviewed).then(() => ({ ok: true, value: {} }));
    },
  };
  return {
    begin: (session) => review.begin(session),
    actions,
    media: (session, inputId) => review.media(session, inputId),
  };
}

/** Undefined for what the page does not send. */
function readReviewed(value: unknown): Reviewed | undefined {
  if (!isJsonObject(value)) return undefined;
  const [inputId, key, choice] = [idIn(value, "inputId"), idIn(value, "key"), readChoice(value["choice"])];
  return inputId === undefined || key === undefined || choice === undefined ? undefined : { inputId, key, choice };
}

const VERDICTS: readonly unknown[] = ["approve", "request_changes", "reject"] satisfies Verdict[];
const isVerdict = (value: unknown): value is Verdict => VERDICTS.includes(value);

function readChoice(value: unknown): Choice | undefined {
  if (!isJsonObject(value)) return undefined;
  const { verdict, reason = "" } = value;
  if (verdict !== undefined && !isVerdict(verdict)) return undefined;
  const label = value["label"] === undefined ? "" : idIn(value, "label");
  const isEmpty = typeof reason === "string" && reason.trim() === "";
  const why = isEmpty ? "" : textIn(value, "reason", MAX_REASON);
  const corrected = value["corrected"] === undefined ? null : readSaid(value["corrected"]);
  if (label === undefined || why === undefined || corrected === undefined) return undefined;
  return {
    ...(verdict !== undefined && { verdict }),
    ...(label !== "" && { label }),
    ...(why !== "" && { reason: why }),
    ...(corrected && { corrected }),
  };
}
