import type { SlackPerson } from "../../../sandbox/slack/person.ts";
import { givenTask, giveOwnKey, labelsOf, openLabeling } from "../../integration/app/own-hands.ts";
import { peopleOf } from "../../integration/app/task-form.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { exactly, leaveWindows, type Operation, submit } from "./operation.ts";

const withKey = new WeakSet<TestWorkspace>();

async function giveKeyOnce(workspace: TestWorkspace, ana: SlackPerson): Promise<void> {
  if (withKey.has(workspace)) return;
  await giveOwnKey(workspace, ana, ana.handle);
  withKey.add(workspace);
}

/** A worker answers an input: the label is written once, under their name. */
export const label: Operation = {
  name: "label",
  async prepare(workspace, subject) {
    const { ana } = peopleOf(workspace);
    await giveKeyOnce(workspace, ana);
    const task = await givenTask(workspace, subject, [ana.handle]);
    await openLabeling(ana, task);
    await ana.untilField("Concepts");
    await ana.chooseAll("Concepts", ["1"]);
    return {
      press: () => submit(ana),
      async count() {
        const labels = await labelsOf(workspace, task);
        return [
          exactly("labels", 1, labels.length),
          exactly("labels of the worker's own", 1, labels.filter(({ user_id }) => user_id === ana.handle).length),
        ];
      },
      leave: () => leaveWindows(ana),
    };
  },
};
