import { expect, test } from "@jest/globals";
import type { QuestionPeople } from "../../../src/domain/labeling/question.ts";
import { newEvent } from "../../../src/domain/notifications/events.ts";
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
const KNOWN = { team: "T1", question: "q" };

function unused(): never {
  throw new Error("a question that cannot be put takes nothing more");
}

/** What putting a question leads to; `told`: who was asked before. */
function put(audienceOf: () => Promise<QuestionPeople>, told?: readonly string[], answer?: { by: string }) {
  const { "question.asked": asked } = createQuestionNotifications({
    courtesy: { putOff: unused },
    findName: unused,
    questions: {
      find: async () => ({ ...QUESTION, ...(answer && { answer: { ...answer, name: "Lena", text: "A 7." } }) }),
      audienceOf,
      isReviewedBy: unused,
      noteAsked: unused,
      noteTold: unused,
      listAsked: unused,
      unask: unused,
      showInput: unused,
    },
  });
  return asked.deliver({ ...KNOWN, ...(told && { told }) }, { isSilent: false, slack: {} as never });
}

const LENA = { person: "ULENA" };
const MEI = { person: "UMEI", account: "mei" };
const told = (whom: typeof LENA | typeof MEI) => newEvent("question.told", { ...KNOWN, task: QUESTION.task, ...whom });

test("a question waits while the Tasks API does not say who is to be asked: no attempt is its last one", async () => {
  const sent = put(async () => {
    throw new TasksApiError({ code: "unavailable", call: "GetTask" });
  });

  await expect(sent).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });
});

test("a question about a task that cannot be read is given up in the end", async () => {
  const unreadable = new TasksApiError({ code: "bad_answer", call: "GetTask" });

  await expect(put(() => Promise.reject(unreadable))).rejects.toBe(unreadable);
});

test("who can be named is asked at once and once; for the others the question waits", async () => {
  const first = await put(async () => ({ people: [LENA], areAll: false }));
  expect(first).toEqual([told(LENA), newEvent("question.asked", { ...KNOWN, told: ["ULENA"] })]);

  const still = put(async () => ({ people: [LENA], areAll: false }), ["ULENA"]);
  await expect(still).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });

  expect(await put(async () => ({ people: [LENA, MEI], areAll: true }), ["ULENA"])).toEqual([told(MEI)]);
  expect(await put(async () => ({ people: [LENA], areAll: true }), ["ULENA"])).toEqual([]);
});

test("where nobody can be named yet, the question waits, and whoever asks is not told that there is nobody", async () => {
  const sent = put(async () => ({ people: [], areAll: false }));

  await expect(sent).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });
});

test("what was answered meanwhile is put to nobody else", async () => {
  expect(await put(unused, ["ULENA"], { by: "ULENA" })).toEqual([]);
});
