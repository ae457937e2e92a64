import type { Refusal } from "./protocol.ts";

const AGAIN = "Go back to Slack and press Start once more.";

/** What may go wrong before somebody is at work, in words. */
export const REFUSALS = {
  altered: {
    refused: "closed",
    title: "This link is not complete",
    words: `Something of it was changed or lost on the way. ${AGAIN}`,
  },
  late: {
    refused: "closed",
    title: "This link is too old",
    words: `A link opens the page within ten minutes. ${AGAIN}`,
  },
  used: {
    refused: "closed",
    title: "This link was used already",
    words: `Each link opens the page once, in one browser. ${AGAIN} If it was not you who used it, tell whoever looks after Labeldesk.`,
  },
  over: {
    refused: "closed",
    title: "This page has to be opened again",
    words: `It stays open for eight hours, in the browser in which it was opened. ${AGAIN} What you have marked is kept.`,
  },
  review: {
    refused: "closed",
    title: "Reviews are done in Slack",
    words: "Go back to Slack and press Review, or write /task review.",
  },
  foreign: {
    refused: "closed",
    title: "This request came from elsewhere",
    words: `Labeldesk takes what its own page sends, and nothing else. ${AGAIN}`,
  },
  invalid: {
    refused: "invalid",
    title: "Labeldesk did not understand this",
    words: "Nothing was saved. Load the page again: what you have marked is kept.",
  },
  failed: {
    refused: "failed",
    title: "Something went wrong",
    words: "What you have marked is kept here. Try again in a moment.",
  },
} as const satisfies Record<string, Refusal>;
