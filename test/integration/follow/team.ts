import { readFileSync } from "node:fs";
import { toObjects, toText } from "../../../sandbox/slack/json.ts";
import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { defaultLimits } from "../../../src/api/limits.ts";
import { callTasksApi } from "../../support/post-tasks.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";
import { type Entries, fillTaskForm, peopleOf, theTask } from "../app/task-form.ts";
import { looksOf } from "./looks.ts";

const SAMPLES = new URL("../../../sandbox/samples/mnist-labels.json", import.meta.url);
const TRUE_LABELS: Readonly<Record<string, string>> = JSON.parse(readFileSync(SAMPLES, "utf8"));
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** A Wednesday, at noon in UTC. */
const START = Date.parse("2026-11-25T12:00:00Z");
/** Each look is a handful of requests, and is made when `followed` or what people do asks for it; the others bring what nobody announces. */
const FOLLOW = { roundMs: 50, noticedMs: 0, soonestMs: 500, latestMs: 500, searchMs: 0, cardMs: 200 };
/** A thread measures how labelers agree, and a busy machine is slow to begin one: nothing here is about how long is waited. */
const PATIENT = { ...defaultLimits, interactiveMs: 20_000 };
const LABELING = { submitAfterMs: 50, submitLastAfterMs: 50, roundMs: 50, firstPauseMs: 50, longestPauseMs: 200 };

/** The time of the app, of Slack and of the Tasks API: it goes on by itself, and is put forward by tests. */
function createClock() {
  let ahead = START - Date.now();
  return {
    now: () => new Date(Date.now() + ahead),
    pass(ms: number): void {
      ahead += ms;
    },
  };
}

/** A workspace whose tasks are looked at all the time, with one task of ten digits. */
export async function startTeam(
  entries: (people: ReturnType<typeof peopleOf>) => Entries,
  { inputs = 10 }: { inputs?: number } = {},
) {
  const clock = createClock();
  const workspace = await startTestWorkspace({
    overrides: { now: clock.now, times: { follow: FOLLOW, labeling: LABELING, tasksApi: PATIENT } },
    // Requests are signed, and checked, by the real time.
    slack: { now: () => new Date() },
  });
  const people = peopleOf(workspace);
  const few = Object.keys(TRUE_LABELS).sort().slice(0, inputs);
  await callTasksApi(workspace, "POST", "datasets", { datasets: [{ id: "few" }] });
  await callTasksApi(workspace, "POST", "datasets/few/inputs", {
    dataset_inputs: few.map((id) => ({ input: { id } })),
  });
  await people.lena.openModal();
  await fillTaskForm(people.lena, { name: "Digits", concepts: DIGITS, dataset: "few", ...entries(people) });
  await people.lena.submit();
  await people.lena.untilWords("“Digits” is created");
  const task = toText((await theTask(workspace))["id"]);
  const looks = looksOf(workspace, task, clock.now);
  const as = (person: SlackPerson) => actAs(workspace, person, { task, done: looks.ask });
  return { workspace, people, task, clock, followed: looks.followed, as };
}

/** What somebody does on the other side, past the app: quicker than by their window. */
async function actAs(
  workspace: TestWorkspace,
  person: SlackPerson,
  { task, done }: { task: string; done: () => Promise<unknown> },
) {
  const { key } = await workspace.tasksService.ensureOwner(person.id);
  const asPerson = { tasks: { ...workspace.tasks, key } };
  const put = (action: string, config: object = {}) =>
    callTasksApi(asPerson, "PUT", `tasks/${task}/assignments`, { action, ...config });

  return {
    /** Labels so many of what is theirs: as it is in truth, or as `say` says. */
    async label(most: number, say: (input: string) => string = (input) => TRUE_LABELS[input] ?? ""): Promise<void> {
      for (let left = most; left > 0; ) {
        const given = toObjects((await put("LABEL_START"))["task_assignments"]).slice(0, left);
        if (given.length === 0) throw new Error("nothing is left to label");
        const inputs = given.map((one) => toText((one["input"] as { id?: unknown }).id));
        await callTasksApi(asPerson, "POST", "annotations", {
          annotations: inputs.map((input) => ({
            input_id: input,
            task_id: task,
            data: { concepts: [{ id: say(input), value: 1 }] },
          })),
        });
        const ids = given.map(({ id }) => ({ id }));
        await put("LABEL_SUBMIT", { label_submit_config: { task_assignments: ids } });
        left -= given.length;
      }
      await done();
    },
    async approveAllOf(worker: SlackPerson): Promise<void> {
      await put("REVIEW_APPROVE", { review_approve_config: { workers: [{ user: { id: worker.id } }] } });
      await done();
    },
    /** Decides about what waits for them, by the input. */
    async review(verdict: (input: string) => "APPROVE" | "REJECT"): Promise<void> {
      for (;;) {
        const given = toObjects((await put("REVIEW_START"))["task_assignments"]);
        if (given.length === 0) break;
        const verdicts = given.map((one) => verdict(toText((one["input"] as { id?: unknown }).id)));
        for (const decision of ["APPROVE", "REJECT"] as const) {
          const decided = given.filter((_, index) => verdicts[index] === decision);
          if (decided.length === 0) continue;
          const config = {
            [`review_${decision.toLowerCase()}_config`]: { task_assignments: decided.map(({ id }) => ({ id })) },
          };
          await put(`REVIEW_${decision}`, config);
        }
      }
      await done();
    },
  };
}
