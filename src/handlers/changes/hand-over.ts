import type { webApi } from "@slack/bolt";
import { nameIn } from "../../domain/people/person.ts";
import { err, ok } from "../../domain/result.ts";
import { readTaskMetadata } from "../../views/changes/change-modals.ts";
import {
  buildHandOver,
  buildPickWorker,
  HAND_OVER,
  readPickedWorker,
  HAND_OVER_TITLE as TITLE,
} from "../../views/changes/hand-over-modals.ts";
import { writeFormMetadata } from "../../views/form-state.ts";
import { unknownForm } from "../../views/notices.ts";
import type { Actor } from "../shared/actor.ts";
import { sendForm } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { answerIn, askedByVerb, FETCHING, openFetching } from "./ask-change.ts";

type Proposes = Pick<UseCases, "handOver" | "forms" | "newId" | "log">;

/** `/task handover TASK [@person]`, and **Hand over** in a card's menu: what somebody has not done goes to the others. */
export async function handOver(useCases: Proposes, request: TaskRequest): Promise<void> {
  const { team, person, taskId, people, client } = request;
  const viewId = await openFetching(useCases, askedByVerb(request), TITLE);
  if (viewId === undefined) return;
  const [from, ...others] = people;
  if (from !== undefined && others.length === 0)
    return propose(useCases, { team, person, taskId, client, viewId }, from);
  const choice = await useCases.handOver.choose({ team, person, taskId });
  if (!choice.ok) return answerIn(client, viewId, TITLE, choice.error);
  const { taskName, workers } = choice.value;
  const nameOf = nameIn(await useCases.forms.findNames(workers));
  const named = workers.map((worker) => ({ person: worker, name: nameOf(worker) }));
  await updateWindow(client, viewId, buildPickWorker({ taskId, taskName }, named));
}

type Asked = Actor & { readonly taskId: string; readonly client: webApi.WebClient; readonly viewId: string };

/** Says what goes to whom, and asks. */
async function propose(useCases: Proposes, asked: Asked, from: string): Promise<void> {
  const { team, person, client, viewId } = asked;
  const proposed = await useCases.handOver.propose(asked, from);
  if (!proposed.ok) return answerIn(client, viewId, TITLE, proposed.error);
  const { record, changes, done, left } = proposed.value;
  const draft = useCases.newId();
  await useCases.forms.keep({ draft, team, person }, record);
  const nameOf = nameIn(record.names);
  const taskName = record.edited?.task.name ?? "";
  const privateMetadata = writeFormMetadata({ draft });
  await updateWindow(
    client,
    viewId,
    buildHandOver({ taskName, name: nameOf(from), done, left, changes, nameOf, privateMetadata }),
  );
}

/** Whose work it is, once that is chosen. */
export const pickWorker = sendForm({
  async read(_local, { view }) {
    const task = readTaskMetadata(view.private_metadata);
    const from = readPickedWorker(view.state.values);
    if (!task) return err({ title: TITLE, text: unknownForm("/task handover") });
    if (from === undefined) return err({ errors: { [HAND_OVER.worker]: "Choose whose work is to be handed over." } });
    return ok({ taskId: task.taskId, from });
  },
  journal: "request",
  working: () => ({ title: TITLE, text: FETCHING }),
  run: (useCases: Proposes, { taskId, from }, sent) => propose(useCases, { ...sent, taskId }, from),
});
