import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { TasksGateway } from "../../../src/services/ports.ts";
import { connect, errorOf, KEY } from "./client.ts";
import { type OddServer, ok, silence, startOddServer } from "./odd-server.ts";

let server: OddServer;
let elsewhere: OddServer;
let api: TasksGateway;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([startOddServer(), startOddServer()]);
  api = connect(server.baseUrl);
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

describe("an input", () => {
  test.each([
    ["an address", { image: { url: "https://example.com/a.jpg", base64: null } }, { url: "https://example.com/a.jpg" }],
    ["a file", { image: { base64: "AAAA" } }, { base64: "AAAA" }],
    [
      "a copy that needs the key",
      {
        image: {
          hosted: {
            prefix: "https://data.clarifai.com/",
            suffix: "/u/a/b",
            sizes: ["tiny", "orig"],
            crossorigin: "use-credentials",
          },
        },
      },
      { hosted: { url: "https://data.clarifai.com/orig/u/a/b", needsKey: true } },
    ],
    ["nothing that is known", { image: { url: "", hosted: { prefix: "", suffix: "", sizes: [] } } }, {}],
    ["text", { text: { raw: "hello" } }, null],
    ["no data", undefined, null],
  ])("with %s is read as that", async (_name, data, image) => {
    server.script(ok({ input: { id: "in 1", data } }));

    expect(await api.getInput("in 1", "interactive")).toEqual({ id: "in 1", image });
    expect(server.seen[0]?.path).toBe("/v2/users/lead/apps/app%201/inputs/in%201");
  });
});

describe("a copy that the other side keeps", () => {
  test("is fetched with the key", async () => {
    server.script((request, response) => {
      response.writeHead(request.authorization === `Key ${KEY}` ? 200 : 401);
      response.end(Buffer.from([0, 255, 7]));
    });

    const bytes = await api.readHosted(`${server.baseUrl}/media/orig/a`, "background");

    expect([...bytes]).toEqual([0, 255, 7]);
  });

  test.each([404, 302, 500, 204])("answered with HTTP %s is a failure of the Tasks API", async (status) => {
    server.script((_request, response) => {
      response.writeHead(status, status === 302 ? { location: elsewhere.baseUrl } : {});
      response.end();
    });

    await errorOf(api.readHosted(`${server.baseUrl}/media/orig/a`, "background"));

    expect(elsewhere.seen).toEqual([]);
  });

  test("larger than a file may be is refused while it is read", async () => {
    server.script((_request, response) => void response.writeHead(200).end(Buffer.alloc(97 * 1024)));

    expect((await errorOf(api.readHosted(`${server.baseUrl}/media/orig/a`, "background"))).code).toBe("bad_answer");
  });

  test("is asked for nowhere else", async () => {
    server.script(silence);
    const { port } = new URL(server.baseUrl);
    for (const address of [
      `${elsewhere.baseUrl}/a.png`,
      `http://lead:pass@127.0.0.1:${port}/a.png`,
      "http://data.clarifai.com/a.png",
      "https://data.clarifai.com/a.png",
      "a.png",
    ])
      await errorOf(api.readHosted(address, "background"));

    expect(elsewhere.seen).toEqual([]);
    expect(server.seen).toEqual([]);
  });
});
