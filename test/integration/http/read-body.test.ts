import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createBodyReader } from "../../../src/http/read-body.ts";
import { sendBytes } from "../../support/send-bytes.ts";

const readBody = createBodyReader({ maxBytes: 1000, maxHeldBytes: 2500 });
const outcomes: (string | number)[] = [];
const server = createServer(async (request, response) => {
  const body = await readBody(request).catch(() => "gone");
  outcomes.push(typeof body === "string" ? body : body.byteLength);
  response.writeHead(200, { connection: "close" }).end();
});
let url: string;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const headOf = (length: number) => `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`;
async function until(count: number) {
  while (outcomes.length < count) await new Promise((resolve) => setImmediate(resolve));
}

test("many bodies at once hold no more than their share of memory, and make room when they end", async () => {
  // Each of four says that more is to come, so what it has sent is held.
  const halves = Array.from({ length: 4 }, () =>
    sendBytes(url, { head: headOf(1000), chunk: "a".repeat(900), total: 900 }),
  );
  await until(2);
  expect(outcomes).toEqual(["busy", "busy"]);

  server.closeAllConnections();
  await Promise.all(halves);
  await until(4);
  const [whole, large] = [
    await fetch(url, { method: "POST", body: "b".repeat(1000) }),
    await fetch(url, { method: "POST", body: "b".repeat(1001) }),
  ];

  expect([whole.status, large.status]).toEqual([200, 200]);
  expect(outcomes.slice(2)).toEqual(["gone", "gone", 1000, "too_large"]);
});
