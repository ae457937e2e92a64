import { peopleIn } from "../../domain/command-line.ts";
import { cutText } from "../../domain/text.ts";
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
    verb: string,
    run: (useCases: Takes, request: TaskRequest) => Promise<void>,
    /** Answers where no task is named; else the last ones are offered. */
    answerWithout?: (useCases: AlsoTakes, request: VerbRequest) => Promise<void>,
  ) =>
  async (useCases: Takes & AlsoTakes & FindsTask, request: VerbRequest): Promise<void> => {
    if (answerWithout && request.words.length === 0) return answerWithout(useCases, request);
    const people = peopleIn(request.words);
    const goesOn = `/task ${verb} goes on with the one that you choose.`;
    const isGuest = await useCases.rights.isGuest(request.person);
    const finder = isGuest ? useCases.guestTasks.finderOf(request.person) : useCases.finder;
    if (request.words.every(({ person }) => person !== undefined)) {
      const recent = await finder.recent(request.team, request.person, OFFERED);
      const none = isGuest ? "Nothing is assigned to you." : "There is no task yet. Create one with /task create.";
      const text = recent.length > 0 ? `Which task? ${goesOn}` : none;
      await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, recent, people) });
      return;
    }
    const found = await findNamed({ finder, forms: useCases.forms }, request);
    if (found.kind === "none") {
      await request.respond({ response_type: "ephemeral", ...buildNotice(found.explanation) });
      return;
    }
    if (found.kind === "one") return run(useCases, { ...request, people: found.people, taskId: found.id });
    const text = `${found.total} tasks match “${cutText(found.by, 100)}”. ${goesOn}`;
    await request.respond({ response_type: "ephemeral", ...buildTaskPicker(verb, text, found.tasks, found.people) });
  };
