import { loadAssets } from "../label-page/assets.ts";
import { createLabelPage, type LabelPage } from "../label-page/create-label-page.ts";
import { makeLinkSecret } from "../label-page/links.ts";
import type { PagePlaceOfWork } from "../label-page/ports.ts";
import type { Shared } from "./open-shared.ts";

type Needs = Pick<Shared, "store" | "sealer" | "now" | "newId" | "log"> & {
  /** Where browsers reach the app; undefined until that is known, or where nobody has said it. */
  readonly publicUrl: () => string | undefined;
  /** What a workspace's pages work with; undefined where the app is not installed any more. */
  readonly placeOf: (team: string) => Promise<PagePlaceOfWork | undefined>;
};

/** The pages on which people label and review in a browser, and the links that open it. */
export async function composeLabelPage({ store, sealer, ...needs }: Needs): Promise<LabelPage> {
  return createLabelPage({
    ...needs,
    secret: await store.secrets.ensure("label-links", makeLinkSecret, { sealer, log: needs.log }),
    sessions: store.pageSessions,
    firstUse: store.seenEvents.firstSeen,
    loadAssets,
  });
}
