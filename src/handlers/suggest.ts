import type { App } from "@slack/bolt";
import type { Named } from "../domain/task.ts";
import { LINK_MODAL, offerAccounts } from "../views/link-modal.ts";
import type { Offer } from "../views/option-value.ts";
import { FIELD } from "../views/task-form/ids.ts";
import { offerConcepts, offerNamed, offerNothing, refuseTyped } from "../views/task-form/options.ts";
import { ownerOf } from "./shared/form-owner.ts";
import type { HandlerContext } from "./shared/use-cases.ts";

/** What type-ahead selects offer. These three seconds are the only ones in which something remote is asked before the answer. */
export function registerSuggest(app: App, context: HandlerContext): void {
  const { tasks, links, longValues, log } = context;
  const { otherSide } = context.forms;

  /** Asks the other side, and offers what it answers; while it does not, nothing, and never something as new. */
  function suggest<T>(actionId: string, ask: (typed: string) => Promise<T>, build: (typed: string, found: T) => Offer) {
    const find = async (typed: string): Promise<Offer> => {
      try {
        return build(typed, await ask(typed));
      } catch (error) {
        log.warn({ err: error }, "no suggestions");
        return offerNothing(otherSide);
      }
    };
    app.options(actionId, async ({ ack, body, payload }) => {
      const { options, long } = refuseTyped(payload.value) ?? (await find(payload.value.trim()));
      await longValues.keep(ownerOf("", body).team, long);
      await ack({ options });
    });
  }

  const listed = (actionId: string, list: () => Promise<readonly Named[]>) => suggest(actionId, list, offerNamed);
  suggest(FIELD.concepts, (typed) => tasks.searchConcepts(typed, "interactive"), offerConcepts);
  listed(FIELD.dataset, () => tasks.listDatasets("interactive"));
  listed(FIELD.savedSearch, () => tasks.listSavedSearches("interactive"));
  suggest(LINK_MODAL.account, () => links.listAccounts("interactive"), offerAccounts);
}
