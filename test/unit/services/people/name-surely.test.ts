import { expect, test } from "@jest/globals";
import { TasksApiError } from "../../../../src/domain/tasks-api-error.ts";
import { nameSurely } from "../../../../src/services/people/name-surely.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const unavailable = new TasksApiError({ code: "unavailable", call: "ListCollaborators" });
const failing = { identify: () => Promise.reject(unavailable) };

test("who the accounts are is asked for sure", async () => {
  const asked: unknown[] = [];
  const accounts = {
    identify(...args: unknown[]) {
      asked.push(args);
      return Promise.resolve({ a1: { name: "Ana", person: "U1" } });
    },
  };

  const named = await nameSurely(accounts, "T1", ["a1"], { haste: "background", log: createRecordingLog() });

  expect(named).toEqual({ a1: { name: "Ana", person: "U1" } });
  expect(asked).toEqual([["T1", ["a1"], { isSure: true, haste: "background" }]]);
});

test("where they cannot be named now, it gives nobody, and the log says why", async () => {
  const log = createRecordingLog();

  const named = await nameSurely(failing, "T1", ["a1"], { haste: "interactive", log, task: "t1" });

  expect(named).toBeUndefined();
  expect(log.lines).toMatchObject([{ fields: { err: unavailable, team: "T1", task: "t1" } }]);
});

test("of nobody all can be said", async () => {
  expect(await nameSurely(failing, "T1", [], { haste: "interactive", log: createRecordingLog() })).toEqual({});
});
