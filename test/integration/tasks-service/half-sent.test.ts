import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import { createTasksServer } from "../../../src/cli/tasks-server.ts";
import { ARRIVAL_TIMES } from "../../../src/http/server-limits.ts";
import { createTasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { sendBytes } from "../../support/send-bytes.ts";

/** A tenth of the product's. */
const quick = { whole: ARRIVAL_TIMES.whole / 10, looksEvery: ARRIVAL_TIMES.looksEvery / 10 };

it("the tasks service ends requests that have not arrived whole in time", async () => {
  const database = { kind: "sqlite", path: ":memory:" } as const;
  const service = await createTasksService({ database, now: () => new Date(), newId: () => "id" });
  const { key } = await service.ensureOwner("labeldesk");
  const server = createTasksServer(service, quick).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const began = performance.now();
  await Promise.all(
    [
      "",
      "GET / HTTP/1.1\r\nHost: ",
      `POST /v2/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key ${key}\r\nContent-Length: 9\r\n\r\n{`,
    ].map((head) => sendBytes(address, { head })),
  );
  const ms = performance.now() - began;
  server.close();
  await service.close();

  expect(ms).toBeGreaterThan(quick.whole - quick.looksEvery);
  expect(ms).toBeLessThan(2 * quick.whole);
  expect(ARRIVAL_TIMES.whole).toBeLessThanOrEqual(15_000);
});
