import { expect, test } from "@jest/globals";
import { createStore } from "../../../src/store/store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const PLACE = { team: "T1", taskId: "task" };
const THEIRS = { ...PLACE, worker: "w" };

describeOnBothEngines("what is to be changed", (newTarget) => {
  async function open() {
    let time = 1_000;
    const store = await createStore(newTarget(), { now: () => new Date(time), newId: () => crypto.randomUUID() });
    const requests = store.changeRequests;
    return {
      store,
      requests,
      ask: (reason: string, inputId = "a") => requests.keep(PLACE, [{ worker: "w", inputId, reason }]),
      find: async (worker = "w") => [...(await requests.find({ ...PLACE, worker }, ["a", "b"]))],
      pass(ms: number) {
        time += ms;
      },
    };
  }

  test("is the newest reason, for its worker alone, until it is old", async () => {
    const { store, requests, ask, find, pass } = await open();
    await ask("first");
    await ask("second");

    const [theirs, others] = [await find("w"), await find("v")];
    pass(91 * 24 * 3_600_000);
    await requests.sweep();

    expect(theirs).toEqual([["a", "second"]]);
    expect(others).toEqual([]);
    expect(await find()).toEqual([]);
    await store.close();
  });

  test("is answered by what was said of that input after it was asked for, and by nothing else", async () => {
    const { store, requests, ask, find, pass } = await open();
    await ask("It is a 7.");
    await ask("It is a 1.", "b");
    pass(1_000);

    await requests.answer(THEIRS, [{ inputId: "a", saidAt: 999 }]);
    await requests.answer({ ...THEIRS, worker: "v" }, [{ inputId: "a", saidAt: 2_000 }]);
    const before = await find();
    await requests.answer(THEIRS, [{ inputId: "a", saidAt: 2_000 }]);

    expect(before).toEqual([
      ["a", "It is a 7."],
      ["b", "It is a 1."],
    ]);
    expect(await find()).toEqual([["b", "It is a 1."]]);
    await store.close();
  });
});
