import { createReviewPictures } from "../services/review/review-pictures.ts";
import { createReviewing } from "../services/review/reviewing.ts";
import { createReviewSending } from "../services/review/sending.ts";
import type { Follow } from "./follow.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";
import type { People } from "./people.ts";
import type { Pictures } from "./pictures.ts";

type Needs = Pick<
  Base,
  "store" | "acks" | "bot" | "tasks" | "accounts" | "hands" | "times" | "newId" | "requestScope" | "log"
> &
  Pick<Lookups, "nameConcepts"> &
  Pick<People, "settings"> &
  Pick<Pictures, "pictures"> &
  Pick<Follow, "following"> & { readonly wake: () => void };

/** Reviewers decide on what workers said, and their verdicts are sent behind the acks. */
export function composeReview(needs: Needs) {
  const {
    store,
    bot,
    tasks,
    accounts,
    hands,
    nameConcepts,
    settings,
    pictures,
    following,
    acks,
    wake,
    times,
    newId,
    requestScope,
    log,
  } = needs;
  const reviewSending = createReviewSending({
    team: bot.team,
    store: store.reviewing,
    requests: store.changeRequests,
    hands,
    acks,
    requestScope,
    noticed: following.noticed,
    wakeNotifications: wake,
    times: times.labeling,
    log,
  });
  return {
    reviewSending,
    reviewing: createReviewing({
      store: store.reviewing,
      sending: reviewSending,
      hands,
      tasks,
      accounts,
      nameConcepts,
      hidesLabelers: async (team) => (await settings.workspace(team)).hidesLabelers,
      newId,
      log,
    }),
    reviewPictures: createReviewPictures({ pictures }),
  };
}
