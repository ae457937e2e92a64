import type { ModalView } from "@slack/types";
import { inputsOf, nameIn, type TaskFormRecord } from "../domain/task-form-record.ts";
import { previewWork } from "../domain/work-preview.ts";
import { writeFormMetadata } from "../views/form-metadata.ts";
import { buildTaskForm } from "../views/task-form/build.ts";
import { TASK_FORM } from "../views/task-form/ids.ts";

/** The create modal for a record, as it stands now. */
export function buildCreateForm(draft: string, record: TaskFormRecord, otherSide: string): ModalView {
  const nameOf = nameIn(record.names);
  const { accounts, values, strategyChosen } = record;
  return buildTaskForm({
    callbackId: TASK_FORM.create,
    title: "Create task",
    submit: "Create",
    privateMetadata: writeFormMetadata({ draft }),
    values,
    strategyChosen,
    preview: previewWork(values, { nameOf, accounts, inputs: inputsOf(record) }),
    nameOf,
    otherSide,
  });
}
