import type { App, webApi } from "@slack/bolt";
import { nameIn } from "../domain/person.ts";
import { editOf, inputsOf } from "../domain/task-form/task-form-record.ts";
import { paragraph } from "../views/blocks.ts";
import {
  buildAssignModal,
  buildPickPeopleModal,
  CHANGE_MODAL,
  readPickedPeople,
  readTaskMetadata,
} from "../views/change-modals.ts";
import { writeFormMetadata } from "../views/form-metadata.ts";
import { UNKNOWN_FORM } from "../views/notices.ts";
import { statusView } from "../views/status-view.ts";
import { buildSentView, buildWorkingView } from "../views/submissions/working.ts";
import { workConsequences } from "../views/task-form/consequences.ts";
import { listNames } from "../views/words.ts";
import { answerIn, askedByVerb, openFetching } from "./shared/ask-change.ts";
import { ownerOf, readOwner } from "./shared/form-owner.ts";
import { requestIdOf } from "./shared/request-id.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb } from "./shared/verb.ts";
import { showWorking, updateWindow } from "./shared/window.ts";

const TITLE = "Assign people";

/** `/task assign TASK @people`: adds workers, as an edit would; asks for them when none are named. */
export const assignPeople: TaskVerb = async (context, request) => {
  const { team, person, taskId, people, client } = request;
  const viewId = await openFetching(context, askedByVerb(request), TITLE);
  if (viewId === undefined) return;
  const asked: AssignAsked = { team, person, taskId, client, viewId, fulfils: request.fulfils };
  if (people.length > 0) return propose(context, asked, people);
  const found = await context.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, TITLE, found.error);
  await updateWindow(client, viewId, buildPickPeopleModal({ taskId, taskName: found.value.name }));
};

type AssignAsked = {
  readonly team: string;
  readonly person: string;
  readonly taskId: string;
  readonly client: webApi.WebClient;
  readonly viewId: string;
  readonly fulfils: string | undefined;
};

/** Assigns at once where nobody else gets another share; else says what each would get, and asks. */
async function propose(context: HandlerContext, asked: AssignAsked, people: readonly string[]): Promise<void> {
  const { changes, forms, submissions } = context;
  const { team, person, client, viewId, fulfils } = asked;
  const proposed = await changes.proposeAssign(asked, people);
  if (!proposed.ok) return answerIn(client, viewId, TITLE, proposed.error);
  const { record, alreadyOn } = proposed.value;
  const { edited } = record;
  const payload = editOf(record);
  if (!edited || !payload) return;
  const nameOf = nameIn(record.names);
  if (alreadyOn.length === people.length) {
    const verb = people.length === 1 ? "works" : "work";
    const text = `${listNames(people.map(nameOf))} ${verb} on “${edited.task.name}” already. Nothing was changed.`;
    return answerIn(client, viewId, TITLE, text);
  }
  const draft = context.newId();
  await forms.save({ draft, team, person }, record);
  if (proposed.value.changes.some(({ kind }) => kind === "changed")) {
    const view = buildAssignModal({
      taskName: edited.task.name,
      changes: proposed.value.changes,
      inputs: inputsOf(record),
      consequences: workConsequences(edited.before, record.values, nameOf),
      nameOf,
      privateMetadata: writeFormMetadata({ draft }),
    });
    return updateWindow(client, viewId, view);
  }
  await submissions.begin("edit-task", { id: draft, team, person, viewId, payload, fulfils });
  await showWorking(context, () => updateWindow(client, viewId, buildWorkingView("edit-task", edited.task.name)));
  await submissions.carryOut(draft);
}

/** What the windows of an assignment send. */
export function registerAssignPeople(app: App, context: HandlerContext): void {
  const { forms, submissions } = context;

  app.view({ type: "view_submission", callback_id: CHANGE_MODAL.pickPeople }, async ({ ack, body, view, client }) => {
    const task = readTaskMetadata(view.private_metadata);
    const people = readPickedPeople(view.state.values);
    if (!task) {
      await ack({ response_action: "update", view: statusView(TITLE, [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    if (people.length === 0) {
      await ack({ response_action: "errors", errors: { [CHANGE_MODAL.people]: "Choose at least one person." } });
      return;
    }
    await ack({ response_action: "update", view: statusView(TITLE, [paragraph("Fetching the task …")]) });
    const { team, person } = ownerOf("", body);
    const fulfils = requestIdOf({ ...body });
    await propose(context, { team, person, taskId: task.taskId, client, viewId: view.id, fulfils }, people);
  });

  app.view({ type: "view_submission", callback_id: CHANGE_MODAL.assign }, async ({ ack, body, view }) => {
    const owner = readOwner(view, body);
    const record = owner && (await forms.load(owner));
    const payload = record && editOf(record);
    if (!owner || !payload) {
      await ack({ response_action: "update", view: statusView(TITLE, [paragraph(UNKNOWN_FORM)]) });
      return;
    }
    const { draft: id, team, person } = owner;
    const begun = await submissions.begin("edit-task", { id, team, person, viewId: view.id, payload });
    await ack({ response_action: "update", view: buildSentView("edit-task", payload.task.name, begun) });
    if (begun === "begun") await submissions.carryOut(id);
  });
}
