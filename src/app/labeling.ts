import { createLabelFetching } from "../services/labeling/fetching.ts";
import { createLabeling } from "../services/labeling/labeling.ts";
import { createQuestions } from "../services/labeling/questions.ts";
import { createLabelSending } from "../services/labeling/sending.ts";
import { createBegunTeller } from "../services/labeling/tell-begun.ts";
import type { Follow } from "./follow.ts";
import type { Lists } from "./lists.ts";
import type { Lookups } from "./lookups.ts";
import type { Base } from "./open-base.ts";

export type LabelingParts = ReturnType<typeof composeLabeling>;

type Needs = Pick<
  Base,
  | "store"
  | "acks"
  | "bot"
  | "tasks"
  | "index"
  | "accounts"
  | "hands"
  | "times"
  | "now"
  | "newId"
  | "requestScope"
  | "log"
> &
  Pick<Lookups, "nameConcepts"> &
  Pick<Lists, "ownQueue"> &
  Pick<Follow, "following"> & { readonly wake: () => void };

/** Workers label: the next input, what they say of it, what they ask, and sending it behind the acks. */
export function composeLabeling(needs: Needs) {
  const {
    store,
    bot,
    tasks,
    index,
    accounts,
    hands,
    nameConcepts,
    ownQueue,
    following,
    acks,
    wake,
    times,
    now,
    newId,
    requestScope,
    log,
  } = needs;
  const fetching = createLabelFetching({
    store: store.labeling,
    requests: store.changeRequests,
    tasks,
    accounts,
    nameConcepts,
  });
  const labelSending = createLabelSending({
    team: bot.team,
    store: store.labeling,
    requests: store.changeRequests,
    hands,
    fetching,
    acks,
    requestScope,
    noticed: following.noticed,
    wakeNotifications: wake,
    times: times.labeling,
    now,
    log,
  });
  return {
    labelSending,
    labeling: createLabeling({
      store: store.labeling,
      fetching,
      sending: labelSending,
      hands,
      accounts,
      ownQueue,
      onBegun: createBegunTeller({ outbox: store.outbox, wakeNotifications: wake }),
      now,
      newId,
      log,
    }),
    questions: createQuestions({ store: store.questions, sessions: store.labeling, tasks, index, accounts, wake, log }),
  };
}
