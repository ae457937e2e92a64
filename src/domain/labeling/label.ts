/** A point as the Tasks API counts them: fractions 0..1 of the picture's height and width, from its upper left corner. */
export type Point = { readonly row: number; readonly col: number };

/** Fractions 0..1 of the picture's height (top, bottom) and width (left, right). */
export type Box = { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };

/** Something that is marked in a picture, and what it is called: the id of one of the task's concepts. */
export type Shape =
  | { readonly concept: string; readonly box: Box }
  | { readonly concept: string; readonly points: readonly Point[] };

/** What somebody says of an input: which of the task's concepts it shows (ids; none of them where it is empty), or what is where in it. */
export type Said =
  | { readonly kind: "concepts"; readonly concepts: readonly string[] }
  | { readonly kind: "shapes"; readonly shapes: readonly Shape[] };

/** Where in an input something is said: on a frame of a video, between two times (video, audio), or in a stretch of a text. */
export type Part =
  /** `ms`: since the beginning; `number`: of the frame. One of the two is known. */
  | { readonly kind: "frame"; readonly ms?: number; readonly number?: number }
  /** Seconds since the beginning. */
  | { readonly kind: "segment"; readonly from: number; readonly to: number }
  /** Characters, `to` not included. */
  | { readonly kind: "span"; readonly from: number; readonly to: number; readonly text: string };

/** What is said of one part of an input. */
export type PartSaid = {
  readonly part: Part;
  readonly concepts: readonly string[];
  readonly shapes: readonly Shape[];
};

/** What a label holds: what can be said here, or what was said elsewhere of parts of an input, beside what was said of the whole. */
export type LabelSaid =
  | Said
  | {
      readonly kind: "parts";
      readonly concepts: readonly string[];
      readonly shapes: readonly Shape[];
      readonly parts: readonly PartSaid[];
    };

/**
 * Something to be labeled. `hasBytes`: the Tasks API holds the picture itself, and gives it when it is asked for. `whole`: of a text that
 * stands here with its beginning alone, how many characters it has.
 */
export type InputContent =
  | { readonly kind: "image"; readonly url?: string; readonly hasBytes: boolean }
  | { readonly kind: "text"; readonly text: string; readonly whole?: number }
  | { readonly kind: "video" | "audio"; readonly url?: string; readonly hasBytes: boolean }
  | { readonly kind: "unknown" };

export type LabelingInput = { readonly id: string; readonly content: InputContent };

/** The state of somebody's work on an input, in the words of the Tasks API; `OTHER` is what a newer one says. */
export type WorkState = "PENDING" | "AWAITING_REVIEW" | "AWAITING_CONSENSUS_REVIEW" | "SUCCESS" | "REJECTED" | "OTHER";

/** An input as it is one worker's. `worker` is their account id. */
export type WorkAssignment = {
  readonly id: string;
  readonly worker: string;
  readonly input: LabelingInput;
  readonly state: WorkState;
};

/** What one worker has said of one input of a task, as the Tasks API holds it. */
export type Label = {
  readonly id: string;
  readonly inputId: string;
  /** Account id of whoever said it. */
  readonly by: string;
  readonly said: LabelSaid;
};

/** Verdicts of a reviewer. */
export type Verdict = "approve" | "request_changes" | "reject";
