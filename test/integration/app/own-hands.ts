import { type Json, toObject, toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { callTasksApi, postTasks } from "../../support/post-tasks.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";

/** What an admin sets so that people's keys are kept. */
export const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");

export const KEY_FIELD = "Personal access token";

async function callKeys({ tasks }: TestWorkspace, method: string, path: string, body?: object): Promise<Json> {
  const response = await tasks.fetch(
    new Request(`${tasks.baseUrl}/v2/users/${path}`, {
      method,
      headers: { authorization: `Key ${tasks.key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  const answer = toObject(await response.json());
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** A key of an account on the other side, as its owner makes one. */
export async function makeKey(workspace: TestWorkspace, account: string): Promise<string> {
  const { keys } = await callKeys(workspace, "POST", `${account}/keys`, { keys: [{}] });
  return toText(toObjects(keys)[0]?.["id"]);
}

/** Takes a key back on the other side. */
export async function revokeKey(workspace: TestWorkspace, account: string, key: string): Promise<void> {
  await callKeys(workspace, "DELETE", `${account}/keys/${key}`);
}

/** `/task link` with a key. */
export async function giveKey(person: SlackPerson, key: string): Promise<void> {
  while (person.currentView() !== undefined) await person.close();
  await person.openModal("/task link");
  await person.fill(KEY_FIELD, key);
  await person.submit();
}

/** Gives the app a fresh key of the account that is called like the person. */
export async function giveOwnKey(workspace: TestWorkspace, person: SlackPerson, account: string): Promise<string> {
  const key = await makeKey(workspace, account);
  await giveKey(person, key);
  await person.untilWords("kept encrypted, and used only when you label or review here");
  await person.close();
  return key;
}

/** A task over all digits for these accounts, made past the app. */
export async function givenTask(
  workspace: TestWorkspace,
  name: string,
  workers: readonly string[],
  more: Json = {},
): Promise<string> {
  const [id = ""] = await postTasks(workspace, [
    {
      name,
      worker: { strategy: "FULL", workers: workers.map((worker) => ({ user: { id: worker } })) },
      concepts: ["0", "1"].map((digit) => ({ concept: { id: digit } })),
      ...more,
    },
  ]);
  return id;
}

/** Opens the label window on the task, with an input in it. */
export async function openLabeling(person: SlackPerson, name: string): Promise<void> {
  await person.openModal(`/task label ${name}`);
  await person.untilWords(/ of \d+ · /);
}

/** Answers the input that the window shows. */
export async function answerOne(person: SlackPerson): Promise<void> {
  await person.untilField("Concepts");
  await person.chooseAll("Concepts", ["1"]);
  await person.submit();
}

export async function labelsOf(workspace: TestWorkspace, task: string): Promise<readonly Json[]> {
  return toObjects((await callTasksApi(workspace, "GET", `annotations?task_id=${task}&per_page=1000`))["annotations"]);
}
