import { toObject, toObjects } from "../../../sandbox/slack/json.ts";
import { listTasks, peopleOf } from "../../integration/app/task-form.ts";
import { postTasks } from "../../support/post-tasks.ts";
import { exactly, leaveWindows, messagesAbout, type Operation, submit, told } from "./operation.ts";

/** A lead gives a task of one worker to another one. */
export const edit: Operation = {
  name: "edit",
  async prepare(workspace, subject) {
    const { lena, ana, ben } = peopleOf(workspace);
    const [id] = await postTasks(workspace, [
      { name: subject, concepts: [{ concept: { id: "3" } }], worker: { strategy: "FULL", user_ids: [ana.handle] } },
    ]);
    await lena.openModal(`/task edit ${id}`);
    await lena.untilField("Workers");
    await lena.pickPeople("Workers", [ben.id]);
    await lena.untilWords(/Ben Carter 100\u00a0% · all 200/);
    return {
      press: () => submit(lena),
      async count() {
        const tasks = (await listTasks(workspace)).filter(({ name }) => name === subject);
        const [task] = tasks;
        const workers = toObjects(toObject(task?.["worker"])["workers"]).map(({ user }) => toObject(user)["id"]);
        return [
          exactly("tasks", 1, tasks.length),
          exactly("tasks as edited", 1, workers.join() === ben.handle ? 1 : 0),
          ...told(lena, `“${subject}” is saved`),
          exactly("messages to ana", 1, messagesAbout(ana, subject, /do not label/)),
          exactly("messages to ben", 1, messagesAbout(ben, subject)),
        ];
      },
      leave: () => leaveWindows(lena),
    };
  },
};
