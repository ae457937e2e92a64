import { createWorkApi } from "../../src/api/create-work-api.ts";
import { defaultLimits } from "../../src/api/limits.ts";
import { createKeyMaker } from "../../src/api/make-key.ts";
import type { Said } from "../../src/domain/labeling/label.ts";
import type { Hand } from "../../src/services/labeling/hands.ts";
import type { TestWorkspace } from "./start-workspace.ts";

const LIVES_MS = 3_600_000;

/** The Tasks API of a workspace as one of its people, past the app. */
export async function handOf({ tasks }: Pick<TestWorkspace, "tasks">, person: string): Promise<Hand> {
  const options = {
    baseUrl: tasks.baseUrl,
    key: tasks.key,
    userId: tasks.userId,
    appId: tasks.appId,
    limits: defaultLimits,
    fetch: (...[input, init]: Parameters<typeof fetch>) => tasks.fetch(new Request(input, init)),
  };
  const expiresAt = new Date(Date.now() + LIVES_MS);
  const key = await createKeyMaker(options)(person, { description: "a test", expiresAt });
  return { account: person, ...createWorkApi({ ...options, key }) };
}

/** Labels and submits the next inputs of somebody (ten at most), each as `say` says; gives the ids of the inputs. */
export async function labelAs(
  workspace: Pick<TestWorkspace, "tasks">,
  { person, task, count, concepts }: { person: string; task: string; count: number; concepts: readonly string[] },
  say: (inputId: string) => Said,
): Promise<readonly string[]> {
  const hand = await handOf(workspace, person);
  const given = (await hand.startLabeling(task, "interactive")).slice(0, count);
  for (const { input } of given) {
    const id = crypto.randomUUID();
    await hand.postLabel({ id, taskId: task, inputId: input.id, said: say(input.id), concepts });
  }
  await hand.submitLabels(
    task,
    given.map(({ id }) => id),
  );
  return given.map(({ input }) => input.id);
}
