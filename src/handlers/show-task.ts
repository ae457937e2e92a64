import type { App, BlockButtonAction } from "@slack/bolt";
import type { TaskCard } from "../domain/task-card.ts";
import type { LoadedCard } from "../services/task-cards.ts";
import { actions, button, paragraph } from "../views/blocks.ts";
import {
  buildCard,
  buildGoneCard,
  buildIdView,
  buildProgress,
  CARD,
  type CardMessage,
  type CardPlace,
  cardView,
} from "../views/task-card.ts";
import { answerWithCard, refreshInPlace } from "./shared/card-answer.ts";
import { ownerOf } from "./shared/form-owner.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb } from "./shared/verb.ts";
import { openWindow, updateWindow } from "./shared/window.ts";

/** A card's kinds: everything, or the figures alone, with the buttons that open and refresh it. */
const KINDS = [
  { title: "Task", build: buildCard, open: CARD.open, refresh: CARD.refresh, isOfEverybody: false },
  {
    title: "Progress",
    build: buildProgress,
    open: CARD.progress,
    refresh: CARD.refreshProgress,
    isOfEverybody: true,
  },
] as const satisfies readonly {
  title: string;
  build: (card: TaskCard, place: CardPlace) => CardMessage;
  open: string;
  refresh: string;
  isOfEverybody: boolean;
}[];

type Kind = (typeof KINDS)[number];

/** `/task show`: everything that a task holds. */
export const showTask: TaskVerb = (context, request) => answerWithCard(context, request, buildCard);

/** `/task progress`: the figures alone. */
export const showProgress: TaskVerb = (context, request) => answerWithCard(context, request, buildProgress);

/** What the buttons of cards, lists and messages do: open a task in a window, bring it up to date, give its id. */
export function registerShowTask(app: App, context: HandlerContext): void {
  for (const kind of KINDS) {
    app.action<BlockButtonAction>(kind.open, async ({ ack, action, body, client, respond }) => {
      await ack();
      const taskId = action.value ?? "";
      const loading = cardView(kind.title, { blocks: [paragraph("Fetching the task …")] });
      const viewId = await openWindow(context, { body, client, respond }, loading);
      if (viewId === undefined) return;
      await updateWindow(client, viewId, await buildWindow(context, kind, ownerOf("", body), taskId));
    });

    app.action<BlockButtonAction>(kind.refresh, async ({ ack, action, body, client, respond }) => {
      await ack();
      const taskId = action.value ?? "";
      if (!body.view) return refreshInPlace(context, { body, respond }, taskId, kind.build);
      await updateWindow(client, body.view.id, await buildWindow(context, kind, ownerOf("", body), taskId));
    });
  }

  app.action<BlockButtonAction>(CARD.copyId, async ({ ack, action, body, client, respond }) => {
    await ack();
    await openWindow(context, { body, client, respond }, buildIdView(action.value ?? ""));
  });
}

async function buildWindow(
  { taskCards }: HandlerContext,
  kind: Kind,
  { team, person }: ReturnType<typeof ownerOf>,
  taskId: string,
) {
  const named = kind.isOfEverybody ? { named: taskCards.mostInView } : {};
  const loaded = await taskCards.load(team, taskId, { haste: "interactive", viewer: person, ...named });
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
