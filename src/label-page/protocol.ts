import type { ConceptsPerInput } from "../domain/concepts-per-input.ts";
import type { Said } from "../domain/labeling/label.ts";

/** What the page and its server say to each other: JSON, below `/label/{task}/api/`. */

/** An input as the page shows it. `src` is an address that the browser loads itself: the input's own, or one of ours. */
export type ShownInput = {
  readonly assignmentId: string;
  readonly inputId: string;
  readonly content:
    | { readonly kind: "image" | "video" | "audio"; readonly src: string }
    /** `whole`: where all of a text is read of which the beginning stands here. */
    | { readonly kind: "text"; readonly text: string; readonly whole?: string }
    | { readonly kind: "unknown" };
  /** What was answered to a question about this input, or asked for by a reviewer. */
  readonly note?: string;
  /** What was begun and not submitted. */
  readonly draft?: Said;
};

export type ShownTask = {
  readonly name: string;
  readonly instructions: string;
  /** What is asked of an input: a name for it, or what is where in it. */
  readonly kind: "concepts" | "boxes" | "polygons";
  readonly concepts: readonly { readonly id: string; readonly name: string }[];
  readonly conceptsPerInput: ConceptsPerInput;
};

export type ShownWork = {
  readonly task: ShownTask;
  /** What lies before this person now, in its order; none when nothing is left. */
  readonly inputs: readonly ShownInput[];
  /** "12 of 180 · 40 an hour". */
  readonly progress: string;
  readonly canUndo: boolean;
  /** The answer that is taken back then; an older version does not say. */
  readonly lastId?: string;
  /** What to say where nothing is left. */
  readonly end?: string;
  /** More is this person's: it could not be fetched, or is not given now. */
  readonly isMore?: true;
};

/** `notice`: something to be told beside the work, in words. */
export type WorkAnswer<Shown = ShownWork> = { readonly work: Shown; readonly notice?: string };

/**
 * Why a request was refused, in words for whoever reads them. `closed`: nothing more can be done on this page. `stale`: what the
 * request was about is not there any more, and `work` is how it is now.
 */
export type Refusal<Shown = ShownWork> = {
  readonly refused: "closed" | "stale" | "invalid" | "failed";
  readonly title: string;
  readonly words: string;
  readonly work?: Shown;
  /** Where it can be done instead. */
  readonly url?: string;
};

/** Bodies of the POST requests by the last part of their paths. */
export type Requests = {
  readonly open: { readonly link: string };
  readonly work: Record<string, never>;
  readonly answer: { readonly assignmentId: string; readonly inputId: string; readonly said: Said };
  readonly skip: { readonly assignmentId: string };
  readonly undo: { readonly answerId?: string };
  readonly ask: { readonly assignmentId: string; readonly question: string };
  /** `said` is missing where nothing is left of it. */
  readonly draft: { readonly inputId: string; readonly said?: Said };
};

export const MAX_QUESTION = 1000;
