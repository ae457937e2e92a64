import type { ConceptsPerInput } from "../concepts-per-input.ts";
import { idOfOutside } from "../people/outside-person.ts";
import { err, ok, type Result } from "../result.ts";
import type { InputSource, Priority, ReviewPlan, TaskType, WorkPlan } from "../task.ts";
import type { TaskGroups } from "../user-groups.ts";
import { changedParts, isFieldChanged, partOf } from "./form-changes.ts";
import { groupsOf } from "./group-members.ts";
import { type FormFacts, readTaskDraft } from "./task-draft.ts";
import type { ConceptChoice, FieldProblem, FormPart, TaskFormValues } from "./task-form.ts";

/** What a lead has changed of a task; what is absent stays as it is. People are keys of the form. */
export type TaskEdit = {
  readonly parts: readonly FormPart[];
  readonly name?: string;
  readonly instructions?: string;
  readonly type?: TaskType;
  readonly concepts?: readonly ConceptChoice[];
  readonly conceptsPerInput?: ConceptsPerInput;
  readonly inputSource?: InputSource;
  readonly work?: WorkPlan;
  readonly review?: ReviewPlan;
  /** `null` takes it away. */
  readonly priority?: Priority | null;
  readonly sampleMs?: number | null;
  /** Ids of the models and workflows that stay. */
  readonly machines?: readonly string[];
  readonly userGroups?: TaskGroups;
};

/** A task for nobody may leave out how the work is divided; where its first workers come, the other side wants to know. */
const NO_STRATEGY =
  "The task does not say how the work is divided among its workers: choose Full, Partitioned or Dynamic.";

/**
 * Checks what was changed in the form of an existing task. A problem that the task had already, on a field that was left alone,
 * is nobody's mistake now: it may have been made elsewhere, by rules that are not ours.
 */
export function parseTaskEdit(
  before: TaskFormValues,
  after: TaskFormValues,
  facts: FormFacts,
): Result<TaskEdit, readonly FieldProblem[]> {
  const changed = changedParts(before, after);
  const { parts, problems } = readTaskDraft(after, facts);
  const had = new Set(readTaskDraft(before, facts).problems.map(({ field }) => field));
  const unreadable = (part: FormPart): boolean => part in parts && parts[part as keyof typeof parts] === undefined;
  const refused = problems.filter(({ field }) => {
    const part = partOf(field);
    if (isFieldChanged(field, before, after) || !had.has(field)) return true;
    return changed.includes(part) && unreadable(part);
  });
  if (refused.length > 0) return err(refused);
  if (after.strategy === "NOT_SET" && before.workers.length === 0 && after.workers.length > 0)
    return err([{ field: "strategy", message: NO_STRATEGY }]);
  return ok({
    parts: changed,
    ...(changed.includes("name") && { name: parts.name }),
    ...(changed.includes("instructions") && { instructions: parts.instructions }),
    ...(changed.includes("type") && parts.type && { type: parts.type }),
    ...(changed.includes("concepts") && { concepts: parts.concepts }),
    ...(changed.includes("conceptsPerInput") && parts.conceptsPerInput && { conceptsPerInput: parts.conceptsPerInput }),
    ...(changed.includes("inputSource") && parts.inputSource && { inputSource: parts.inputSource }),
    ...(changed.includes("work") && parts.work && { work: parts.work }),
    ...(changed.includes("review") && parts.review && { review: parts.review }),
    ...(changed.includes("priority") && { priority: parts.priority ?? null }),
    ...(changed.includes("sampleMs") && { sampleMs: parts.sampleMs ?? null }),
    ...(changed.includes("machines") && { machines: after.machines.map(idOfOutside) }),
    ...(changed.includes("userGroups") && { userGroups: groupsOf(after) }),
  });
}
