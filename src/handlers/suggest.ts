import type { Named } from "../domain/task.ts";
import type { Offer } from "../views/option-value.ts";
import { offerAccounts } from "../views/people/link-modal.ts";
import { offerConcepts, offerGroups, offerNamed, offerNothing, refuseTyped } from "../views/task-form/options.ts";
import { actorOf } from "./shared/actor.ts";
import type { OptionsAsked } from "./shared/handler.ts";
import type { UseCases } from "./shared/use-cases.ts";

type Suggests = Pick<UseCases, "forms" | "longValues" | "log">;

/**
 * What a type-ahead select offers: what the other side answers; while it does not, nothing, and never something as new. These
 * three seconds are the only ones in which something remote is asked before the answer.
 */
const suggest =
  <Takes>(ask: (useCases: Takes, typed: string) => Promise<Offer>) =>
  async (useCases: Takes & Suggests, { ack, body, payload }: OptionsAsked): Promise<void> => {
    const { forms, longValues, log } = useCases;
    const find = async (typed: string): Promise<Offer> => {
      try {
        return await ask(useCases, typed);
      } catch (error) {
        log.warn({ err: error }, "no suggestions");
        return offerNothing(forms.otherSide);
      }
    };
    const { options, long } = refuseTyped(payload.value) ?? (await find(payload.value.trim()));
    await longValues.keep(actorOf(body).team, long);
    await ack({ options });
  };

const listed = (list: (useCases: Pick<UseCases, "tasks">) => Promise<readonly Named[]>) =>
  suggest(async (useCases: Pick<UseCases, "tasks">, typed) => offerNamed(typed, await list(useCases)));

export const suggestConcepts = suggest(async ({ tasks }: Pick<UseCases, "tasks">, typed) =>
  offerConcepts(typed, await tasks.searchConcepts(typed, "interactive")),
);
export const suggestDatasets = listed(({ tasks }) => tasks.listDatasets("interactive"));
export const suggestSavedSearches = listed(({ tasks }) => tasks.listSavedSearches("interactive"));
export const suggestGroups = suggest(async ({ userGroups }: Pick<UseCases, "userGroups">, typed) =>
  offerGroups(typed, await userGroups.list()),
);
export const suggestAccounts = suggest(async ({ links }: Pick<UseCases, "links">, typed) =>
  offerAccounts(typed, await links.listAccounts("interactive")),
);
