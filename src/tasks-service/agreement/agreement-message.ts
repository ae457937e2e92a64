import type { JsonObject, JsonValue } from "../protocol/json.ts";
import type { Agreement } from "../rules/agreement/agreement.ts";
import type { PlaceAgreement } from "../rules/agreement/place-agreement.ts";
import type { WorkerAgreement } from "../rules/agreement/worker-agreement.ts";
import type { WorstItem } from "../rules/agreement/worst-items.ts";

const NO_ITEMS = "No input has labels of two workers yet.";
const ONE_ITEM = "Only one input has labels of two workers: it takes two to tell how sure the coefficient is.";
const ALL_THE_SAME = "All labels say the same, and agreement on that cannot be told from chance.";
const NO_CATEGORIES = "Kappa compares categories, and a place is none: krippendorff_alpha compares what is where.";

/** The answer for labels that are about whole inputs. */
export function conceptAgreementMessage(measured: Agreement): JsonObject {
  const why = measured.items === 0 ? NO_ITEMS : ALL_THE_SAME;
  const pairs = measured.cohenKappa.map(({ userIds, value, items }) => ({
    user_ids: [...userIds],
    ...coefficients({ value: [value, ALL_THE_SAME] }),
    items,
  }));
  return {
    compares: "concepts",
    items: measured.items,
    ...coefficients({
      cohen_kappa: [pairs, NO_ITEMS],
      fleiss_kappa: [measured.fleissKappa, why],
      krippendorff_alpha: [measured.krippendorffAlpha, why],
      interval: [intervalOf(measured), measured.items === 1 ? ONE_ITEM : why],
    }),
    concepts: measured.concepts.map(({ conceptId, items, positives, ...concept }) => ({
      id: conceptId,
      items,
      positives,
      ...coefficients({
        fleiss_kappa: [concept.fleissKappa, why],
        krippendorff_alpha: [concept.krippendorffAlpha, why],
      }),
    })),
    workers: measured.workers.map(workerOf),
    worst_items: measured.worstItems.map(worstItem),
  };
}

/** The answer for labels that are about places in inputs, or about moments of them. */
export function placeAgreementMessage(measured: PlaceAgreement): JsonObject {
  const why = measured.items === 0 ? NO_ITEMS : ALL_THE_SAME;
  return {
    compares: "places",
    items: measured.items,
    ...coefficients({
      cohen_kappa: [[], NO_CATEGORIES],
      fleiss_kappa: [null, NO_CATEGORIES],
      krippendorff_alpha: [measured.krippendorffAlpha, why],
      interval: [intervalOf(measured), measured.items === 1 ? ONE_ITEM : why],
    }),
    concepts: measured.concepts.map(({ conceptId, items, positives, krippendorffAlpha }) => ({
      id: conceptId,
      items,
      positives,
      ...coefficients({ fleiss_kappa: [null, NO_CATEGORIES], krippendorff_alpha: [krippendorffAlpha, why] }),
    })),
    workers: measured.workers.map(workerOf),
    worst_items: measured.worstItems.map(worstItem),
  };
}

/** Values, and for those that are missing (null, or a list without entries) the reason, in words. */
function coefficients(entries: Readonly<Record<string, readonly [value: JsonValue, reason: string]>>): JsonObject {
  const missing = Object.entries(entries).filter(
    ([, [value]]) => value === null || (Array.isArray(value) && value.length === 0),
  );
  return {
    ...Object.fromEntries(Object.entries(entries).map(([name, [value]]) => [name, value])),
    ...(missing.length > 0 && { reasons: Object.fromEntries(missing.map(([name, [, reason]]) => [name, reason])) }),
  };
}

const intervalOf = ({ interval }: Pick<Agreement, "interval">): JsonValue => (interval === null ? null : [...interval]);

const workerOf = ({ userId, items, pairs, agreement }: WorkerAgreement): JsonObject => ({
  user_id: userId,
  items,
  pairs,
  agreement,
});

const worstItem = ({ itemId, agreement, labels }: WorstItem): JsonObject => ({ input_id: itemId, agreement, labels });
