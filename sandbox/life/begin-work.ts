import type { KyInstance } from "ky";
import type { SlackPerson } from "../slack/person.ts";
import { createTasksClient } from "../workspace/create-tasks-client.ts";
import { CONCEPTS } from "../workspace/seed-tasks.ts";
import type { RunningWorkspace } from "../workspace/start-workspace.ts";
import { createLabeler } from "./create-labeler.ts";
import type { PastClock } from "./create-past-clock.ts";
import { createTask, type TaskPlan } from "./create-task.ts";
import { labelSome, reviewSome } from "./label-tasks.ts";
import { readTrueBoxes, readTrueDigits } from "./read-truth.ts";
import { PHOTO_CONCEPTS, seedPhotos } from "./seed-photos.ts";
import { shareCards, talkAbout, talkBefore } from "./talk.ts";
import { ACCURACIES, type Worker } from "./workers.ts";

/** How long ago the tasks were made, and how long ten labels take: about fifty in an hour. */
export const BEGUN_BEFORE_MS = 4 * 3_600_000;
const TEN_LABELS_MS = 12 * 60_000;

/** How many labels each has given, task by task, in the order of the plans. */
const DONE = {
  ana: [60, 45, 7],
  ben: [50, 60, 0],
  chidi: [20, 4, 3],
} as const satisfies Readonly<Record<Worker, readonly number[]>>;

/**
 * Brings a fresh workspace to where a team is after a morning: three tasks under way, some of it reviewed and some waiting, their cards in
 * #labeling, and talk that nobody has read. The lead types, the app acts; labels that are there already go past it, straight to the Tasks API.
 */
export async function beginWork(workspace: RunningWorkspace, clock: PastClock): Promise<void> {
  const { slack, tasks, tasksService } = workspace;
  const [lena, mei] = [slack.person("lena"), slack.person("mei")];
  const clientOf = async (person: SlackPerson): Promise<KyInstance> =>
    createTasksClient(tasks, (await tasksService.ensureOwner(person.id)).key);

  await seedPhotos(tasks);
  await talkBefore(slack);
  const plans = planTasks(workspace);
  const taskIds: string[] = [];
  for (const plan of plans) taskIds.push(await createTask(lena, tasks, plan));

  await giveLabels(workspace, { taskIds, clock, clientOf });
  const reviewer = await clientOf(mei);
  const [, weighted = "", boxes = ""] = taskIds;
  const [ana, ben] = [slack.person("ana").id, slack.person("ben").id];
  await reviewSome(reviewer, { taskId: weighted, worker: ben, approve: 5, sendBack: 0 });
  await reviewSome(reviewer, { taskId: boxes, worker: ana, approve: 3, sendBack: 1 });
  clock.catchUp();

  await shareCards(
    slack,
    lena,
    plans.map(({ name }) => name),
  );
  await talkAbout(slack, lena);
}

function planTasks({ slack }: RunningWorkspace): readonly TaskPlan[] {
  const [ana, ben, chidi] = [slack.person("ana"), slack.person("ben"), slack.person("chidi")];
  const reviewer = slack.person("mei");
  return [
    {
      name: "First hundred digits",
      instructions: "One digit per picture. Read it as its writer meant it; a seven may have a bar.",
      type: "Concepts classification",
      concepts: CONCEPTS,
      dataset: "first-hundred",
      workers: [ana, ben, chidi],
      split: "Full",
      reviewer,
      review: { mustAgree: 2 },
    },
    {
      name: "All digits, six to three to one",
      instructions: "The same digits, each by one of you. Mei looks at a fifth of them.",
      type: "Concepts classification",
      concepts: CONCEPTS,
      dataset: "digits",
      workers: [ana, ben, chidi],
      split: { weights: [6, 3, 1] },
      reviewer,
      review: { samplePercent: 20 },
    },
    {
      name: "Boxes on photographs",
      instructions:
        "A box around each animal, building, plant and vehicle, as tight as you can. Leave out what is cut off by more than half.",
      type: "Bounding box detection",
      concepts: PHOTO_CONCEPTS,
      dataset: "photographs",
      workers: [ana, chidi],
      split: "Full",
      reviewer,
      review: { samplePercent: 100 },
    },
  ];
}

/** Everybody labels ten in turn, until each has given what they have. */
async function giveLabels(
  { slack }: RunningWorkspace,
  {
    taskIds,
    clock,
    clientOf,
  }: { taskIds: readonly string[]; clock: PastClock; clientOf: (person: SlackPerson) => Promise<KyInstance> },
): Promise<void> {
  const [digits, boxes] = await Promise.all([readTrueDigits(), readTrueBoxes()]);
  const left = await Promise.all(
    (Object.keys(DONE) as readonly Worker[]).map(async (name) => ({
      api: await clientOf(slack.person(name)),
      labeler: createLabeler(name, ACCURACIES[name]),
      counts: [...DONE[name]] as number[],
    })),
  );
  while (left.some(({ counts }) => counts.some((count) => count > 0))) {
    for (const { api, labeler, counts } of left) {
      const at = counts.findIndex((count) => count > 0);
      if (at < 0) continue;
      const given = await labelSome(api, {
        taskId: taskIds[at] ?? "",
        most: counts[at] ?? 0,
        say: (inputId) => {
          const digit = digits[inputId];
          return digit === undefined
            ? { boxes: labeler.draw(boxes[inputId] ?? []) }
            : { concept: labeler.classify(digit, CONCEPTS) };
        },
      });
      counts[at] = given === 0 ? 0 : (counts[at] ?? 0) - given;
    }
    clock.pass(TEN_LABELS_MS);
  }
}
