import { loadAssets } from "../label-page/assets.ts";
import { createLabelPage } from "../label-page/create-label-page.ts";
import { createLabelApi } from "../label-page/label-api.ts";
import { makeLinkSecret } from "../label-page/links.ts";
import { createMediaReader } from "../label-page/media.ts";
import { createPageWork } from "../label-page/page-work.ts";
import { createReviewApi } from "../label-page/review-api.ts";
import { createPageReview } from "../label-page/review-work.ts";
import type { LabelingParts } from "./labeling.ts";
import type { Base } from "./open-base.ts";
import type { Pictures } from "./pictures.ts";
import type { ReviewParts } from "./review.ts";

type Needs = Pick<Base, "store" | "tasks" | "hands" | "people" | "now" | "newId" | "log"> &
  Pick<LabelingParts, "labeling" | "questions"> &
  Pick<ReviewParts, "reviewing"> &
  Pick<Pictures, "convertPicture"> & {
    /** Where browsers reach the app; undefined until that is known, or where nobody has said it. */
    readonly publicUrl: () => string | undefined;
  };

/** The pages on which people label and review in a browser, and the links that open it. */
export async function composeLabelPage(needs: Needs) {
  const { store, tasks, hands, people, labeling, questions, reviewing, convertPicture, publicUrl, now, newId, log } =
    needs;
  const readMedia = createMediaReader({ hands, tasks, convert: convertPicture });
  return createLabelPage({
    secret: await store.secrets.ensure("label-links", makeLinkSecret),
    publicUrl,
    sessions: store.pageSessions,
    directory: people,
    apis: {
      label: createLabelApi(createPageWork({ labeling, drafts: store.labelDrafts, questions, readMedia, newId, log })),
      review: createReviewApi(createPageReview({ reviewing, drafts: store.reviewDrafts, readMedia, log })),
    },
    firstUse: store.seenEvents.firstSeen,
    loadAssets,
    now,
    newId,
    log,
  });
}
