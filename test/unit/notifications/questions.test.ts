import { expect, test } from "@jest/globals";
import { TasksApiError } from "../../../src/domain/tasks-api-error.ts";
import { createQuestionNotifications } from "../../../src/notifications/questions.ts";

const QUESTION = {
  id: "q",
  team: "T1",
  task: { id: "a", name: "Task a" },
  input: { id: "input-1", content: { kind: "text", text: "l" } },
  by: "U9",
  text: "A 1 or a 7?",
} as const;

function unused(): never {
  throw new Error("a question that cannot be put takes nothing more");
}

test("a question waits while the Tasks API does not say who is to be asked: no attempt is its last one", async () => {
  const { "question.asked": asked } = createQuestionNotifications({
    courtesy: { putOff: unused },
    findName: unused,
    questions: {
      find: async () => QUESTION,
      audienceOf: async () => {
        throw new TasksApiError({ code: "unavailable", call: "GetTask" });
      },
      isReviewedBy: unused,
      noteAsked: unused,
      noteTold: unused,
      listAsked: unused,
      unask: unused,
      showInput: unused,
    },
  });

  const sent = asked.deliver({ team: "T1", question: "q" }, { isSilent: false, slack: {} as never });

  await expect(sent).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });
});
