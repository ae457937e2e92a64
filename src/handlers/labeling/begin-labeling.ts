import type { webApi } from "@slack/bolt";
import type { Lane } from "../../services/labeling/ports.ts";
import { buildWaitingWindow, LABEL } from "../../views/labeling/label-window.ts";
import { buildNoHand } from "../../views/labeling/no-hand.ts";
import { buildPageWindow } from "../../views/labeling/page-window.ts";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { orSayWhy } from "../shared/or-say-why.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { openWindow, updateWindow } from "../shared/window.ts";
import { showAndPrepare } from "./show-and-prepare.ts";
import { type Labels, type Shows, showPlace } from "./show-place.ts";

const FETCHING = buildWords({ title: "Label", text: "Fetching your inputs …" });

/** **Start** and **Continue**: opens the window, and what is theirs in it. */
export async function startLabeling(
  useCases: Labels,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  const lane = { ...actorOf(body), taskId: action.value ?? "" };
  // From the end of one task to the next, in the same window.
  const own = body.view?.callback_id === LABEL.window ? body.view : undefined;
  if (own) await updateWindow(client, own.id, FETCHING);
  const viewId = own?.id ?? (await openWindow(useCases, { body, client, respond }, FETCHING));
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane });
}

/** `/task label TASK`. */
export async function labelTask(useCases: Labels, request: TaskRequest): Promise<void> {
  const { client, triggerId, respond, team, person, taskId } = request;
  const viewId = await openWindow(
    useCases,
    { body: { trigger_id: triggerId, user: { id: person } }, client, respond },
    FETCHING,
  );
  if (viewId !== undefined) await begin(useCases, client, { viewId, lane: { team, person, taskId } });
}

async function begin(
  useCases: Labels,
  client: webApi.WebClient,
  { viewId, lane }: { viewId: string; lane: Lane },
): Promise<void> {
  const { labeling } = useCases;
  const window = { viewId, title: "Label", lane, otherSide: labeling.otherSide };
  await orSayWhy(useCases, client, window, async () => {
    const begun = await labeling.begin(lane);
    if ("why" in begun) return updateWindow(client, viewId, buildNoHand("Label", begun));
    // Places are marked where there is a pointer.
    const isDrawn = begun.task.type !== "CONCEPTS_CLASSIFICATION";
    const show = isDrawn ? showWayToPage : showAndPrepare;
    await show(useCases, client, { viewId, lane, place: begun, round: 0 });
  });
}

/** The page, where something is to be drawn; else the end, or that more is to come. What was drawn last is taken back on the page alone. */
async function showWayToPage(useCases: Labels, client: webApi.WebClient, shows: Shows): Promise<void> {
  const { viewId, lane } = shows;
  const resumed = shows.place.isFetching ? await useCases.labeling.resume(lane) : undefined;
  const { last, ...place } = resumed ?? shows.place;
  if (place.isFetching) return updateWindow(client, viewId, buildWaitingWindow(place));
  if (!place.next) return showPlace(useCases, client, { ...shows, place });
  await updateWindow(client, viewId, buildPageWindow(place, useCases.labelLinks.mint({ ...lane, purpose: "label" })));
}
