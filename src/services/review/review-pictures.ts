import type { Picture } from "../../domain/labeling/picture.ts";
import { type MarkStyle, markStyles, marksOf } from "../../domain/review/marks.ts";
import type { ReviewInput } from "../../domain/review/review.ts";
import type { ReviewPlace } from "../../domain/review/session.ts";
import type { Lane, Pictures } from "../labeling/ports.ts";

/** What is seen of an input; `styles` say whose marks look how, where they are drawn. */
export type ReviewPicture = { readonly picture: Picture; readonly styles?: ReadonlyMap<string, MarkStyle> };

export type ReviewPictures = ReturnType<typeof createReviewPictures>;

/** Pictures as reviewers see them: with what labelers have marked, where the Tasks API holds the picture itself. */
export function createReviewPictures({ pictures }: { pictures: Pictures }) {
  const stylesOf = ({ labelers }: Pick<ReviewPlace, "labelers">) => markStyles(Object.keys(labelers));

  return {
    /** By what is known already; undefined for one that `show` has to make ready first, and for what is no picture. */
    known(lane: Lane, place: Pick<ReviewPlace, "labelers">, input: ReviewInput): ReviewPicture | undefined {
      if (input.input.content.kind !== "image") return undefined;
      const styles = stylesOf(place);
      const marks = marksOf(input, styles);
      const picture = pictures.known(lane, input.input, marks);
      return picture && { picture, ...(marks && picture.kind === "file" && { styles }) };
    },

    /** Makes it ready. Never rejects: what cannot be shown says why. */
    async show(lane: Lane, place: Pick<ReviewPlace, "labelers">, input: ReviewInput): Promise<void> {
      if (input.input.content.kind === "image") await pictures.show(lane, input.input, marksOf(input, stylesOf(place)));
    },

    /** Slack does not take it: from now on it is shown as one that cannot be shown. */
    refuse(lane: Lane, place: Pick<ReviewPlace, "labelers">, input: ReviewInput): void {
      pictures.refuse(lane, input.input, marksOf(input, stylesOf(place)));
    },

    /** Ahead of need: what comes after the batch that is on the screen. */
    prepare(lane: Lane, place: ReviewPlace, { batch }: Pick<ReviewPlace, "batch"> = place): void {
      const styles = stylesOf(place);
      const onScreen = new Set(batch.map(({ input }) => input.id));
      for (const input of place.left)
        if (!onScreen.has(input.input.id)) pictures.prepare(lane, [input.input], marksOf(input, styles));
    },
  };
}
