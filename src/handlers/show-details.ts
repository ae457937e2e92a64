import type { App, BlockButtonAction } from "@slack/bolt";
import { TasksApiError } from "../domain/tasks-api-error.ts";
import { describeFault } from "../domain/tasks-api-fault.ts";
import { ASSIGNMENT } from "../views/assignment-message.ts";
import { headline, paragraph } from "../views/blocks.ts";
import { statusView } from "../views/outcome.ts";
import type { HandlerContext } from "./context.ts";

/** The instructions of a task in full, from the button of an assignment message. */
export function registerShowDetails(app: App, context: HandlerContext): void {
  app.action<BlockButtonAction>(ASSIGNMENT.details, async ({ ack, action, body, client }) => {
    await ack();
    const opened = await client.views.open({
      trigger_id: body.trigger_id,
      view: statusView("Details", [paragraph("Fetching the task …")]),
    });
    const blocks = await describe(context, action.value ?? "");
    await client.views.update({ view_id: opened.view?.id ?? "", view: statusView("Details", blocks) });
  });
}

async function describe({ tasks, forms }: HandlerContext, taskId: string) {
  try {
    const task = await tasks.getTask(taskId, "interactive");
    return [
      headline(task.name),
      paragraph(task.instructions === "" ? "There are no instructions." : task.instructions),
    ];
  } catch (error) {
    if (!(error instanceof TasksApiError)) throw error;
    if (error.code === "not_found") return [paragraph("This task does not exist any more.")];
    return [paragraph(describeFault(error, forms.otherSide))];
  }
}
