import type { TaskCard } from "../../domain/cards/task-card.ts";
import type { LoadedCard } from "../../services/cards/task-cards.ts";
import { actions, button, paragraph } from "../../views/blocks.ts";
import type { CardPlace } from "../../views/cards/card-place.ts";
import { CARD } from "../../views/cards/ids.ts";
import { buildCard, buildGoneCard, buildProgress, type CardMessage, cardView } from "../../views/cards/task-card.ts";
import { FETCHING } from "../changes/ask-change.ts";
import { type Actor, actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { answerWithCard, refreshInPlace } from "./card-answer.ts";

type Shows = Pick<UseCases, "taskCards" | "taskProgress" | "charts" | "log">;
type Refreshes = Shows & Pick<UseCases, "rights">;

/** A card's kinds: everything, or the figures alone, with the button that refreshes it. */
type Kind = {
  readonly title: string;
  readonly build: (card: TaskCard, place: CardPlace) => CardMessage;
  readonly refresh: string;
  /** What it is loaded with. */
  readonly source: "taskCards" | "taskProgress";
  /** Whether its window shows everybody. */
  readonly isOfEverybody: boolean;
};
const WHOLE: Kind = {
  title: "Task",
  build: buildCard,
  refresh: CARD.refresh,
  source: "taskCards",
  isOfEverybody: false,
};
const FIGURES: Kind = {
  title: "Progress",
  build: buildProgress,
  refresh: CARD.refreshProgress,
  source: "taskProgress",
  isOfEverybody: true,
};

/** `/task show` and `/task progress`. */
const answerWith =
  ({ build, source }: Kind) =>
  (useCases: Shows, request: TaskRequest): Promise<void> =>
    answerWithCard({ cards: useCases[source], charts: useCases.charts }, request, build);

/** The buttons of cards, lists and messages that open a task in a window. */
const openWith =
  (kind: Kind) =>
  async (useCases: Shows, { ack, action, body, client, respond }: ButtonPressed): Promise<void> => {
    await ack();
    const taskId = action.value ?? "";
    const loading = cardView(kind.title, { blocks: [paragraph(FETCHING)] });
    const viewId = await openWindow(useCases, { body, client, respond }, loading);
    if (viewId === undefined) return;
    await updateWindow(client, viewId, await buildWindow(useCases, kind, actorOf(body), taskId));
  };

/** The buttons that bring what is shown up to date, where it stands. */
const refreshWith =
  (kind: Kind) =>
  async (useCases: Refreshes, { ack, action, body, client, respond }: ButtonPressed): Promise<void> => {
    await ack();
    const { charts, rights, log } = useCases;
    if (!body.view)
      return refreshInPlace(
        { cards: useCases[kind.source], charts, rights, log },
        { action, body, respond },
        kind.build,
      );
    await updateWindow(client, body.view.id, await buildWindow(useCases, kind, actorOf(body), action.value ?? ""));
  };

export const showTask = answerWith(WHOLE);
export const showProgress = answerWith(FIGURES);
export const openCard = openWith(WHOLE);
export const openProgress = openWith(FIGURES);
export const refreshCard = refreshWith(WHOLE);
export const refreshProgress = refreshWith(FIGURES);

async function buildWindow(
  useCases: Pick<UseCases, "taskCards" | "taskProgress">,
  kind: Kind,
  { team, person }: Actor,
  taskId: string,
) {
  const cards = useCases[kind.source];
  const named = kind.isOfEverybody ? { named: cards.mostInView } : {};
  const loaded = await cards.load(team, taskId, { haste: "interactive", viewer: person, ...named });
  return cardView(kind.title, { blocks: windowBlocks(loaded, kind, taskId) });
}

function windowBlocks(loaded: LoadedCard, { build, refresh }: Kind, taskId: string): CardMessage["blocks"] {
  switch (loaded.kind) {
    case "card":
      return build(loaded.card, "view").blocks;
    case "gone":
      return buildGoneCard().blocks;
    case "unavailable":
      return [
        paragraph(loaded.reason),
        actions("task_card:actions", [button(refresh, "Try again", { value: taskId, style: "primary" })]),
      ];
  }
}
