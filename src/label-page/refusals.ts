import type { PagePurpose } from "../domain/labeling/page-session.ts";
import type { Refusal } from "./protocol.ts";

/** What may go wrong before somebody is at work, in words. `again`: what opens the page anew. */
const refusalsOf = (again: string) =>
  ({
    altered: {
      refused: "closed",
      title: "This link is not complete",
      words: `Something of it was changed or lost on the way. ${again}`,
    },
    late: {
      refused: "closed",
      title: "This link is too old",
      words: `A link opens the page within ten minutes. ${again}`,
    },
    used: {
      refused: "closed",
      title: "This link was used already",
      words: `Each link opens the page once, in one browser. ${again} If it was not you who used it, tell whoever looks after Labeldesk.`,
    },
    over: {
      refused: "closed",
      title: "This page has to be opened again",
      words: `It stays open for eight hours, in the browser in which it was opened. ${again} What you have begun is kept.`,
    },
    gone: {
      refused: "closed",
      title: "You are no member of this workspace any more",
      words: "Labeldesk is for members of its Slack workspace. What you had submitted or saved is kept.",
    },
    unsure: {
      refused: "failed",
      title: "Slack does not answer",
      words:
        "Labeldesk asks it whether you are still a member of the workspace. Nothing is lost: try again in a moment.",
    },
    foreign: {
      refused: "closed",
      title: "This request came from elsewhere",
      words: `Labeldesk takes what its own page sends, and nothing else. ${again}`,
    },
    invalid: {
      refused: "invalid",
      title: "Labeldesk did not understand this",
      words: "Nothing was saved. Load the page again: what you have begun is kept.",
    },
    failed: {
      refused: "failed",
      title: "Something went wrong",
      words: "What you have begun is kept here. Try again in a moment.",
    },
  }) as const satisfies Record<string, Refusal<never>>;

export const REFUSALS = {
  label: refusalsOf("Go back to Slack and press Start once more."),
  review: refusalsOf("Go back to Slack and press Review once more."),
} as const satisfies Record<PagePurpose, unknown>;
