import { findElements } from "./blocks.ts";
import { checkInput } from "./check-input.ts";
import type { SlackCore } from "./core.ts";
import { type Courier, isTaken, readAck, toNotice } from "./courier.ts";
import { isObject, type Json, toObject, toObjects, toText } from "./json.ts";
import { refuseView, showView } from "./methods.ts";
import { type HeldView, toPayloadView } from "./modals.ts";
import { ownerOf, toEnvelope } from "./payloads.ts";
import type { ViewSubmissionAnswer, ViewSubmissionRequest } from "./protocol.ts";

const TROUBLE = "We had some trouble connecting. Try again?";
const ACCEPTED: ViewSubmissionAnswer = { result: "accepted" };
const fail = (why: string): ViewSubmissionAnswer => ({ result: "failed", notice: `${TROUBLE} (${why})` });

/** Submits a modal as a Slack client does: its own checks, the app's ack within three seconds, and the ack's `response_action`. */
export async function submitView(
  core: SlackCore,
  courier: Courier,
  { as: person, viewId, values }: ViewSubmissionRequest,
): Promise<ViewSubmissionAnswer> {
  const held = core.modals.type(viewId, values);
  if (held === undefined || held.person !== person) return fail("the modal is no longer there");
  const mistakes = checkInput(held.view["blocks"], held.values);
  if (Object.keys(mistakes).length > 0) return { result: "errors", errors: mistakes };
  const payload = {
    type: "view_submission",
    ...toEnvelope(core, person, true),
    trigger_id: core.triggers.issue(person, viewId),
    view: toPayloadView(held, ownerOf(core)),
    response_urls: issueResponseUrls(core, held),
  };
  const answer = await courier.send({ kind: "interaction", payload });
  if (!isTaken(answer)) return fail(toNotice("The submission", answer) ?? "");
  const ack = readAck(answer);
  if (ack !== undefined && !isObject(ack)) return reject(core, "the ack is not an object");
  return obey(core, held, toObject(ack));
}

/** Does what the ack says. Its update or push replaces or covers the view that was submitted. */
function obey(core: SlackCore, held: HeldView, ack: Json): ViewSubmissionAnswer {
  switch (ack["response_action"]) {
    case undefined:
      core.modals.close(held.id);
      core.signals.emit({ type: "views", person: held.person, change: "closed", viewId: held.id });
      return ACCEPTED;
    case "clear":
      core.modals.clear(held.person);
      core.signals.emit({ type: "views", person: held.person, change: "closed", viewId: held.id });
      return ACCEPTED;
    case "errors":
      return readErrors(core, held, toObject(ack["errors"]));
    case "update":
    case "push":
      return replaceView(core, held, ack["response_action"], toObject(ack["view"]));
    default:
      return reject(core, `unknown response_action ${toText(ack["response_action"])}`);
  }
}

function replaceView(core: SlackCore, held: HeldView, action: "update" | "push", view: Json): ViewSubmissionAnswer {
  const refusal = refuseView(core, `response_action ${action}`, view, "modal");
  if (refusal !== undefined) return fail("the app answered with a view that Slack does not take");
  const shown = action === "update" ? core.modals.update(held.id, view) : core.modals.push(held.person, view);
  if ("error" in shown) return fail(shown.error);
  showView(core, shown, action === "update" ? "updated" : "pushed");
  return ACCEPTED;
}

function readErrors(core: SlackCore, held: HeldView, errors: Json): ViewSubmissionAnswer {
  const inputs = new Set(
    toObjects(held.view["blocks"])
      .filter(isInput)
      .map((block) => block["block_id"]),
  );
  const shown: Record<string, string> = {};
  for (const [blockId, error] of Object.entries(errors)) {
    if (!inputs.has(blockId)) return reject(core, `errors name ${blockId}, which is no input block of the view`);
    if (typeof error !== "string" || error === "") return reject(core, `the error for ${blockId} is no text`);
    shown[blockId] = error;
  }
  return Object.keys(shown).length === 0 ? reject(core, "errors are empty") : { result: "errors", errors: shown };
}

const isInput = (block: Json): boolean => block["type"] === "input";

function reject(core: SlackCore, why: string): ViewSubmissionAnswer {
  core.violations.push({ where: "view_submission", messages: [why] });
  return fail(why);
}

/** For every conversation field with `response_url_enabled` that has a choice. */
function issueResponseUrls(core: SlackCore, held: HeldView): readonly Json[] {
  const urls: Json[] = [];
  for (const { element, blockId, actionId } of findElements(held.view["blocks"])) {
    if (element["response_url_enabled"] !== true) continue;
    const value = held.values[blockId]?.[actionId];
    const channel = value?.selected_conversation ?? value?.selected_channel;
    if (channel === undefined || channel === null) continue;
    const url = core.responseUrls.issue({ channel, person: held.person, messageTs: null });
    urls.push({ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url });
  }
  return urls;
}
