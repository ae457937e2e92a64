import { sayLabel } from "../../domain/review/said-words.ts";
import { paragraph } from "../../views/blocks.ts";
import { cardView } from "../../views/cards/task-card.ts";
import { buildDisagreement, readDisagreement } from "../../views/follow/disagreement-view.ts";
import { FETCHING } from "../changes/ask-change.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, updateWindow } from "../shared/window.ts";

/** The button beside an input on which labelers differ. */
export async function showDisagreement(
  useCases: Pick<UseCases, "disagreements" | "log">,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const asked = readDisagreement(action.value ?? "");
  if (!asked) return;
  const title = "Disagreement";
  const viewId = await openWindow(
    useCases,
    { body, client, respond },
    cardView(title, { blocks: [paragraph(FETCHING)] }),
  );
  if (viewId === undefined) return;
  const { team, person } = actorOf(body);
  const found = await useCases.disagreements.load(team, person, asked);
  if ("problem" in found) return updateWindow(client, viewId, cardView(title, { blocks: [paragraph(found.problem)] }));
  const said = found.labels.map((label) => ({ name: label.name, words: sayLabel(label.said, found) }));
  await updateWindow(client, viewId, buildDisagreement({ input: found.input, picture: found.picture, said }));
}
