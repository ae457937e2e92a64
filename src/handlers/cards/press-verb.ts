import { CARD_MENU } from "../../views/cards/ids.ts";
import { buildIdView } from "../../views/cards/task-card.ts";
import { reopenTask } from "../changes/close-task.ts";
import { deleteTask } from "../changes/delete-tasks.ts";
import { handOver } from "../changes/hand-over.ts";
import { remindWorkers } from "../follow/remind-workers.ts";
import { actorOf } from "../shared/actor.ts";
import type { ButtonPressed, MenuChosen } from "../shared/handler.ts";
import { requestIdOf } from "../shared/request-id.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest, TaskVerb } from "../shared/verb.ts";
import { openWindow } from "../shared/window.ts";
import { duplicateTask } from "../task-form/duplicate-task.ts";

/** A button of a task that does what a verb does, where it stands. */
export const pressVerb =
  (verb: TaskVerb) =>
  async (useCases: UseCases, delivery: ButtonPressed): Promise<void> => {
    await delivery.ack();
    await verb(useCases, requestOf(delivery, delivery.action.value ?? ""));
  };

/** The overflow menu of a card. */
export async function chooseFromMenu(useCases: UseCases, delivery: MenuChosen): Promise<void> {
  const { ack, action, body, client, respond } = delivery;
  await ack();
  const { entries } = CARD_MENU;
  const taskId = CARD_MENU.taskOf(action.action_id);
  switch (action.selected_option.value) {
    case entries.reopen:
      return reopenTask(useCases, requestOf(delivery, taskId));
    case entries.handOver:
      return handOver(useCases, requestOf(delivery, taskId));
    case entries.remind:
      return remindWorkers(useCases, requestOf(delivery, taskId));
    case entries.duplicate:
      return duplicateTask(useCases, requestOf(delivery, taskId));
    case entries.remove:
      return deleteTask(useCases, requestOf(delivery, taskId));
    case entries.copyId:
      await openWindow(useCases, { body, client, respond }, buildIdView(taskId));
  }
}

function requestOf({ body, client, respond }: ButtonPressed | MenuChosen, taskId: string): TaskRequest {
  const channel = body.channel?.id;
  return {
    ...actorOf(body),
    client,
    respond,
    triggerId: body.trigger_id,
    fulfils: requestIdOf({ ...body }),
    ...(channel !== undefined && { channel }),
    ...(body.view && { view: body.view }),
    taskId,
    people: [],
    groups: [],
  };
}
