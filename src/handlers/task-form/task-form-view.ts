import type { ModalView } from "@slack/types";
import { nameIn } from "../../domain/people/person.ts";
import { holdsRareFields } from "../../domain/task-form/task-form.ts";
import { inputsOf, type TaskFormRecord } from "../../domain/task-form/task-form-record.ts";
import { previewWork } from "../../domain/task-form/work-preview.ts";
import { writeFormMetadata } from "../../views/form-state.ts";
import { buildTaskForm } from "../../views/task-form/build.ts";
import { TASK_FORM } from "../../views/task-form/ids.ts";

/** Enough of a draft's id to tell two forms apart that are shown in one window. */
const FORM_KEY = 8;

/** The create or edit modal for a record, as it stands now. */
export function buildFormOf(draft: string, record: TaskFormRecord, otherSide: string): ModalView {
  const nameOf = nameIn(record.names);
  const { accounts, values, strategyChosen, perInputSet, edited, left, showsMore } = record;
  const kind = edited
    ? { callbackId: TASK_FORM.edit, title: "Edit task", submit: "Save", before: edited.before }
    : { callbackId: TASK_FORM.create, title: "Create task", submit: "Create" };
  return buildTaskForm({
    ...kind,
    formKey: draft.slice(0, FORM_KEY),
    privateMetadata: writeFormMetadata({ draft }),
    ...(left && { left }),
    values,
    strategyChosen,
    perInputSet: perInputSet ?? "1",
    showsMore: showsMore ?? holdsRareFields(values),
    preview: previewWork(values, { nameOf, accounts, whyNone: record.whyNone ?? {}, inputs: inputsOf(record) }),
    nameOf,
    otherSide,
  });
}
