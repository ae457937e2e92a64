import type { App } from "@slack/bolt";
import type { Named } from "../domain/task.ts";
import { buildAccountOptions, LINK_MODAL } from "../views/link-modal.ts";
import { FIELD } from "../views/task-form/ids.ts";
import { buildConceptOptions, buildNamedOptions, unavailableOption } from "../views/task-form/options.ts";
import type { HandlerContext } from "./context.ts";

/** What type-ahead selects offer. These three seconds are the only ones in which something remote is asked before the answer. */
export function registerSuggest(app: App, context: HandlerContext): void {
  const { tasks, links, log } = context;
  const { otherSide } = context.forms;

  /** What the other side answers; undefined, and a line in the log, when it does not. */
  async function ask<T>(question: Promise<T>): Promise<T | undefined> {
    try {
      return await question;
    } catch (error) {
      log.warn({ err: error }, "no suggestions");
      return undefined;
    }
  }

  app.options(FIELD.concepts, async ({ ack, payload }) => {
    const found = await ask(tasks.searchConcepts(payload.value.trim(), "interactive"));
    const options = buildConceptOptions(payload.value, found);
    await ack({ options: found || options.length > 0 ? options : [unavailableOption(otherSide)] });
  });

  const offerNamed = (actionId: string, list: () => Promise<readonly Named[]>) =>
    app.options(actionId, async ({ ack, payload }) => {
      const found = await ask(list());
      await ack({ options: found ? buildNamedOptions(payload.value, found) : [unavailableOption(otherSide)] });
    });
  offerNamed(FIELD.dataset, () => tasks.listDatasets("interactive"));
  offerNamed(FIELD.savedSearch, () => tasks.listSavedSearches("interactive"));

  app.options(LINK_MODAL.account, async ({ ack, payload }) => {
    const accounts = await ask(links.listAccounts("interactive"));
    await ack({ options: accounts ? buildAccountOptions(payload.value, accounts) : [unavailableOption(otherSide)] });
  });
}
