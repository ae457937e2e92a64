import { expect, jest, test } from "@jest/globals";
import { createInputCounts } from "../../../src/services/input-counts.ts";

function start() {
  const countDatasetInputs = jest.fn((_id: string) => Promise.resolve(7));
  const tasks = { countInputs: () => Promise.resolve(450), countDatasetInputs };
  return { count: createInputCounts({ tasks, now: () => new Date(0) }), countDatasetInputs };
}

test("a source that is asked for again within a minute is counted once", async () => {
  const { count, countDatasetInputs } = start();
  for (let time = 0; time < 3; time += 1) expect(await count({ type: "DATASET", id: "lunch" })).toBe(7);

  expect(countDatasetInputs).toHaveBeenCalledTimes(1);
});

test("what is remembered is bounded: the oldest goes first", async () => {
  const { count, countDatasetInputs } = start();
  for (let id = 0; id <= 1_000; id += 1) await count({ type: "DATASET", id: String(id) });
  await count({ type: "DATASET", id: "1000" });
  expect(countDatasetInputs).toHaveBeenCalledTimes(1_001);

  await count({ type: "DATASET", id: "0" });
  expect(countDatasetInputs).toHaveBeenCalledTimes(1_002);
});
