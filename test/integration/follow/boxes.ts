import { toObjects } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace } from "../../support/start-workspace.ts";
import { fillTaskForm, peopleOf, theTask } from "../app/task-form.ts";

/** Top, left, bottom, right. */
export type Sides = readonly [number, number, number, number];

export const box = ([top_row, left_col, bottom_row, right_col]: Sides, concept: string) => ({
  region_info: { bounding_box: { top_row, left_col, bottom_row, right_col } },
  data: { concepts: [{ id: concept, value: 1 }] },
});

/** A task "Street" of boxes called "3" and "5" in such inputs, labeled by people one after the other; each gets all inputs. */
export async function startBoxes(
  inputs: Readonly<Record<string, object>>,
  say: (
    people: ReturnType<typeof peopleOf>,
  ) => readonly (readonly [SlackPerson, Readonly<Record<string, JsonObject>>])[],
) {
  const workspace = await startTestWorkspace();
  const people = peopleOf(workspace);
  const said = say(people);
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "photos" }] });
  await callTasksApi(workspace, "POST", "inputs", {
    inputs: Object.entries(inputs).map(([id, data]) => ({ id, data, dataset_ids: ["photos"] })),
  });
  await people.lena.openModal();
  await fillTaskForm(people.lena, {
    name: "Street",
    type: "Bounding box detection",
    concepts: ["3", "5"],
    dataset: "photos",
    workers: said.map(([person]) => person),
    ...(said.length > 1 && { workersPerInput: String(said.length) }),
  });
  await people.lena.submit();
  await people.lena.untilWords("“Street” is created");
  const task = String((await theTask(workspace))["id"]);
  for (const [person, labels] of said) {
    const { key } = await workspace.tasksService.ensureOwner(person.id);
    const hand = { tasks: { ...workspace.tasks, key } };
    const given = await callTasksApi(hand, "PUT", `tasks/${task}/assignments`, { action: "LABEL_START" });
    await callTasksApi(hand, "POST", "annotations", {
      annotations: Object.entries(labels).map(([input_id, data]) => ({ input_id, task_id: task, data })),
    });
    const submitted = { task_assignments: toObjects(given["task_assignments"]).map(({ id }) => ({ id })) };
    await callTasksApi(hand, "PUT", `tasks/${task}/assignments`, {
      action: "LABEL_SUBMIT",
      label_submit_config: submitted,
    });
  }
  await people.lena.close();
  return { workspace, people, task };
}
