import { besideIn, isBeside, type NamedBeside, printGroup } from "../../domain/command-line.ts";
import { cutText } from "../../domain/text.ts";
import type { VerbName } from "../../views/help.ts";
import { buildTaskPicker } from "../../views/lists/task-picker.ts";
import { buildNotice } from "../../views/notices.ts";
import { findNamed } from "./find-named.ts";
import type { UseCases } from "./use-cases.ts";
import type { TaskRequest, VerbRequest } from "./verb.ts";

/** How many tasks are offered when none is named: the last ones that passed. */
const OFFERED = 5;

export type FindsTask = Pick<UseCases, "rights" | "finder" | "guestTasks" | "forms">;

/**
 * A verb that needs a task: named by id, by the beginning of an id, or by name. Several matches, and no name at all, are
 * answered with buttons that go on with the same verb.
 */
export const onTask =
  <Takes, AlsoTakes = Takes>(
    verb: VerbName,
    run: (useCases: Takes, request: TaskRequest) => Promise<void>,
    {
      whereNoneIsNamed,
      whereNothing = tell,
      takesHandles = false,
    }: {
      /** Answers where no task is named; else the last ones are offered. */
      readonly whereNoneIsNamed?: (useCases: AlsoTakes, request: VerbRequest) => Promise<void>;
      /** Answers where no task has the name. */
      readonly whereNothing?: (request: VerbRequest, explanation: string, useCases: AlsoTakes) => Promise<void>;
      /** Whether `@labelers` behind the task is a user group, also where Slack has made no mention of it. */
      readonly takesHandles?: boolean;
    } = {},
  ) =>
  async (useCases: Takes & AlsoTakes & FindsTask, request: VerbRequest): Promise<void> => {
    if (whereNoneIsNamed && request.words.length === 0) return whereNoneIsNamed(useCases, request);
    const commandFor =
      ({ people, groups }: NamedBeside) =>
      (name: string) =>
        [verb, name, ...people.map((person) => `<@${person}>`), ...groups.map(printGroup)].join(" ");
    const beside = besideIn(request.words, takesHandles);
    const goesOn = `/task ${verb} goes on with the one that you choose.`;
    const isGuest = await useCases.rights.isGuest(request.person);
    const finder = isGuest ? useCases.guestTasks.finderOf(request.person) : useCases.finder;
    if (request.words.every((word) => isBeside(word, takesHandles))) {
      const recent = await finder.recent(request.team, request.person, OFFERED);
      const none = isGuest ? "Nothing is assigned to you." : "There is no task yet. Create one with /task create.";
      const text = recent.length > 0 ? `Which task? ${goesOn}` : none;
      await request.respond({
        response_type: "ephemeral",
        ...buildTaskPicker(text, recent, commandFor(beside)),
      });
      return;
    }
    const found = await findNamed({ finder, forms: useCases.forms }, request, { takesHandles });
    if (found.kind === "none") return whereNothing(request, found.explanation, useCases);
    if (found.kind === "one") {
      const { people, groups, id: taskId } = found;
      return run(useCases, { ...request, people, groups, taskId });
    }
    const text = `${found.total} tasks match “${cutText(found.by, 100)}”. ${goesOn}`;
    await request.respond({
      response_type: "ephemeral",
      ...buildTaskPicker(text, found.tasks, commandFor(found)),
    });
  };

async function tell({ respond }: VerbRequest, text: string): Promise<void> {
  await respond({ response_type: "ephemeral", ...buildNotice(text) });
}
