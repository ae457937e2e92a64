import type { App, BlockButtonAction } from "@slack/bolt";
import { peopleIn } from "../../domain/command-line.ts";
import { cutText } from "../../domain/text.ts";
import { buildNotice } from "../../views/notices.ts";
import { buildTaskPicker, PICKER } from "../../views/task-picker.ts";
import { findNamed } from "./find-named.ts";
import { ownerOf } from "./form-owner.ts";
import { requestIdOf } from "./request-id.ts";
import type { HandlerContext } from "./use-cases.ts";
import type { TaskVerb, Verb, VerbRequest } from "./verb.ts";

/** How many tasks are offered when none is named: the last ones that passed. */
const OFFERED = 5;

/**
 * A verb that needs a task: named by id, by the beginning of an id, or by name. Several matches, and no name at all, are
 * answered with buttons that go on with the same verb.
 */
export const onTask =
  (verb: string, run: TaskVerb): Verb =>
  async (context, request) => {
    const people = peopleIn(request.words);
    const goesOn = `/task ${verb} goes on with the one that you choose.`;
    const isGuest = await context.rights.isGuest(request.person);
    const finder = isGuest ? context.guestTasks.finderOf(request.person) : context.finder;
    if (request.words.every(({ person }) => person !== undefined)) {
      const recent = await finder.recent(request.team, request.person, OFFERED);
      const none = isGuest ? "Nothing is assigned to you." : "There is no task yet. Create one with /task create.";
      const text = recent.length > 0 ? `Which task? ${goesOn}` : none;
      await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, recent, people) });
      return;
    }
    const found = await findNamed({ finder, forms: context.forms }, request);
    if (found.kind === "none") {
      await request.respond({ response_type: "ephemeral", ...buildNotice(found.explanation) });
      return;
    }
    if (found.kind === "one") return run(context, { ...request, people: found.people, taskId: found.id });
    const text = `${found.total} tasks match “${cutText(found.by, 100)}”. ${goesOn}`;
    await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, found.tasks, found.people) });
  };

/** The buttons of the picker: they go on with the verb that asked. */
export function registerTaskPicker(app: App, context: HandlerContext, verbs: Readonly<Record<string, TaskVerb>>): void {
  app.action<BlockButtonAction>(PICKER.pattern, async ({ ack, action, body, client, respond }) => {
    await ack();
    const verb = verbs[PICKER.verbOf(action.action_id) ?? ""];
    const choice = PICKER.readChoice(action.value ?? "");
    if (!verb || !choice) return;
    await verb(context, { ...requestOf(body, client, respond), ...choice });
  });
}

/** A button's press as a request for a verb. */
function requestOf(
  body: BlockButtonAction,
  client: VerbRequest["client"],
  respond: VerbRequest["respond"],
): Omit<VerbRequest, "words" | "rest"> {
  const { team, person } = ownerOf("", body);
  const channel = body.channel?.id;
  const fulfils = requestIdOf({ ...body });
  return { team, person, client, respond, triggerId: body.trigger_id, fulfils, ...(channel && { channel }) };
}
