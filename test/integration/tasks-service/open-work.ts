import { expect } from "@jest/globals";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { type Client, clientOf, LONG, openService, seed, task } from "./open-service.ts";

export type Assignment = {
  id: string;
  status: { code: number };
  input: { id: string };
  worker: { user: { id: string } };
};

const PEOPLE = ["ana", "ben", "cleo", "rita", "ron"];

/** A service with inputs and people, and the verbs in which tests of work are written. A call that is refused fails the test. */
export async function openWork(
  target: DatabaseTarget,
  { inputs, ...options }: { inputs: number } & Parameters<typeof openService>[1],
) {
  const opened = await openService(target, options);
  const { owner, service } = opened;
  await seed(owner, { inputs, people: PEOPLE });
  const people: Record<string, Client> = {};
  for (const id of PEOPLE) people[id] = clientOf(service, (await service.ensureOwner(id)).key);
  const as = (id: string): Client => people[id] ?? owner;
  const put = async (who: string, id: string, body: Record<string, unknown>): Promise<Assignment[]> => {
    const answer = await as(who)("PUT", `${LONG}/tasks/${id}/assignments`, body);
    expect(answer.body.status.details).toBeUndefined();
    return answer.body.task_assignments;
  };
  const idsOf = (list: readonly Assignment[]) => list.map(({ id }) => ({ id }));
  const start = (who: string, id: string) => put(who, id, { action: "LABEL_START" });
  const submit = (who: string, id: string, list: readonly Assignment[]) =>
    put(who, id, { action: "LABEL_SUBMIT", label_submit_config: { task_assignments: idsOf(list) } });
  const label = (who: string, id: string, inputId: string, concept: string) =>
    as(who)("POST", "/annotations", {
      annotations: [{ input_id: inputId, task_id: id, data: { concepts: [{ id: concept, value: 1 }] } }],
    });
  return {
    ...opened,
    as,
    put,
    start,
    submit,
    label,
    create: async (change: Record<string, unknown> = {}): Promise<string> => {
      const { body } = await owner("POST", "/tasks", { tasks: [task(change)] });
      expect(body.status.details).toBeUndefined();
      return body.tasks[0].id;
    },
    /** Overwrites a task with the change, starting from what it is now. */
    change: async (id: string, change: Record<string, unknown>) => {
      const now = (await owner("GET", `/tasks/${id}`)).body.task;
      const { body } = await owner("PATCH", "/tasks", { action: "overwrite", tasks: [{ ...now, ...change }] });
      expect(body.status.details).toBeUndefined();
    },
    review: (who: string, id: string, verdict: "approve" | "reject" | "request_changes", list: readonly Assignment[]) =>
      put(who, id, {
        action: `REVIEW_${verdict.toUpperCase()}`,
        [`review_${verdict}_config`]: { task_assignments: idsOf(list) },
      }),
    /** Labels and submits one input. */
    answer: async (who: string, id: string, given: Assignment, concept: string): Promise<Assignment[]> => {
      const { body } = await label(who, id, given.input.id, concept);
      expect(body.status.details).toBeUndefined();
      return submit(who, id, [given]);
    },
    counts: async (id: string) => {
      const { body } = await owner("GET", `/tasks/${id}/inputs/count`);
      return Object.fromEntries(body.counts.map((each: { user_id: string }) => [each.user_id, each]));
    },
    metrics: async (id: string) => (await owner("GET", `/tasks/${id}?additional_fields=all`)).body.task.metrics,
    annotations: async (id: string) =>
      (await owner("GET", `/annotations?task_id=${id}&per_page=1000`)).body.annotations,
  };
}

/** The first of what was given; a test that was given nothing fails. */
export function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error("nothing was given");
  return first;
}

export const workers = (...ids: string[]) => ids.map((id) => ({ user: { id } }));
