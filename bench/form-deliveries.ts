import { randomUUID } from "node:crypto";
import type { KnownBlock, ModalView } from "@slack/types";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../src/domain/task-form/task-form.ts";
import { EMPTY_TASK_FORM_RECORD } from "../src/domain/task-form/task-form-record.ts";
import { buildFormOf } from "../src/handlers/task-form/task-form-view.ts";
import { FIELD } from "../src/views/task-form/ids.ts";
import { type Delivery, type Sender, signPayload } from "./signed.ts";
import { TEAM, viewIdOf } from "./workspace.ts";

const CHANGED: TaskFormValues = { ...EMPTY_TASK_FORM, inputSource: "DATASET" };

/** A task form as the app shows it with these values, and a draft of its own. */
const formOf = (values: TaskFormValues): ModalView =>
  buildFormOf(randomUUID(), { ...EMPTY_TASK_FORM_RECORD, values }, "Clarifai");

/** The form as it is to be after `changeForm`. */
export const changedForm = (): ModalView => formOf(CHANGED);

/** Somebody has another input source chosen in a form that is just open: a field is to appear. */
export function changeForm({ turn }: Sender): Delivery {
  const view = shown(formOf(EMPTY_TASK_FORM), formOf(CHANGED));
  const [block_id = "", field] =
    Object.entries(view.state.values).find(([, fields]) => FIELD.inputSource in fields) ?? [];
  return signPayload(turn, {
    type: "block_actions",
    container: { type: "view", view_id: view.id },
    view,
    actions: [{ ...field?.[FIELD.inputSource], action_id: FIELD.inputSource, block_id, action_ts: "1.1" }],
  });
}

/** Somebody sends the form of a task that is nobody's to label yet: no notification follows from it. */
export const submitForm = ({ turn }: Sender): Delivery => submitTask(turn, {});

/** Somebody sends the form of a task that is divided evenly among these workers, each of whom is told. */
export const submitFormWith = ({ turn }: Sender, workers: readonly string[]): Delivery =>
  submitTask(turn, { workers, strategy: "PARTITIONED" });

function submitTask(turn: number, values: Partial<TaskFormValues>): Delivery {
  const form = formOf({
    ...EMPTY_TASK_FORM,
    name: `What people write ${randomUUID()}`,
    concepts: [{ kind: "existing", id: "praise", name: "praise" }],
    ...values,
  });
  return signPayload(turn, { type: "view_submission", view: shown(form), response_urls: [] });
}

/** A view as Slack holds it and sends it: its fields as they stand, with what `filled` has in them. */
function shown(view: ModalView, filled = view) {
  const id = viewIdOf(randomUUID());
  return { ...view, id, root_view_id: id, team_id: TEAM, hash: "1", state: { values: stateOf(filled) } };
}

/** `view.state.values` of a view in which nobody has changed anything. */
function stateOf({ blocks }: ModalView): Record<string, Record<string, object>> {
  const values: Record<string, Record<string, object>> = {};
  for (const block of blocks as KnownBlock[]) {
    if (block.type !== "input" || block.block_id === undefined || block.element.action_id === undefined) continue;
    values[block.block_id] = { [block.element.action_id]: fieldOf(block.element) };
  }
  return values;
}

/** What an element holds stands there under its initial value's name without "initial_". */
function fieldOf(element: object): object {
  const initial = Object.entries(element).filter(([key]) => key.startsWith("initial_"));
  const held = initial.map(([key, value]) => [key.slice("initial_".length), value]);
  const names: Record<string, string> = {
    options: "selected_options",
    option: "selected_option",
    users: "selected_users",
  };
  const type = "type" in element ? element.type : "";
  return { type, ...Object.fromEntries(held.map(([key, value]) => [names[key] ?? key, value])) };
}
