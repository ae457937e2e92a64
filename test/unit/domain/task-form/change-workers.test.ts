import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { addWorkers, removeWorker } from "../../../../src/domain/task-form/change-workers.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { parseWeights } from "../../../../src/domain/task-form/weights.ts";

const nameOf = (person: string): string => `Person ${person}`;
const weightsOf = (values: TaskFormValues) => parseWeights(values, nameOf);

/** 1 to 60 workers: above 40 their weights stand in lines. */
const weighted = fc
  .uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 60 })
  .chain((numbers) =>
    fc.tuple(fc.constant(numbers), fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 60, maxLength: 60 })),
  )
  .map(([numbers, weights]): TaskFormValues => {
    const workers = numbers.map((number) => `U${number}`);
    const given = Object.fromEntries(workers.map((worker, index) => [worker, String(weights[index])]));
    const one = { ...EMPTY_TASK_FORM, strategy: "PARTITIONED" as const, split: "WEIGHTED" as const };
    const lines = workers.map((worker) => `${nameOf(worker)} ${given[worker]}`).join("\n");
    return { ...one, workers, weights: given, weightLines: workers.length > 40 ? lines : "" };
  });

test("who is taken off takes their weight along, and nobody else's changes", () => {
  fc.assert(
    fc.property(weighted, fc.nat(), (values, at) => {
      fc.pre(values.workers.length > 1);
      const gone = values.workers[at % values.workers.length] ?? "";
      const before = weightsOf(values);
      const after = removeWorker(values, gone, nameOf);

      const { [gone]: _gone, ...others } = before.ok ? before.value : {};
      expect(before.ok).toBe(true);
      expect(weightsOf(after)).toEqual({ ok: true, value: others });
      expect(after.workers).toEqual(values.workers.filter((worker) => worker !== gone));
    }),
  );
});

test("who is added and taken off again leaves the weights as they were", () => {
  fc.assert(
    fc.property(weighted, (values) => {
      const back = removeWorker(addWorkers(values, ["UNEW"], nameOf), "UNEW", nameOf);

      expect(weightsOf(back)).toEqual(weightsOf(values));
    }),
  );
});
