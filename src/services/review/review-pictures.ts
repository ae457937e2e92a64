import type { Picture } from "../../domain/labeling/picture.ts";
import type { ReviewInput } from "../../domain/review/review.ts";
import type { ReviewPlace } from "../../domain/review/session.ts";
import type { Lane, Pictures } from "../labeling/ports.ts";

export type ReviewPictures = ReturnType<typeof createReviewPictures>;

/** How inputs are shown to who reviews them. */
export function createReviewPictures({ pictures }: { pictures: Pictures }) {
  return {
    /** By what is known already; undefined for one that is to be made first, and for what is no picture. */
    async known(lane: Lane, _place: ReviewPlace, { input }: ReviewInput): Promise<Picture | undefined> {
      return input.content.kind === "image" ? pictures.known(lane, input) : undefined;
    },

    /** Makes it where that is needed. Never rejects: what cannot be shown says why. */
    async show(lane: Lane, _place: ReviewPlace, { input }: ReviewInput): Promise<void> {
      if (input.content.kind === "image") await pictures.show(lane, input);
    },

    /** Ahead of need: what comes after the batch that is on the screen. */
    prepare(lane: Lane, { left, batch }: ReviewPlace): void {
      pictures.prepare(
        lane,
        left.slice(batch.length).map(({ input }) => input),
      );
    },
  };
}
