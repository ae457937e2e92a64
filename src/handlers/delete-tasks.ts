import type { App, BlockButtonAction } from "@slack/bolt";
import { readTaskName } from "../domain/command-line.ts";
import { cutText } from "../domain/text.ts";
import { paragraph } from "../views/blocks.ts";
import { buildDeleteModal, CHANGE_MODAL } from "../views/change-modals.ts";
import { writeFormMetadata } from "../views/form-metadata.ts";
import { buildNotice } from "../views/notices.ts";
import { statusView } from "../views/status-view.ts";
import { OUTCOME } from "../views/submissions/outcome.ts";
import { buildSentView, DONE_ALREADY, workingText } from "../views/submissions/working.ts";
import { CARD } from "../views/task-card.ts";
import { answerIn, askedByButton, askedByVerb, type ChangeAsked, openFetching } from "./shared/ask-change.ts";
import { textsIn } from "./shared/find-named.ts";
import { ownerOf, readOwner } from "./shared/form-owner.ts";
import { onTask } from "./shared/on-task.ts";
import { requestIdOf } from "./shared/request-id.ts";
import type { HandlerContext } from "./shared/use-cases.ts";
import type { TaskVerb, Verb } from "./shared/verb.ts";
import { showWorking, updateWindow } from "./shared/window.ts";

const TITLE = "Delete tasks";
const NOT_KEPT = "This question is not yours or is not kept any more. Ask again with /task delete.";

/** Deletes one task, after asking. */
export const deleteTask: TaskVerb = (context, request) => openDeletion(context, askedByVerb(request), [request.taskId]);

/** As many as the question can name, and as one request may take away. */
const MAX_DELETED = 20;

/** `/task delete TASK …`: one task, whose name may have several words, or several, a word or a quoted name each. */
export const deleteTasks: Verb = async (context, request) => {
  const { words, team, rest } = request;
  const one = onTask("delete", deleteTask);
  if (words.length < 2) return one(context, request);
  const isTooMany = words.length > MAX_DELETED;
  const each = isTooMany ? [] : words.map(({ raw }) => textsIn(readTaskName(raw)));
  const [whole, ...found] = await context.finder.findEach(team, [textsIn(readTaskName(rest)), ...each]);
  if (whole && whole.kind !== "none") return one(context, request);
  const problems: string[] = [];
  const ids: string[] = [];
  if (isTooMany) problems.push(`These are ${words.length} names: delete at most ${MAX_DELETED} tasks at once.`);
  for (const result of found) {
    if (result.kind === "one") ids.push(result.id);
    else if (result.kind === "none") problems.push(result.explanation);
    else
      problems.push(
        `${result.total} tasks match “${cutText(result.by, 100)}”: name the one by more of its name, or by its id.`,
      );
  }
  if (problems.length > 0) {
    const text = `${problems.join("\n")}\nNothing was deleted. A name of several words stands in quotes.`;
    await request.respond({ response_type: "ephemeral", ...buildNotice(text) });
    return;
  }
  await openDeletion(context, askedByVerb(request), ids);
};

async function openDeletion(context: HandlerContext, asked: ChangeAsked, ids: readonly string[]): Promise<void> {
  const { changes, deletions } = context;
  const { team, person, client } = asked;
  const viewId = await openFetching(context, asked, TITLE);
  if (viewId === undefined) return;
  const proposed = await changes.proposeDeletion({ team, person }, ids);
  if (!proposed.ok) return answerIn(client, viewId, TITLE, proposed.error);
  const draft = context.newId();
  const { tasks, people } = proposed.value;
  await deletions.keep({ draft, team, person }, proposed.value);
  const assigned = new Set(people.map((each) => each.person)).size;
  const privateMetadata = writeFormMetadata({ draft });
  await updateWindow(client, viewId, buildDeleteModal({ tasks, people: assigned, privateMetadata }));
}

/** Deleting: its button, the answer to the question, and going on without what is gone already. */
export function registerDeleteTasks(app: App, context: HandlerContext): void {
  const { deletions, submissions } = context;

  app.action<BlockButtonAction>(CARD.remove, async ({ ack, action, body, client, respond }) => {
    await ack();
    await openDeletion(context, askedByButton(body, client, respond), [action.value ?? ""]);
  });

  app.view({ type: "view_submission", callback_id: CHANGE_MODAL.remove }, async ({ ack, body, view }) => {
    const owner = readOwner(view, body);
    const payload = owner && (await deletions.find(owner));
    if (!owner || !payload) {
      await ack({ response_action: "update", view: statusView(TITLE, [paragraph(NOT_KEPT)]) });
      return;
    }
    const { draft: id, team, person } = owner;
    const begun = await submissions.begin("delete-tasks", { id, team, person, viewId: view.id, payload });
    await ack({ response_action: "update", view: buildSentView("delete-tasks", namesOf(payload.tasks), begun) });
    if (begun === "begun") await submissions.carryOut(id);
  });

  app.action<BlockButtonAction>(OUTCOME.deleteOthers, async ({ ack, action, body, client, respond }) => {
    await ack();
    const owner = ownerOf(action.value ?? "", body);
    const viewId = body.view?.id ?? "";
    const others = await deletions.find(owner);
    const say = async (text: string): Promise<void> => {
      if (viewId === "") await respond({ ...buildNotice(text), replace_original: true });
      else await answerIn(client, viewId, TITLE, text);
    };
    if (!others) return say(NOT_KEPT);
    const { draft: id, team, person } = owner;
    const begun = await submissions.begin("delete-tasks", {
      ...{ id, team, person, viewId, payload: others },
      fulfils: requestIdOf({ ...body }),
    });
    const news = begun === "done" ? DONE_ALREADY : workingText("delete-tasks", namesOf(others.tasks));
    await showWorking(context, () => say(news));
    if (begun === "begun") await submissions.carryOut(id);
  });
}

const namesOf = (tasks: readonly { name: string }[]): string => tasks.map(({ name }) => name).join("”, “");
