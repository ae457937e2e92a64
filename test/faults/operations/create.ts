import { listTasks, openTaskForm, peopleOf } from "../../integration/app/task-form.ts";
import { exactly, leaveWindows, messagesAbout, type Operation, submit, told } from "./operation.ts";

/** A lead creates a task for two workers and a reviewer. */
export const create: Operation = {
  name: "create",
  async prepare(workspace, subject) {
    const { lena, ana, ben, mei } = peopleOf(workspace);
    await openTaskForm(lena, { name: subject, workers: [ana, ben], review: "Manual", reviewers: [mei] });
    await lena.untilWords(/Ben Carter 50\u00a0% · about 100/);
    return {
      press: () => submit(lena),
      async count() {
        const tasks = (await listTasks(workspace)).filter(({ name }) => name === subject);
        return [
          exactly("tasks", 1, tasks.length),
          ...told(lena, `“${subject}” is created`),
          ...[ana, ben, mei].map((person) =>
            exactly(`messages to ${person.handle}`, 1, messagesAbout(person, subject)),
          ),
        ];
      },
      leave: () => leaveWindows(lena),
    };
  },
};
