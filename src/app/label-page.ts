import { loadAssets } from "../label-page/assets.ts";
import { createLabelPage } from "../label-page/create-label-page.ts";
import { makeLinkSecret } from "../label-page/links.ts";
import { createMediaReader } from "../label-page/media.ts";
import { createPageWork } from "../label-page/page-work.ts";
import type { LabelingParts } from "./labeling.ts";
import type { Base } from "./open-base.ts";
import type { Pictures } from "./pictures.ts";

type Needs = Pick<Base, "store" | "tasks" | "hands" | "now" | "newId" | "log"> &
  Pick<LabelingParts, "labeling" | "questions"> &
  Pick<Pictures, "convertPicture"> & {
    /** Where browsers reach the app; undefined until that is known, or where nobody has said it. */
    readonly publicUrl: () => string | undefined;
  };

/** The page on which people label in a browser, and the links that open it. */
export async function composeLabelPage(needs: Needs) {
  const { store, tasks, hands, labeling, questions, convertPicture, publicUrl, now, newId, log } = needs;
  return createLabelPage({
    secret: await store.secrets.ensure("label-links", makeLinkSecret),
    publicUrl,
    sessions: store.pageSessions,
    work: createPageWork({
      labeling,
      drafts: store.labelDrafts,
      questions,
      newId,
      readMedia: createMediaReader({ hands, tasks, convert: convertPicture }),
      log,
    }),
    firstUse: store.seenEvents.firstSeen,
    loadAssets,
    now,
    newId,
    log,
  });
}
