import { printCommand } from "../../domain/command-line.ts";
import { buildFeedbackWindow, FEEDBACK, readFeedback } from "../../views/people/feedback.ts";
import { buildWords } from "../../views/status-view.ts";
import { actorOf } from "../shared/actor.ts";
import type { FormHandler } from "../shared/handler.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { VerbRequest } from "../shared/verb.ts";
import { openWindow } from "../shared/window.ts";

const SENT = "Sent to the admins of this workspace, under your name. They can answer you in Slack.";

/** `/task feedback [text]`. */
export async function openFeedback(useCases: Pick<UseCases, "log">, request: VerbRequest): Promise<void> {
  const { client, respond, triggerId, person, rest } = request;
  const view = buildFeedbackWindow(printCommand(rest).trim());
  await openWindow(useCases, { body: { trigger_id: triggerId, user: { id: person } }, client, respond }, view);
}

/** What somebody thinks of the app: one row, before they read that it is sent. */
export const sendFeedback: FormHandler = {
  // The window's id names it: sent twice, it is told once.
  isRequest: false,
  async handle({ feedback }, { ack, body, view }) {
    const { team, person } = actorOf(body);
    const text = readFeedback(view.state.values);
    if (!text.ok) return ack({ response_action: "errors", errors: { [FEEDBACK.text]: text.error } });
    await feedback.give({ team, person, text: text.value }, view.id);
    return ack({ response_action: "update", view: buildWords({ title: "Feedback", text: SENT }) });
  },
};
