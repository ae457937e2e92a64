import { expect, test } from "@jest/globals";
import { ok } from "../../../../src/domain/result.ts";
import { EMPTY_TASK_FORM } from "../../../../src/domain/task-form/task-form.ts";
import { createHandOver } from "../../../../src/services/changes/hand-over.ts";

test.each(["PARTITIONED", "DYNAMIC"] as const)("a model is nobody to hand work over to, %s", async (strategy) => {
  const values = {
    ...EMPTY_TASK_FORM,
    strategy,
    workers: ["UANA"],
    outsideWorkers: ["model:m"],
    machines: ["model:m"],
  };
  const record = { values, strategyChosen: true, accounts: {}, names: {}, inputs: {} };
  const handOver = createHandOver({
    changes: { openEdit: async () => ok(record) },
    tasks: { countWork: async () => [] },
    accounts: { otherSide: "Clarifai" },
  });

  const choice = await handOver.choose({ team: "T1", person: "ULENA", taskId: "t" });

  expect(choice).toMatchObject({ error: expect.stringContaining("No other person works on this task") });
});
