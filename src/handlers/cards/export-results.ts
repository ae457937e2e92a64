import { err, ok } from "../../domain/result.ts";
import {
  buildExportModal,
  readExportButton,
  readExportFormat,
  readExportTask,
} from "../../views/cards/export-modal.ts";
import { buildWords } from "../../views/status-view.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, updateWindow } from "../shared/window.ts";

/** Asks for the format. */
export async function askExport(
  useCases: Pick<UseCases, "log">,
  { ack, action, body, client, respond }: ButtonPressed,
): Promise<void> {
  await ack();
  await openWindow(useCases, { body, client, respond }, buildExportModal(readExportButton(action.value ?? "")));
}

/** The results of a task, as the form asks for them. */
export const exportResults = sendForm({
  async read({ log }, { person, view }) {
    const taskId = readExportTask(view.private_metadata);
    if (taskId !== undefined) return ok({ taskId, format: readExportFormat(view.state.values) });
    log.warn({ view: view.id, person }, "a form with metadata that is not its own was refused");
    return err({ title: "Form not known", text: "This form is of another version of Labeldesk. Open it again." });
  },
  journal: "request",
  working: () => ({
    title: "Export results",
    text: "Gathering the results … You can close this: the file comes into your messages.",
  }),
  async run({ exporting }: Pick<UseCases, "exporting">, asked, { team, person, viewId, client }) {
    const text = await exporting.send(team, person, asked);
    await updateWindow(client, viewId, buildWords({ title: "Export results", text }));
  },
});
