import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Installation } from "../../../src/domain/notifications/delivery-sender.ts";
import type { PeopleDirectory } from "../../../src/services/ports.ts";
import { createPeopleDirectory } from "../../../src/slack/people.ts";
import { createTestClock } from "../../support/app-store.ts";
import { type SlackStub, startSlackStub } from "./slack-stub.ts";

const TTL_MS = 600_000;
let slack: SlackStub;
beforeAll(async () => {
  slack = await startSlackStub();
});
afterAll(() => slack.stop());

function createDirectory(installation: Installation = { team: "T1" }) {
  const clock = createTestClock();
  const people: PeopleDirectory & Pick<ReturnType<typeof createPeopleDirectory>, "known"> = createPeopleDirectory(
    slack.clients.interactive,
    { now: clock.now, ttlMs: TTL_MS, installation },
  );
  return { people, clock };
}

const ana = {
  id: "U1",
  real_name: "Ana Example",
  tz: "Europe/Vienna",
  is_owner: true,
  profile: { display_name: "ana", real_name: "Ana Example", email: "ana@example.com" },
};

test("tells who somebody is", async () => {
  slack.answerWith({ body: { ok: true, user: ana } });

  const person = await createDirectory().people.find("U1");

  expect(person).toEqual({
    id: "U1",
    name: "ana",
    email: "ana@example.com",
    timeZone: "Europe/Vienna",
    isAdmin: true,
    isBot: false,
    isActive: true,
  });
});

test.each([
  ["the real name without a display name", { real_name: "Ana Example", profile: { display_name: " " } }, "Ana Example"],
  ["the id without any name", { profile: {} }, "U1"],
])("calls somebody by %s", async (_name, user, name) => {
  slack.answerWith({ body: { ok: true, user: { id: "U1", ...user } } });

  expect(await createDirectory().people.find("U1")).toMatchObject({ name });
});

test("knows who has left and who is a machine", async () => {
  slack.answerWith(({ args }) => ({ body: { ok: true, user: { id: args["user"], deleted: true, is_bot: true } } }));
  const { people } = createDirectory();

  expect(await people.find("U1")).toMatchObject({ isActive: false, isBot: true, isAdmin: false });
  expect(await people.find("USLACKBOT")).toMatchObject({ isBot: true });
});

test("asks once for somebody whom several ask for, and again when the answer is old", async () => {
  slack.answerWith({ body: { ok: true, user: ana } });
  const { people, clock } = createDirectory();

  await Promise.all([people.find("U1"), people.find("U1"), people.find("U1")]);
  clock.advance(TTL_MS - 1);
  await people.find("U1");
  const before = slack.calls.length;
  clock.advance(1);
  await people.find("U1");

  expect([before, slack.calls.length]).toEqual([1, 2]);
});

test("remembers for a minute that nobody has an id", async () => {
  slack.answerWith({ body: { ok: false, error: "user_not_found" } });
  const { people, clock } = createDirectory();

  const found = [await people.find("U404"), await people.find("U404")];
  const before = slack.calls.length;
  clock.advance(60_000);
  await people.find("U404");

  expect(found).toEqual([undefined, undefined]);
  expect([before, slack.calls.length]).toEqual([1, 2]);
});

test("nobody is known by e-mail where the app may not ask by it", async () => {
  slack.answerWith({ body: { ok: false, error: "missing_scope", needed: "users:read.email" } });
  const { people } = createDirectory();

  expect(await people.findByEmail("ana@example.com")).toBeUndefined();
  await expect(people.find("U1")).rejects.toMatchObject({ name: "DeliveryError", fault: "not_allowed" });
});

test("rejects when Slack does not answer, and asks again the next time", async () => {
  slack.answerWith({ status: 500, body: "" });
  const { people } = createDirectory();
  await expect(people.find("U1")).rejects.toMatchObject({ name: "DeliveryError", fault: "unavailable" });

  slack.answerWith({ body: { ok: true, user: ana } });

  expect(await people.find("U1")).toMatchObject({ name: "ana" });
});

test("asks for at most eight people at once, and for all of them", async () => {
  let underWay = 0;
  let most = 0;
  slack.answerWith(async ({ args }) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return { body: { ok: true, user: { id: args["user"], profile: {} } } };
  });
  const { people } = createDirectory();
  const ids = Array.from({ length: 40 }, (_, n) => `U${n}`);

  const found = await Promise.all(ids.map((id) => people.find(id)));

  expect(found.map((person) => person?.id)).toEqual(ids);
  expect(most).toBeLessThanOrEqual(8);
});

describe("two hundred people at once", () => {
  const ids = Array.from({ length: 200 }, (_, n) => `U${n}`);
  const userOf = (id: string) => ({
    id,
    profile: { real_name: `Name ${id}`, email: `${id.toLowerCase()}@example.com` },
  });
  const answerWithList = (list: (cursor: unknown) => object): void =>
    slack.answerWith(({ method, args }) => {
      if (method === "users.list") return { body: list(args["cursor"]) };
      const email = args["email"];
      const id = typeof email === "string" ? (email.split("@")[0] ?? "").toUpperCase() : String(args["user"]);
      return { body: { ok: true, user: userOf(id) } };
    });
  const pages = (cursor: unknown) =>
    cursor === "second"
      ? { ok: true, members: ids.slice(100).map(userOf) }
      : { ok: true, members: ids.slice(0, 100).map(userOf), response_metadata: { next_cursor: "second" } };
  const callsOf = (method: string) => slack.calls.filter((call) => call.method === method).length;

  test("are found by listing everybody, since Slack allows 100 questions about one a minute", async () => {
    answerWithList(pages);
    const { people } = createDirectory();
    const found = await Promise.all(ids.map((id) => people.find(id)));

    expect(found.map((person) => person?.id)).toEqual(ids);
    expect(callsOf("users.list")).toBe(2);
    expect(callsOf("users.info")).toBeLessThanOrEqual(20);
  });

  test("are found by e-mail too, without those who have left", async () => {
    answerWithList((cursor) => {
      const { members, ...rest } = pages(cursor);
      return { ...rest, members: members.map((user) => ({ ...user, deleted: user.id === "U150" })) };
    });
    const { people } = createDirectory();
    const found = await Promise.all(ids.map((id) => people.findByEmail(`${id.toLowerCase()}@Example.com`)));

    expect(found.filter((person) => person?.isActive)).toHaveLength(200);
    expect(callsOf("users.list")).toBe(2);
    expect(callsOf("users.lookupByEmail")).toBeLessThanOrEqual(21);
  });

  test("are asked for one by one where Slack does not list them", async () => {
    answerWithList(() => ({ ok: false, error: "internal_error" }));
    const { people } = createDirectory();
    const found = await Promise.all(ids.map((id) => people.find(id)));

    expect(found.map((person) => person?.id)).toEqual(ids);
    expect(callsOf("users.list")).toBe(1);
  });
});

describe("who somebody is to the workspace", () => {
  const standingOf = async (user: object, installation?: Installation) => {
    slack.answerWith({ body: { ok: true, user: { id: "U1", ...user } } });
    return (await createDirectory(installation).people.find("U1"))?.standing;
  };

  test.each<[string, object, "guest" | "stranger" | undefined]>([
    ["a member", { team_id: "T1" }, undefined],
    ["a guest", { team_id: "T1", is_restricted: true }, "guest"],
    ["a guest of one channel", { team_id: "T1", is_restricted: true, is_ultra_restricted: true }, "guest"],
    ["somebody marked as a stranger", { team_id: "T1", is_stranger: true }, "stranger"],
    ["somebody of another workspace", { team_id: "T2" }, "stranger"],
    ["a guest of another workspace", { team_id: "T2", is_restricted: true }, "stranger"],
    [
      "a member whose first workspace is another of the organization",
      { team_id: "T2", enterprise_user: { teams: ["T1"] } },
      undefined,
    ],
    [
      "somebody of another workspace of the organization",
      { team_id: "T2", enterprise_user: { enterprise_id: "E1", teams: ["T2"] } },
      "stranger",
    ],
  ])("%s", async (_who, user, standing) => {
    expect(await standingOf(user)).toBe(standing);
  });

  test("with an installation to the organization, everybody of it is ours", async () => {
    const installation = { team: "T1", enterprise: "E1" };
    const inOrganization = { team_id: "T2", enterprise_user: { enterprise_id: "E1", teams: ["T2"] } };

    expect(await standingOf(inOrganization, installation)).toBeUndefined();
    expect(await standingOf({ team_id: "T9", is_stranger: true }, installation)).toBe("stranger");
    expect(await standingOf({ team_id: "T9" }, installation)).toBe("stranger");
  });
});

describe("what must not be decided without an answer", () => {
  const guest = { id: "U1", team_id: "T1", is_restricted: true };
  const failing = { body: { ok: false, error: "internal_error" } };

  test("is answered by the list of everybody where users.info fails", async () => {
    slack.answerWith(({ method }) => (method === "users.list" ? { body: { ok: true, members: [guest] } } : failing));

    expect(await createDirectory().people.findSurely("U1")).toMatchObject({ standing: "guest" });
  });

  test("is answered by what was known last where Slack does not answer at all", async () => {
    const { people, clock } = createDirectory();
    slack.answerWith({ body: { ok: true, user: guest } });
    await people.find("U1");
    clock.advance(TTL_MS + 1);
    slack.answerWith(failing);

    expect(people.known("U1")).toBeUndefined();
    expect(await people.findSurely("U1")).toMatchObject({ standing: "guest" });
  });

  test("is not answered where nobody has ever told", async () => {
    slack.answerWith(failing);

    await expect(createDirectory().people.findSurely("U1")).rejects.toThrow();
  });

  test("is asked again where it is to be known how it is now, and remembered", async () => {
    const { people } = createDirectory();
    slack.answerWith({ body: { ok: true, user: { id: "U1", team_id: "T1" } } });
    await people.find("U1");
    slack.answerWith({ body: { ok: true, user: guest } });

    expect(people.known("U1")?.standing).toBeUndefined();
    expect(await people.findSurely("U1", { anew: true })).toMatchObject({ standing: "guest" });
    expect(people.known("U1")).toMatchObject({ standing: "guest" });
  });

  test("is answered by what was known last where Slack does not answer anew", async () => {
    const { people } = createDirectory();
    slack.answerWith({ body: { ok: true, user: guest } });
    await people.find("U1");
    slack.answerWith(failing);

    expect(await people.findSurely("U1", { anew: true })).toMatchObject({ standing: "guest" });
  });

  test("somebody whom Slack does not know is nobody", async () => {
    slack.answerWith({ body: { ok: false, error: "user_not_found" } });

    expect(await createDirectory().people.findSurely("U1")).toBeUndefined();
  });
});

describe("ten thousand people at once", () => {
  const ids = Array.from({ length: 10_000 }, (_, n) => `U${n}`);
  const userOf = (id: string) => ({
    id,
    profile: { real_name: `Name ${id}`, email: `${id.toLowerCase()}@example.com` },
  });
  const page = (cursor: unknown) => {
    const from = Number(cursor ?? 0);
    const next = from + 1_000 < ids.length ? String(from + 1_000) : "";
    return { ok: true, members: ids.slice(from, from + 1_000).map(userOf), response_metadata: { next_cursor: next } };
  };
  const callsOf = (method: string) => slack.calls.filter((call) => call.method === method).length;

  test("come from pages, and both ways of asking are remembered", async () => {
    slack.answerWith(({ method, args }) => ({
      body: method === "users.list" ? page(args["cursor"]) : { ok: true, user: userOf(String(args["user"])) },
    }));
    const { people } = createDirectory();

    const found = await Promise.all(ids.map((id) => people.find(id)));
    const byEmail = await Promise.all(ids.map((id) => people.findByEmail(`${id}@EXAMPLE.com`)));

    expect(found.map((person) => person?.id)).toEqual(ids);
    expect(byEmail.map((person) => person?.id)).toEqual(ids);
    expect(callsOf("users.list")).toBe(10);
    expect(callsOf("users.info") + callsOf("users.lookupByEmail")).toBeLessThanOrEqual(20);
  });

  test("are not asked for one by one when a whole list does not hold them: hardly anybody of them is known", async () => {
    slack.answerWith(({ method }) => ({
      body: method === "users.list" ? { ok: true, members: [userOf("U5000")] } : { ok: false, error: "user_not_found" },
    }));
    const { people } = createDirectory();

    const found = await Promise.all(ids.map((id) => people.find(id)));

    expect(found.filter((person) => person !== undefined).map(({ id }) => id)).toEqual(["U5000"]);
    expect(slack.calls.length).toBeLessThan(350);
  });

  test("are not asked for one by one when Slack stops listing them: those that were listed are known, the others rejected", async () => {
    slack.answerWith(({ method, args }) => {
      if (method !== "users.list") return { body: { ok: true, user: userOf(String(args["user"])) } };
      return Number(args["cursor"] ?? 0) < 3_000
        ? { body: page(args["cursor"]) }
        : { body: { ok: false, error: "ratelimited" } };
    });
    const { people } = createDirectory();

    const found = await Promise.allSettled(ids.map((id) => people.find(id)));

    expect(found.slice(0, 3_000).every(({ status }) => status === "fulfilled")).toBe(true);
    expect(found.filter(({ status }) => status === "rejected").length).toBeGreaterThan(6_000);
    expect(slack.calls.length).toBeLessThan(350);
  });
});
