import type { LabelingInput, LabelSaid } from "../../domain/labeling/label.ts";
import type { Picture } from "../../domain/labeling/picture.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { ConceptNames } from "../concept-names.ts";
import type { Pictures } from "../labeling/ports.ts";
import type { Accounts } from "../people/accounts.ts";
import type { Rights } from "../people/rights.ts";
import type { TasksGateway } from "../ports.ts";

export type Disagreements = ReturnType<typeof createDisagreements>;

/** One input of a task with all that was said of it: for those who lead the task, since labelers are to be blind to each other. */
export function createDisagreements(deps: {
  tasks: Pick<TasksGateway, "getTask" | "listLabels" | "getLabelingInput">;
  accounts: Pick<Accounts, "identify" | "otherSide">;
  rights: Pick<Rights, "refusal">;
  nameConcepts: ConceptNames;
  pictures: Pick<Pictures, "show">;
}) {
  const { tasks, accounts, rights, nameConcepts, pictures } = deps;

  async function look(team: string, person: string, asked: { task: string; input: string }) {
    const task = await tasks.getTask(asked.task, "interactive");
    const refusal = await rights.refusal(team, person, { action: "edit", task });
    if (refusal !== undefined) return { problem: refusal };
    const [input, labels, concepts] = await Promise.all([
      tasks.getLabelingInput(asked.input, "interactive"),
      tasks.listLabels(task.id, { inputs: [asked.input], haste: "interactive" }),
      nameConcepts(task.concepts, "interactive"),
    ]);
    const known = await accounts.identify(team, [...new Set(labels.map(({ by }) => by))]);
    const picture = input.content.kind === "image" ? await pictures.show({ team, taskId: task.id }, input) : undefined;
    return {
      type: task.type,
      concepts,
      input: input satisfies LabelingInput,
      picture: picture satisfies Picture | undefined,
      labels: labels.map(({ by, said }): { name: string; said: LabelSaid } => ({ name: known[by]?.name ?? by, said })),
    };
  }

  return {
    /** Says in a sentence what stands in the way. */
    async load(team: string, person: string, asked: { task: string; input: string }) {
      try {
        return await look(team, person, asked);
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        return { problem: describeFault(error, accounts.otherSide) };
      }
    },
  };
}
