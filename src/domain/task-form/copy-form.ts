import { isMachine } from "../people/outside-person.ts";
import { cutText } from "../text.ts";
import { MAX_NAME } from "./task-draft.ts";
import { defaultStrategy, EMPTY_TASK_FORM, type TaskFormValues } from "./task-form.ts";

const COPY = " copy";

/** Whether the task says how its work is divided, in a way that can be chosen. */
export const saysStrategy = ({ strategy }: TaskFormValues): boolean => strategy !== "NOT_SET" && strategy !== "UNKNOWN";

/**
 * The form of a new task like this one. What nobody can choose in it (rules that this app does not know, models and workflows) is left
 * out: a type is to be chosen then, and a dataset, since all inputs may be more than was meant.
 */
export function copyForm(values: TaskFormValues): TaskFormValues {
  const { type, priority, outsideWorkers } = values;
  return {
    ...values,
    name: `${cutText(values.name, MAX_NAME - COPY.length)}${COPY}`,
    type: type === "TYPE_NOT_SET" || type === "UNKNOWN" ? undefined : type,
    ...(values.inputSource === "UNKNOWN" && { inputSource: "DATASET" as const, dataset: undefined }),
    ...(!saysStrategy(values) && { strategy: defaultStrategy(values.workers) }),
    ...(values.review === "UNKNOWN" && { review: "NONE" as const, reviewers: EMPTY_TASK_FORM.reviewers }),
    priority: priority === "UNKNOWN" ? undefined : priority,
    outsideWorkers: outsideWorkers.filter((key) => !isMachine(key)),
    machines: [],
  };
}
