import type { webApi } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import type { NamedBeside } from "../../domain/command-line.ts";
import { nameIn } from "../../domain/people/person.ts";
import { err, ok } from "../../domain/result.ts";
import { type EditedTask, editOf, inputsOf } from "../../domain/task-form/task-form-record.ts";
import type { AssignProposal } from "../../services/changes/task-changes.ts";
import {
  buildAssignModal,
  buildPickPeopleModal,
  CHANGE_MODAL,
  readDivision,
  readPickedPeople,
  readTaskMetadata,
} from "../../views/changes/change-modals.ts";
import { HAND_OVER, HAND_OVER_TITLE } from "../../views/changes/hand-over-modals.ts";
import { writeFormMetadata } from "../../views/form-state.ts";
import { unknownForm } from "../../views/notices.ts";
import { saySent } from "../../views/submissions/working.ts";
import { workConsequences } from "../../views/task-form/consequences.ts";
import { listNames } from "../../views/words.ts";
import { type Actor, actorOf, readOwner } from "../shared/actor.ts";
import type { FieldChanged } from "../shared/handler.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { answerIn, askedByVerb, FETCHING, openFetching } from "./ask-change.ts";
import { beginInWindow } from "./begin-in-window.ts";

const TITLE = "Assign people";

type Proposes = Pick<UseCases, "changes" | "forms" | "submissions" | "newId" | "log">;

/** `/task assign TASK @people`, user groups among them: adds workers, as an edit would; asks for them when none are named. */
export async function assignPeople(useCases: Proposes, request: TaskRequest): Promise<void> {
  const { team, person, taskId, people, groups, client, fulfils } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), TITLE);
  if (viewId === undefined) return;
  if (people.length + groups.length > 0)
    return propose(useCases, { team, person, taskId, client, viewId, fulfils }, { people, groups });
  const found = await useCases.changes.openStatus({ team, person, taskId });
  if (!found.ok) return answerIn(client, viewId, TITLE, found.error);
  await updateWindow(client, viewId, buildPickPeopleModal({ taskId, taskName: found.value.name }));
}

type AssignAsked = Actor & {
  readonly taskId: string;
  readonly client: webApi.WebClient;
  readonly viewId: string;
  readonly fulfils: string | undefined;
};

/** Assigns at once where nobody else gets another share, and the task says how the work is divided; else says what each would get, and asks. */
async function propose(useCases: Proposes, asked: AssignAsked, named: NamedBeside): Promise<void> {
  const { team, person, client, viewId, fulfils } = asked;
  const proposed = await useCases.changes.proposeAssign(asked, named);
  if (!proposed.ok) return answerIn(client, viewId, TITLE, proposed.error);
  const { record, alreadyOn, isNothing, changes, asksDivision } = proposed.value;
  const { edited } = record;
  const payload = editOf(record);
  if (!edited || !payload) return;
  if (isNothing) {
    const verb = alreadyOn.length === 1 ? "works" : "work";
    const names = listNames(alreadyOn.map(nameIn(record.names)));
    return answerIn(client, viewId, TITLE, `${names} ${verb} on “${edited.task.name}” already. Nothing was changed.`);
  }
  const draft = useCases.newId();
  await useCases.forms.keep({ draft, team, person }, record);
  if (asksDivision || changes.some(({ kind }) => kind === "changed"))
    return updateWindow(client, viewId, buildQuestion(draft, edited, proposed.value));
  const submission = { id: draft, team, person, viewId, payload, fulfils };
  await beginInWindow(useCases, client, { kind: "edit-task", subject: edited.task.name, submission });
}

function buildQuestion(
  draft: string,
  { task, before }: EditedTask,
  { record, changes, asksDivision }: Pick<AssignProposal, "record" | "changes" | "asksDivision">,
): ModalView {
  const nameOf = nameIn(record.names);
  return buildAssignModal({
    taskName: task.name,
    changes,
    inputs: inputsOf(record),
    ...(asksDivision
      ? { division: record.values.strategy, consequences: [] }
      : { consequences: workConsequences(before, record.values, nameOf) }),
    nameOf,
    privateMetadata: writeFormMetadata({ draft }),
  });
}

/** Another way to divide the work among a task's first workers was chosen: says what each would get. */
export async function changeDivision(
  { changes, forms }: Pick<UseCases, "changes" | "forms">,
  { ack, body, client }: FieldChanged,
): Promise<void> {
  await ack();
  const { view } = body;
  const owner = view && readOwner(view, actorOf(body));
  const record = owner && (await forms.findKept(owner));
  const division = view && readDivision(view.state.values);
  if (!view || !owner || !record?.edited || !division) return;
  const divided = changes.divide(record, division);
  await forms.keep(owner, divided.record);
  const question = buildQuestion(owner.draft, record.edited, { ...divided, asksDivision: true });
  await updateWindow(client, view.id, question, view.hash);
}

/** Who is to be added, when the command named nobody. */
export const pickPeople = sendForm({
  async read(_local, { view }) {
    const task = readTaskMetadata(view.private_metadata);
    const people = readPickedPeople(view.state.values);
    if (!task) return err({ title: TITLE, text: unknownForm("/task assign") });
    if (people.length === 0) return err({ errors: { [CHANGE_MODAL.people]: "Choose at least one person." } });
    return ok({ taskId: task.taskId, people });
  },
  journal: "request",
  working: () => ({ title: TITLE, text: FETCHING }),
  run: (useCases: Proposes, { taskId, people }, sent) => propose(useCases, { ...sent, taskId }, { people, groups: [] }),
});

/** The answer to whether others may get less, or more, by an assigning or a handing over: what was shown is saved as an edit. */
export const confirmDivision = sendForm({
  async read({ forms }, { team, person, view }) {
    const owner = readOwner(view, { team, person });
    const kept = owner && (await forms.load(owner));
    const strategy = readDivision(view.state.values) ?? kept?.values.strategy;
    const payload = kept && strategy && editOf({ ...kept, values: { ...kept.values, strategy } });
    if (owner && payload) return ok({ id: owner.draft, payload });
    const isHandOver = view.callback_id === HAND_OVER.confirm;
    const [title, again] = isHandOver ? [HAND_OVER_TITLE, "/task handover"] : [TITLE, "/task assign"];
    return err({ title, text: unknownForm(again) });
  },
  journal: ({ submissions }, edit, owed) => submissions.begin("edit-task", { ...owed, ...edit }),
  working: ({ payload }, begun) => saySent("edit-task", payload.task.name, begun),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});
