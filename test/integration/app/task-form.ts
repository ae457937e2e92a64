import type { HeldMessage } from "../../../sandbox/slack/conversation-book.ts";
import { type Json, toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { type SlackPerson, wordsOf } from "../../../sandbox/slack/person.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** The form's fields by their labels; what is left out stays as the form opens. */
export type Entries = {
  readonly name?: string;
  readonly instructions?: string;
  readonly type?: "Concepts classification" | "Bounding box detection" | "Polygon detection";
  /** Existing concepts by name, or `Create “name”` with what is typed for it. */
  readonly concepts?: readonly (string | { words: string; query: string })[];
  readonly conceptsPerInput?: "One" | "Several";
  readonly dataset?: string;
  readonly savedSearch?: string;
  readonly workers?: readonly SlackPerson[];
  readonly strategy?: "Full" | "Partitioned" | "Dynamic";
  readonly workersPerInput?: string;
  /** In the order of the workers: the split is weighted then. */
  readonly weights?: readonly string[];
  readonly review?: "Manual" | "Consensus";
  readonly reviewers?: readonly SlackPerson[];
  readonly sample?: string;
  readonly labelersMustAgree?: string;
  readonly reviewersMustApprove?: "One" | "All";
  readonly priority?: "Low" | "Medium" | "High";
  readonly sampleMs?: string;
};

/** Opens `/task create` and fills it as a lead does, from top to bottom. */
export async function openTaskForm(lead: SlackPerson, entries: Entries = {}): Promise<void> {
  await lead.openModal();
  await fillTaskForm(lead, entries);
}

export async function fillTaskForm(lead: SlackPerson, entries: Entries): Promise<void> {
  const { workers, weights, reviewers } = entries;
  await lead.fill("Name", entries.name ?? "Digits");
  if (entries.instructions !== undefined) await lead.fill("Instructions", entries.instructions);
  if (entries.type !== undefined) await lead.choose("Task type", entries.type);
  await lead.chooseAll("Concepts", entries.concepts ?? ["3"]);
  if (entries.conceptsPerInput !== undefined) await lead.choose("Concepts per input", entries.conceptsPerInput);
  if (entries.dataset !== undefined) await chooseSource(lead, "Dataset", entries.dataset);
  if (entries.savedSearch !== undefined) await chooseSource(lead, "Saved search", entries.savedSearch);
  if (workers !== undefined) {
    await lead.pickPeople("Workers", ids(workers));
    await lead.untilField("Workers per input");
  }
  if (entries.strategy !== undefined && entries.strategy !== "Partitioned") {
    await lead.choose("Worker strategy", entries.strategy);
    await lead.untilField("Workers per input", { isThere: false });
  }
  if (entries.workersPerInput !== undefined) await lead.fill("Workers per input", entries.workersPerInput);
  if (weights !== undefined && workers !== undefined) {
    await lead.choose("Split", "Weighted");
    for (const [index, worker] of workers.entries()) {
      await lead.untilField(`Weight for ${worker.name}`);
      await lead.fill(`Weight for ${worker.name}`, weights[index] ?? "");
    }
  }
  if (entries.review !== undefined) {
    await lead.choose("Review strategy", entries.review);
    await lead.untilField("Reviewers");
    if (reviewers !== undefined) await lead.pickPeople("Reviewers", ids(reviewers));
    if (entries.sample !== undefined) await lead.fill("Sample to review (%)", entries.sample);
    if (entries.labelersMustAgree !== undefined) await lead.fill("Labelers who must agree", entries.labelersMustAgree);
    if (entries.reviewersMustApprove !== undefined)
      await lead.choose("Reviewers who must approve", entries.reviewersMustApprove);
  }
  if (entries.priority !== undefined || entries.sampleMs !== undefined) await showMore(lead);
  if (entries.priority !== undefined) await lead.choose("Priority", entries.priority);
  if (entries.sampleMs !== undefined) await lead.fill("Sample every (ms)", entries.sampleMs);
}

/** Shows the fields that few need. */
export async function showMore(lead: SlackPerson): Promise<void> {
  await lead.press("More options");
  await lead.untilField("Priority");
}

async function chooseSource(lead: SlackPerson, source: "Dataset" | "Saved search", words: string): Promise<void> {
  await lead.choose("Input source", source);
  await lead.untilField(source);
  await lead.choose(source, words);
}

const ids = (people: readonly SlackPerson[]): string[] => people.map((person) => person.id);

/** The people of the sandbox. */
export function peopleOf({ slack }: TestWorkspace) {
  const [lena, ana, ben] = [slack.person("lena"), slack.person("ana"), slack.person("ben")];
  return { lena, ana, ben, chidi: slack.person("chidi"), mei: slack.person("mei") };
}

/** All tasks on the other side, with everything in them, asked past the app and past planned faults. */
export async function listTasks({ tasks }: TestWorkspace): Promise<readonly Json[]> {
  return toObjects((await ask(tasks, "tasks?per_page=1000&additional_fields=all"))["tasks"]);
}

/** The only task on the other side. */
export async function theTask(workspace: TestWorkspace): Promise<Json> {
  const all = await listTasks(workspace);
  const [task] = all;
  if (task === undefined || all.length > 1) throw new Error(`Expected one task, got ${all.length}`);
  return task;
}

/** User ids of the app's collaborators. */
export async function listCollaborators({ tasks }: TestWorkspace): Promise<readonly unknown[]> {
  const answer = await ask(tasks, "collaborators?per_page=1000");
  return toObjects(answer["collaborators"]).map((each) => toObject(each["user"])["id"]);
}

async function ask(tasks: TestWorkspace["tasks"], path: string): Promise<Json> {
  const url = `${tasks.baseUrl}/v2/users/${tasks.userId}/apps/${tasks.appId}/${path}`;
  const response = await tasks.fetch(new Request(url, { headers: { authorization: `Key ${tasks.key}` } }));
  return toObject(await response.json());
}

/** What each of a person's direct messages says. */
export const messagesOf = (person: SlackPerson): string[] =>
  person.directMessages().map((message: HeldMessage) => wordsOf(message));

/** Says in the workspace’s settings who may what, by the fields’ labels and options. */
export async function setRights(admin: SlackPerson, choices: Readonly<Record<string, string>>): Promise<void> {
  await admin.openModal("/task settings");
  await admin.untilField("Who may edit tasks");
  for (const [label, words] of Object.entries(choices)) await admin.choose(label, words);
  await admin.submit();
  await admin.untilWords("those of this workspace are saved");
  await admin.close();
}
