import { err, ok } from "../../domain/result.ts";
import {
  buildExportModal,
  readExportButton,
  readExportFormat,
  readExportTask,
} from "../../views/cards/export-modal.ts";
import { unknownForm } from "../../views/notices.ts";
import { buildWords } from "../../views/status-view.ts";
import type { ButtonPressed } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import { openWindow, tellOutcome, updateWindow } from "../shared/window.ts";

const TITLE = "Export results";

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
    return err({ title: "Form not known", text: unknownForm("Export on /task progress") });
  },
  journal: "request",
  working: () => ({
    title: TITLE,
    text: "Gathering the results … You can close this: the file comes into your messages.",
  }),
  async run({ exporting, log }: Pick<UseCases, "exporting" | "log">, asked, { client, ...sent }) {
    const exported = await exporting.send(sent.team, sent.person, asked);
    // Beside the file, which says as much, nothing is told of it.
    if (exported.ok) await updateWindow(client, sent.viewId, buildWords({ title: TITLE, text: exported.value }));
    else await tellOutcome({ log }, client, sent, { title: TITLE, text: exported.error });
  },
});
