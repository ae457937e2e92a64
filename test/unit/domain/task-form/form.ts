import type { FormFacts } from "../../../../src/domain/task-form/task-draft.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";

/** A form that is valid as it stands; tests change what they are about. */
export const form = (changes: Partial<TaskFormValues> = {}): TaskFormValues => ({
  ...EMPTY_TASK_FORM,
  name: "Ninety ten",
  concepts: [{ kind: "existing", id: "cat", name: "cat" }],
  ...changes,
});

const NAMES: Record<string, string> = { U1: "Ana", U2: "Ben", U3: "Chidi", U4: "Rosa" };

export const facts = (changes: Partial<FormFacts> = {}): FormFacts => ({
  nameOf: (person) => NAMES[person] ?? person,
  accounts: {},
  otherSide: "Clarifai",
  ...changes,
});
