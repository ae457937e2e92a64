import type { App, BlockButtonAction } from "@slack/bolt";
import { peopleIn, textIn } from "../domain/command-line.ts";
import { buildNotice } from "../views/notices.ts";
import { buildTaskPicker, PICKER } from "../views/task-picker.ts";
import type { HandlerContext } from "./context.ts";
import { ownerOf } from "./form-owner.ts";
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
    const wanted = textIn(request.words);
    const people = peopleIn(request.words);
    const goesOn = `/task ${verb} goes on with the one that you choose.`;
    if (wanted === "") {
      const recent = await context.finder.recent(request.team, request.person, OFFERED);
      const text = recent.length > 0 ? `Which task? ${goesOn}` : "There is no task yet. Create one with /task create.";
      await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, recent, people) });
      return;
    }
    const found = await context.finder.find(request.team, wanted);
    if (found.kind === "one") return run(context, { ...request, taskId: found.id });
    if (found.kind === "several") {
      const text = `${found.total} tasks match “${wanted}”. ${goesOn}`;
      await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, found.tasks, people) });
      return;
    }
    await request.respond({ response_type: "ephemeral", ...buildNotice(found.explanation) });
  };

/** The buttons of the picker: they go on with the verb that asked. */
export function registerTaskPicker(app: App, context: HandlerContext, verbs: Readonly<Record<string, TaskVerb>>): void {
  app.action<BlockButtonAction>(PICKER.pattern, async ({ ack, action, body, client, respond }) => {
    await ack();
    const verb = verbs[PICKER.verbOf(action.action_id) ?? ""];
    const choice = PICKER.readChoice(action.value ?? "");
    if (!verb || !choice) return;
    const words = choice.people.map((person) => ({ text: `<@${person}>`, person }));
    await verb(context, { ...requestOf(body, client, respond), words, taskId: choice.taskId });
  });
}

/** A button's press as a request for a verb. */
function requestOf(
  body: BlockButtonAction,
  client: VerbRequest["client"],
  respond: VerbRequest["respond"],
): Omit<VerbRequest, "words"> {
  const { team, person } = ownerOf("", body);
  const channel = body.channel?.id;
  return { team, person, client, respond, triggerId: body.trigger_id, ...(channel && { channel }) };
}
