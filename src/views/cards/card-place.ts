/** Where a card stands: an answer in a channel or in a direct message, a shared copy (which is not shared again), a modal. */
export type CardPlace = "answer" | "direct" | "shared" | "view";
