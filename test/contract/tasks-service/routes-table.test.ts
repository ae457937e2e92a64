import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { routes } from "../../../src/tasks-service/routes/routes.ts";
import { findCall } from "../protocol.ts";

const documented = readFileSync(new URL("../../../docs/tasks-service.md", import.meta.url), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, call = "", method = "", path = "", state = ""] =
      /^\| (\w+|-) \| (GET|POST|PUT|PATCH|DELETE) \| `([^`]*)` \| (\w+)/.exec(line) ?? [];
    return call === "" ? [] : [{ call, method, path, state }];
  });

const LONG = "/v2/users/{user_id}/apps/{app_id}";
const fullPath = (route: (typeof routes)[number]): string => `${route.scope === "app" ? LONG : "/v2"}${route.path}`;

describe("the routes", () => {
  it("are the ones that the documentation calls done, no more and no less", () => {
    const done = documented
      .filter(({ state }) => state === "done")
      .map(({ call, method, path }) => `${call} ${method} ${path}`);
    const served = routes.map((route) => `${route.call} ${route.method} ${fullPath(route)}`);

    expect(served.sort()).toEqual(done.sort());
  });

  it("stand where the vendor's protocol has them, with its request messages", () => {
    for (const route of routes) {
      if (route.call === "-") continue;
      const call = findCall(route.method, fullPath(route).replaceAll(/[{}]/g, ""));

      expect([route.call, call?.rpc, call?.requestType]).toEqual([
        route.call,
        route.call,
        `clarifai.api.${route.request}`,
      ]);
    }
  });

  it("documented as missing are calls that the vendor has", () => {
    for (const { call, method, path, state } of documented) {
      if (state !== "missing") continue;

      expect(findCall(method, path.replaceAll(/[{}]/g, ""))?.rpc).toBe(call);
    }
  });
});
