import type { App, BlockButtonAction } from "@slack/bolt";
import { nameIn } from "../domain/person.ts";
import { parseTaskDraft } from "../domain/task-form/task-draft.ts";
import { inputsOf } from "../domain/task-form/task-form-record.ts";
import { paragraph } from "../views/blocks.ts";
import { type buildNotice, NOTICE, UNKNOWN_FORM } from "../views/notices.ts";
import { statusView } from "../views/status-view.ts";
import { buildWorkingView } from "../views/submissions/working.ts";
import { TASK_FORM } from "../views/task-form/ids.ts";
import type { ViewState } from "../views/view-state.ts";
import { openTaskForm } from "./open-task-form.ts";
import { ownerOf, readOwner } from "./shared/form-owner.ts";
import { keepRefusedForm } from "./shared/keep-refused-form.ts";
import { placeErrors } from "./shared/place-errors.ts";
import { readForm } from "./shared/read-form.ts";
import type { HandlerContext } from "./shared/use-cases.ts";

export const CREATE_SHORTCUT = "create_task";

/** Creating a task: the form's ways in besides `/task create`, and its submission. */
export function registerCreateTask(app: App, context: HandlerContext): void {
  app.shortcut({ type: "shortcut", callback_id: CREATE_SHORTCUT }, async ({ ack, body, client }) => {
    await ack();
    // A global shortcut carries no channel: the notice goes to the person.
    const tell = (notice: ReturnType<typeof buildNotice>) =>
      client.chat.postMessage({ channel: body.user.id, ...notice });
    const { team, person } = ownerOf("", body);
    await openTaskForm(context, { client, triggerId: body.trigger_id, team, person, tell });
  });

  app.action<BlockButtonAction>(NOTICE.openAgain, async ({ ack, action, body, client, respond }) => {
    await ack();
    const owner = ownerOf(action.value ?? "", body);
    const record = owner.draft === "new" ? undefined : await context.forms.load(owner);
    await openTaskForm(context, {
      client,
      triggerId: body.trigger_id,
      team: owner.team,
      person: owner.person,
      ...(record && { draft: { id: owner.draft, record } }),
      tell: (notice) => respond({ ...notice, replace_original: true }),
    });
  });

  app.view({ type: "view_submission", callback_id: TASK_FORM.create }, async ({ ack, body, view, client }) => {
    const { forms, submissions } = context;
    context.formUpdates.supersede(view.id);
    const owner = readOwner(view, body);
    const earlier = owner && (await forms.load(owner));
    if (!owner || !earlier) {
      context.log.warn({ view: view.id, person: body.user.id }, "a form with metadata that is not its own was refused");
      await ack({ response_action: "update", view: statusView("Form not known", [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    const state: ViewState = view.state.values;
    const record = {
      ...earlier,
      values: await readForm(context, owner.team, state, earlier.values),
      strategyChosen: true,
    };
    const draft = parseTaskDraft(record.values, {
      nameOf: nameIn(record.names),
      accounts: record.accounts,
      ...(record.shared && { shared: record.shared }),
      otherSide: forms.otherSide,
    });
    if (!draft.ok) {
      await ack({ response_action: "errors", errors: placeErrors(draft.error, state) });
      await keepRefusedForm(context, { client, view, owner, record });
      return;
    }
    const { accounts, names, source } = record;
    const inputs = inputsOf(record) ?? null;
    const payload = { draft: draft.value, accounts, names, inputs, ...(source && { source }) };
    const { draft: id, team, person } = owner;
    const begun = await submissions.begin("create-task", { id, team, person, viewId: view.id, payload });
    if (begun === "done") {
      const text = `“${draft.value.name}” was created from this form already. Open a new one with /task create.`;
      await ack({ response_action: "update", view: statusView("Task created", [paragraph(text)]) });
      return;
    }
    await ack({ response_action: "update", view: buildWorkingView("create-task", draft.value.name) });
    if (begun === "pending") return;
    await forms.save(owner, record);
    await submissions.carryOut(id);
  });
}
