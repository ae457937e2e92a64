import { nameExactly, readTaskName } from "../../domain/command-line.ts";
import { err, ok } from "../../domain/result.ts";
import { cutText } from "../../domain/text.ts";
import { buildDeleteModal } from "../../views/changes/change-modals.ts";
import { writeFormMetadata } from "../../views/form-state.ts";
import { buildTaskPicker } from "../../views/lists/task-picker.ts";
import { buildNotice } from "../../views/notices.ts";
import { saySent } from "../../views/submissions/working.ts";
import { readOwner } from "../shared/actor.ts";
import { textsIn } from "../shared/find-named.ts";
import { type FindsTask, onTask } from "../shared/on-task.ts";
import { sendForm, sendPress } from "../shared/send-form.ts";
import type { UseCases } from "../shared/use-cases.ts";
import type { TaskRequest, VerbRequest } from "../shared/verb.ts";
import { updateWindow } from "../shared/window.ts";
import { answerIn, askedByVerb, type ChangeAsked, openFetching } from "./ask-change.ts";

const TITLE = "Delete tasks";
const NOT_KEPT = "This question is not yours or is not kept any more. Ask again with /task delete.";

type Opens = Pick<UseCases, "changes" | "deletions" | "newId" | "log">;

/** Deletes one task, after asking. */
export const deleteTask = (useCases: Opens, request: TaskRequest): Promise<void> =>
  openDeletion(useCases, askedByVerb(request), [request.taskId]);

/** As many as the question can name, and as one request may take away. */
const MAX_DELETED = 20;

/** `/task delete TASK …`: one task, whose name may have several words, or several, a word or a quoted name each. */
export async function deleteTasks(useCases: Opens & FindsTask, request: VerbRequest): Promise<void> {
  const { words, team, rest } = request;
  const one = onTask("delete", deleteTask);
  if (words.length < 2) return one(useCases, request);
  const isTooMany = words.length > MAX_DELETED;
  const each = isTooMany ? [] : words.map(({ raw }) => textsIn(readTaskName(raw)));
  const [whole, ...found] = await useCases.finder.findEach(team, [textsIn(readTaskName(rest)), ...each]);
  if (whole && whole.kind !== "none") return one(useCases, request);
  const problems = found.flatMap((result) => (result.kind === "none" ? [result.explanation] : []));
  if (isTooMany) problems.push(`These are ${words.length} names: delete at most ${MAX_DELETED} tasks at once.`);
  if (problems.length > 0) {
    const text = `${problems.join("\n")}\nNothing was deleted. A name of several words stands in quotes.`;
    await request.respond({ response_type: "ephemeral", ...buildNotice(text) });
    return;
  }
  const unclear = found.find((result) => result.kind === "several");
  if (unclear) {
    // What is clear already is named by its id; a second one that is not is asked for next.
    const named = (name: string) =>
      found.map((result, at) =>
        result.kind === "one" ? nameExactly(result.id) : result === unclear ? name : `"${words[at]?.raw}"`,
      );
    const text = `${unclear.total} tasks match “${cutText(unclear.by, 100)}”. Which one is meant? Nothing is deleted before you are asked.`;
    const picker = buildTaskPicker(text, unclear.tasks, (name) => ["delete", ...named(name)].join(" "));
    await request.respond({ response_type: "ephemeral", ...picker });
    return;
  }
  const ids = found.flatMap((result) => (result.kind === "one" ? [result.id] : []));
  await openDeletion(useCases, askedByVerb(request), [...new Set(ids)]);
}

async function openDeletion(useCases: Opens, asked: ChangeAsked, ids: readonly string[]): Promise<void> {
  const { changes, deletions } = useCases;
  const { team, person, client } = asked;
  const viewId = await openFetching(useCases, asked, TITLE);
  if (viewId === undefined) return;
  const proposed = await changes.proposeDeletion({ team, person }, ids);
  if (!proposed.ok) return answerIn(client, viewId, TITLE, proposed.error);
  const draft = useCases.newId();
  const { tasks, people } = proposed.value;
  await deletions.keep({ draft, team, person }, proposed.value);
  const assigned = people && new Set(people.map(({ person }) => person)).size;
  const privateMetadata = writeFormMetadata({ draft });
  await updateWindow(client, viewId, buildDeleteModal({ tasks, people: assigned, privateMetadata }));
}

/** The answer to whether they are to be deleted. */
export const confirmDeletion = sendForm({
  async read({ deletions }, { team, person, view }) {
    const owner = readOwner(view, { team, person });
    const payload = owner && (await deletions.find(owner));
    return owner && payload ? ok({ id: owner.draft, payload }) : err({ title: TITLE, text: NOT_KEPT });
  },
  journal: ({ submissions }, deletion, owed) => submissions.begin("delete-tasks", { ...owed, ...deletion }),
  working: ({ payload }, begun) => saySent("delete-tasks", namesOf(payload.tasks), begun),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});

/** Goes on without what is gone already. */
export const deleteOthers = sendPress({
  async read({ deletions }, { team, person, value: id }) {
    const payload = await deletions.find({ draft: id, team, person });
    return payload ? ok({ id, payload }) : err({ title: TITLE, text: NOT_KEPT });
  },
  journal: ({ submissions }, deletion, owed) => submissions.begin("delete-tasks", { ...owed, ...deletion }),
  working: ({ payload }, begun) => saySent("delete-tasks", namesOf(payload.tasks), begun),
  run: ({ submissions }: Pick<UseCases, "submissions">, { id }) => submissions.carryOut(id),
});

const namesOf = (tasks: readonly { name: string }[]): string => tasks.map(({ name }) => name).join("”, “");
