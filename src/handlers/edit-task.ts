import type { App, BlockButtonAction } from "@slack/bolt";
import { nameIn } from "../domain/person.ts";
import { changedParts } from "../domain/task-form/form-changes.ts";
import { parseTaskEdit } from "../domain/task-form/task-edit.ts";
import { editOf } from "../domain/task-form/task-form-record.ts";
import { paragraph } from "../views/blocks.ts";
import { statusView } from "../views/status-view.ts";
import { buildAnswerView, buildWorkingView } from "../views/submissions/working.ts";
import { CARD } from "../views/task-card.ts";
import { TASK_FORM } from "../views/task-form/ids.ts";
import type { ViewState } from "../views/view-state.ts";
import { answerIn, askedByButton, askedByVerb, type ChangeAsked, openFetching } from "./shared/ask-change.ts";
import { readOwner } from "./shared/form-owner.ts";
import { keepRefusedForm } from "./shared/keep-refused-form.ts";
import { placeErrors } from "./shared/place-errors.ts";
import { readForm } from "./shared/read-form.ts";
import { buildFormOf } from "./shared/task-form-view.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb } from "./shared/verb.ts";
import { updateWindow } from "./shared/window.ts";

const TITLE = "Edit task";
const NOT_KEPT = "This form is not kept any more. Open it again with /task edit.";

/** `/task edit`: the form, filled from the task as it is now. */
export const editTask: TaskVerb = (context, request) => openEdit(context, askedByVerb(request), request.taskId);

async function openEdit(context: HandlerContext, asked: ChangeAsked, taskId: string): Promise<void> {
  const { changes, forms } = context;
  const { team, person, client } = asked;
  const viewId = await openFetching(context, asked, TITLE);
  if (viewId === undefined) return;
  const opened = await changes.openEdit({ team, person, taskId });
  if (!opened.ok) return answerIn(client, viewId, TITLE, opened.error);
  const draft = context.newId();
  await forms.save({ draft, team, person }, opened.value);
  await updateWindow(client, viewId, buildFormOf(draft, opened.value, forms.otherSide));
}

/** Editing a task: its button, and the submission of the form. */
export function registerEditTask(app: App, context: HandlerContext): void {
  app.action<BlockButtonAction>(CARD.edit, async ({ ack, action, body, client, respond }) => {
    await ack();
    await openEdit(context, askedByButton(body, client, respond), action.value ?? "");
  });

  app.view({ type: "view_submission", callback_id: TASK_FORM.edit }, async ({ ack, body, view, client }) => {
    const { forms, submissions, log } = context;
    context.formUpdates.supersede(view.id);
    const owner = readOwner(view, body);
    const earlier = owner && (await forms.load(owner));
    if (!owner || !earlier?.edited) {
      log.warn({ view: view.id, person: body.user.id }, "a form that is not kept was refused");
      await ack({ response_action: "update", view: statusView(TITLE, [paragraph(NOT_KEPT)]) });
      return;
    }
    const { before, task } = earlier.edited;
    const state: ViewState = view.state.values;
    const record = { ...earlier, values: await readForm(context, owner.team, state, earlier.values) };
    const { values, accounts, shared = {} } = record;
    const facts = { nameOf: nameIn(record.names), accounts, shared, otherSide: forms.otherSide };
    const edit = parseTaskEdit(before, values, facts);
    if (!edit.ok) {
      await ack({ response_action: "errors", errors: placeErrors(edit.error, state) });
      await keepRefusedForm(context, { client, view, owner, record });
      return;
    }
    const payload = editOf(record);
    if (!payload || changedParts(before, values).length === 0) {
      const text = `You changed nothing of “${task.name}”, so there is nothing to save.`;
      await ack({ response_action: "update", view: buildAnswerView("edit-task", text) });
      return;
    }
    const { draft: id, team, person } = owner;
    const begun = await submissions.begin("edit-task", { id, team, person, viewId: view.id, payload });
    if (begun === "done") {
      const text = `“${task.name}” was saved from this form already. Open it again with /task edit.`;
      await ack({ response_action: "update", view: buildAnswerView("edit-task", text) });
      return;
    }
    await ack({ response_action: "update", view: buildWorkingView("edit-task", task.name) });
    if (begun === "pending") return;
    await forms.save(owner, record);
    await submissions.carryOut(id);
  });
}
