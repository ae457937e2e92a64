import { checkGroups, checkSuggestedOptions } from "./check-elements.ts";
import type { SlackCore } from "./core.ts";
import { type Courier, isTaken, readAck, toNotice } from "./courier.ts";
import { ImpossibleAction } from "./impossible-action.ts";
import { isObject, toObject, toObjects } from "./json.ts";
import { isGone, locateElement } from "./locate-element.ts";
import { describeSite, toEnvelope } from "./payloads.ts";
import { Problems } from "./problems.ts";
import type { SuggestionAnswer, SuggestionRequest } from "./protocol.ts";

/** Asks the app what a select offers for the text typed into it, and takes the answer as a Slack client does: only what Slack allows. */
export async function askSuggestions(
  core: SlackCore,
  courier: Courier,
  request: SuggestionRequest,
): Promise<SuggestionAnswer> {
  const nothing: SuggestionAnswer = { options: [], optionGroups: [], notice: null };
  if (isGone(core, request)) return nothing;
  const { site, placed } = locateElement(core, request);
  if (!placed.type.endsWith("external_select")) throw new ImpossibleAction(`${placed.actionId} has no suggestions`);
  const least = placed.element["min_query_length"];
  if (request.query.length < (typeof least === "number" ? least : 3)) return nothing;
  const payload = {
    type: "block_suggestion",
    ...toEnvelope(core, request.as),
    ...describeSite(core, site),
    action_id: placed.actionId,
    block_id: placed.blockId,
    value: request.query,
  };
  const answer = await courier.send({ kind: "interaction", payload });
  if (!isTaken(answer)) return { ...nothing, notice: toNotice("The list", answer) };
  const body = toObject(readAck(answer));
  const problems = new Problems();
  if (body["option_groups"] === undefined) checkSuggestedOptions(body["options"], problems);
  else if (toObjects(body["option_groups"]).length > 0) checkGroups(body["option_groups"], "/option_groups", problems);
  if (!isObject(readAck(answer))) problems.add("must be an object with options or option_groups", "/");
  if (problems.list().length > 0) {
    core.violations.push({ where: "block_suggestion", messages: problems.list() });
    return { ...nothing, notice: `The list is not one that Slack takes: ${problems.list().join("; ")}` };
  }
  // Checked just above: that makes the casts true.
  return {
    options: toObjects(body["options"]) as unknown as SuggestionAnswer["options"],
    optionGroups: toObjects(body["option_groups"]) as unknown as SuggestionAnswer["optionGroups"],
    notice: null,
  };
}
