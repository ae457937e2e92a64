import { expect, test } from "@jest/globals";
import type { Question } from "../../../src/domain/labeling/question.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const DAYS_90_MS = 90 * 24 * 3_600_000;

const asked = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  team: "T1",
  task: { id: "t1", name: "Digits" },
  input: { id: "i1", content: { kind: "text", text: "l" } },
  by: "UANA",
  text: "A 1?",
  ...more,
});
const lane = (person: string) => ({ team: "T1", taskId: "t1", person });

describeOnBothEngines("questions", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("of two who answer at once one is first, also from another replica", async () => {
    const target = newTarget();
    const [here, there] = [(await open(target)).questions, (await open(target)).questions];
    await here.ask(asked("q"), 20, []);
    const answer = (name: string) => ({ by: `U${name}`, name, text: `says ${name}` });

    const taken = await Promise.all([
      ...["Bo", "Cy", "Di"].map((name) => here.answer("q", answer(name), [])),
      ...["Ed", "Flo"].map((name) => there.answer("q", answer(name), [])),
    ]);

    const first = ["Bo", "Cy", "Di", "Ed", "Flo"][taken.indexOf(true)] ?? "";
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect((await there.find("T1", "q"))?.answer).toEqual(answer(first));
  });

  test("the same one twice is one; open ones are counted by person and task, and an answer makes room", async () => {
    const { questions } = await open();
    expect(await questions.ask(asked("a"), 1, [])).toBe("asked");
    expect(await questions.ask(asked("a", { text: "again" }), 1, [])).toBe("asked");
    expect((await questions.find("T1", "a"))?.text).toBe("A 1?");

    expect(await questions.ask(asked("b"), 1, [])).toBe("too_many");
    expect(await questions.ask(asked("c", { by: "UBEN" }), 1, [])).toBe("asked");
    expect(await questions.ask(asked("d", { task: { id: "t2", name: "Other" } }), 1, [])).toBe("asked");
    await questions.answer("a", { by: "UMEI", name: "Mei", text: "Yes." }, []);
    expect(await questions.ask(asked("b"), 1, [])).toBe("asked");
  });

  test("who is asked no more of one task is still asked of others, and others of this one", async () => {
    const { questions } = await open();
    for (const question of [asked("here"), asked("there", { task: { id: "t2", name: "Other" } })]) {
      await questions.ask(question, 20, []);
      for (const person of ["UMEI", "ULENA"]) await questions.noteAsked(question, person);
    }

    await questions.unask(lane("UMEI"));
    // Their message was on its way.
    await questions.noteTold(asked("here"), { person: "UMEI", channel: "D1", ts: "1.1" });

    expect(await questions.listAsked("here")).toEqual([{ person: "ULENA" }]);
    expect(await questions.listAsked("there")).toHaveLength(2);
  });

  test("others see what is answered, of their task, input and workspace alone; old ones are swept with their messages", async () => {
    const { questions } = await open();
    await questions.ask(asked("mine"), 20, []);
    await questions.ask(asked("elsewhere", { team: "T2" }), 20, []);
    await questions.noteAsked(asked("mine"), "UMEI");
    await questions.noteTold(asked("mine"), { person: "UMEI", channel: "D1", ts: "1.1" });
    const message = { channel: "D1", ts: "1.1" };
    expect(await questions.listAsked("mine")).toEqual([{ person: "UMEI", message }]);
    const seenBy = async (person: string) => (await questions.listForInput(lane(person), "i1")).map(({ id }) => id);
    expect([await seenBy("UANA"), await seenBy("UBEN")]).toEqual([["mine"], []]);

    await questions.answer("mine", { by: "UMEI", name: "Mei", text: "Yes." }, []);

    expect([await seenBy("UANA"), await seenBy("UBEN")]).toEqual([["mine"], ["mine"]]);
    expect(await questions.listForInput(lane("UBEN"), "i2")).toEqual([]);
    expect(await questions.find("T2", "mine")).toBeUndefined();
    clock.advance(DAYS_90_MS + 1);
    expect(await questions.sweep()).toBe(3);
    expect(await questions.listAsked("mine")).toEqual([]);
  });
});
