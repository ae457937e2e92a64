import { findElement, type PlacedElement } from "./blocks.ts";
import type { SlackCore } from "./core.ts";
import { ImpossibleAction } from "./impossible-action.ts";
import { findSite, readBlocks, type Site } from "./payloads.ts";
import type { BlockActionRequest, SuggestionRequest } from "./protocol.ts";
import type { FieldValues } from "./sandbox-state.ts";

type ElementRequest = BlockActionRequest | SuggestionRequest;

/** The place as it is once the person has typed these values there. */
export function typeInto(core: SlackCore, site: Site, values: FieldValues | undefined): Site {
  if (site.kind === "message") {
    const message = core.book.type(site.message.channel, site.message.ts, values);
    return { kind: "message", message: message ?? site.message };
  }
  return { kind: site.kind, held: core.modals.type(site.held.id, values) ?? site.held };
}

/** A form that was closed, or shows something else by now, while something done in it was on its way: nobody is left to answer. */
export function isGone(core: SlackCore, { as, place, blockId, actionId }: ElementRequest): boolean {
  if (place.kind !== "view") return false;
  const site = findSite(core, as, place);
  return site === undefined || findElement(readBlocks(site), blockId, actionId) === undefined;
}

/** The element that a request names, after what the person has typed was taken over. Throws `ImpossibleAction` where it is not there. */
export function locateElement(core: SlackCore, request: ElementRequest): { site: Site; placed: PlacedElement } {
  const found = findSite(core, request.as, request.place);
  if (found === undefined) throw new ImpossibleAction("It is no longer there");
  const site = typeInto(core, found, request.values);
  const placed = findElement(readBlocks(site), request.blockId, request.actionId);
  if (placed === undefined)
    throw new ImpossibleAction(`It has changed meanwhile: no ${request.blockId} / ${request.actionId}`);
  return { site, placed };
}
