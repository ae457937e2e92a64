import { err, ok } from "../../domain/result.ts";
import { readTaskMetadata } from "../../views/changes/change-modals.ts";
import { buildRemindModal, REMIND_TITLE, sayNobodyToRemind, sayReminded } from "../../views/follow/remind-modal.ts";
import { unknownForm } from "../../views/notices.ts";
import { answerIn, askedByVerb, openFetching } from "../changes/ask-change.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { tellOutcome, updateWindow } from "../shared/window.ts";

/** **Remind those who have not begun** in a card's menu: asks first, by name. */
export async function remindWorkers(
  useCases: Pick<UseCases, "reminders" | "log">,
  request: TaskRequest,
): Promise<void> {
  const { team, person, taskId, client } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), REMIND_TITLE);
  if (viewId === undefined) return;
  const proposed = await useCases.reminders.propose({ team, person, taskId });
  if (!proposed.ok) return answerIn(client, viewId, REMIND_TITLE, proposed.error);
  const { value } = proposed;
  if (value.people.length === 0) return answerIn(client, viewId, REMIND_TITLE, sayNobodyToRemind(value));
  await updateWindow(client, viewId, buildRemindModal({ taskId, taskName: value.taskName }, value));
}

/** The answer to whether they are to be reminded. */
export const confirmReminding = sendForm({
  async read(_local, { view }) {
    const task = readTaskMetadata(view.private_metadata);
    return task
      ? ok(task)
      : err({ title: REMIND_TITLE, text: unknownForm("the menu of the task’s card, which /task show shows") });
  },
  journal: "request",
  working: () => ({ title: REMIND_TITLE, text: "Reminding …" }),
  async run({ reminders, log }: Pick<UseCases, "reminders" | "log">, { taskId }, { client, ...sent }) {
    const done = await reminders.remind({ team: sent.team, person: sent.person, taskId });
    const text = done.ok ? sayReminded(done.value) : done.error;
    await tellOutcome({ log }, client, sent, { title: REMIND_TITLE, text });
  },
});
