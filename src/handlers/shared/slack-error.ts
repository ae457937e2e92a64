/** Slack's own word for what it did not do ("expired_trigger_id"), or undefined when the error is none of Slack's. */
export function slackErrorOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("data" in error)) return undefined;
  const { data } = error;
  if (typeof data !== "object" || data === null || !("error" in data)) return undefined;
  return typeof data.error === "string" ? data.error : undefined;
}

/** The blocks of a view (by their place) that Slack names in a refusal: "[ERROR] … [json-pointer:/view/blocks/3/image_url]". */
export function blocksNamedIn(error: unknown): ReadonlySet<number> {
  const said = error instanceof Error && "data" in error ? JSON.stringify(error.data) : "";
  return new Set([...said.matchAll(/json-pointer:\/view\/blocks\/(\d+)/g)].map(([, place]) => Number(place)));
}

/** Codes of Slack's client for a call that Slack did not answer, answered with a failure of its own, or asked to make later. */
const UNANSWERED = ["slack_webapi_request_error", "slack_webapi_http_error", "slack_webapi_rate_limited_error"];

/** Whether Slack has not said no: the same call may succeed in a moment. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof Error && "code" in error && UNANSWERED.some((code) => code === error.code);

/** Whether a view did not open since its trigger had opened one: what asked for it came twice, or the answer of the first call was lost. */
export const wasOpened = (error: unknown): boolean => slackErrorOf(error) === "exchanged_trigger_id";

/** Whether a view did not open for a reason that passes: the trigger came too late or was used, or Slack has not answered. */
export const wasTooLate = (error: unknown): boolean => isUnanswered(error) || /trigger/.test(slackErrorOf(error) ?? "");
