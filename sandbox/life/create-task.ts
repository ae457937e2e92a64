import { setTimeout } from "node:timers/promises";
import * as z from "zod";
import type { SlackPerson } from "../slack/person.ts";
import { createTasksClient, type SeedTarget } from "../workspace/create-tasks-client.ts";

/** How long the app may take to make a task, and how often it is looked for. */
const TASK_MS = 20_000;
const ASK_AGAIN_MS = 20;

/** What a lead types into the form. */
export type TaskPlan = {
  readonly name: string;
  readonly instructions: string;
  readonly type: "Concepts classification" | "Bounding box detection" | "Polygon detection";
  readonly concepts: readonly string[];
  readonly dataset: string;
  readonly workers: readonly SlackPerson[];
  /** How the workers share: everybody labels everything, or in these proportions. */
  readonly split: "Full" | { readonly weights: readonly number[] };
  readonly reviewer: SlackPerson;
  /** How many must agree, or the percentage that is looked at. */
  readonly review: { readonly mustAgree: number } | { readonly samplePercent: number };
};

/**
 * Creates a task as a lead does, with `/task create`, from top to bottom of the form; the lead reads by direct message what became of it.
 * Resolves with its id once it is there: those whom a next one is given to label the newest first.
 */
export async function createTask(lead: SlackPerson, tasks: SeedTarget, plan: TaskPlan): Promise<string> {
  await lead.openModal("/task create");
  await lead.fill("Name", plan.name);
  await lead.fill("Instructions", plan.instructions);
  if (plan.type !== "Concepts classification") await lead.choose("Task type", plan.type);
  await lead.chooseAll(
    "Concepts",
    plan.concepts.map((words) => ({ words, query: "" })),
  );
  await lead.choose("Input source", "Dataset");
  await lead.untilField("Dataset");
  await lead.choose("Dataset", plan.dataset);
  await lead.pickPeople(
    "Workers",
    plan.workers.map(({ id }) => id),
  );
  await lead.untilField("Split");
  if (plan.split === "Full") {
    await lead.choose("Worker strategy", "Full");
    await lead.untilField("Split", { isThere: false });
  } else {
    await lead.choose("Split", "Weighted");
    for (const [index, worker] of plan.workers.entries()) {
      const label = `Weight for ${worker.name}`;
      await lead.untilField(label);
      await lead.fill(label, String(plan.split.weights[index] ?? 1));
    }
  }
  await lead.choose("Review strategy", "mustAgree" in plan.review ? "Consensus" : "Manual");
  await lead.untilField("Reviewers");
  await lead.pickPeople("Reviewers", [plan.reviewer.id]);
  if ("mustAgree" in plan.review) await lead.fill("Labelers who must agree", String(plan.review.mustAgree));
  else await lead.fill("Sample to review (%)", String(plan.review.samplePercent));
  const answer = await lead.submit();
  if (answer.result !== "accepted") throw new Error(`The task "${plan.name}" was refused: ${JSON.stringify(answer)}`);
  await lead.close({ isCleared: true });
  return untilTask(tasks, plan.name);
}

const Listed = z.object({ tasks: z.array(z.object({ id: z.string(), name: z.string() })).default([]) });

/** The id of the task with this name, once the app has made it. The Tasks API tells nobody: it is asked again. */
async function untilTask(tasks: SeedTarget, name: string): Promise<string> {
  const api = createTasksClient(tasks);
  const deadline = Date.now() + TASK_MS;
  for (;;) {
    const found = Listed.parse(await api.get("tasks").json()).tasks.find((task) => task.name === name);
    if (found) return found.id;
    if (Date.now() > deadline) throw new Error(`The app has not made “${name}”`);
    await setTimeout(ASK_AGAIN_MS);
  }
}
