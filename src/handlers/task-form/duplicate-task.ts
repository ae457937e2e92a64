import { answerIn, askedByVerb, openFetching } from "../changes/ask-change.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { buildFormOf } from "./task-form-view.ts";

const TITLE = "Create task";

/** **Duplicate**: the form of a new task, filled as this one is. Nothing is created before it is sent. */
export async function duplicateTask(
  useCases: Pick<UseCases, "changes" | "forms" | "newId" | "log">,
  request: TaskRequest,
): Promise<void> {
  const { changes, forms } = useCases;
  const { team, person, client, taskId } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), TITLE);
  if (viewId === undefined) return;
  const copied = await changes.openCopy({ team, person, taskId });
  if (!copied.ok) return answerIn(client, viewId, TITLE, copied.error);
  const draft = useCases.newId();
  await forms.save({ draft, team, person }, copied.value);
  await updateWindow(client, viewId, buildFormOf(draft, copied.value, forms.otherSide));
}
