import { expect, test } from "@jest/globals";
import { createAwaitedAcks } from "../../../../src/domain/awaited-acks.ts";
import { requestScope } from "../../../../src/request-scope.ts";
import { createCarryingOut } from "../../../../src/services/submissions/carrying-out.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

const journal = { renew: async () => {}, release: async () => {} };

test("what waits for a place is carried out for the request that has sent it, whoever makes the place", async () => {
  const acks = createAwaitedAcks();
  const queue = createCarryingOut({ journal, acks, requestScope, log: createRecordingLog() });
  const carriedOutFor: unknown[] = [];
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const noted = async (): Promise<void> => {
    await isLetGo;
    carriedOutFor.push(requestScope.current());
  };
  const isAcked = acks.add();

  await Promise.all(["one", "two", "three"].map((id) => requestScope.run(id, () => queue.add({ id, work: noted }))));
  const sizes = queue.sizes();
  requestScope.run("somebody else's", isAcked);
  letGo();
  await queue.stop();

  expect(sizes).toEqual({ waiting: 2, running: 1 });
  expect(carriedOutFor).toEqual(["one", "two", "three"]);
});
