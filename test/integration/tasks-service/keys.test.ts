import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { type Client, clientOf, openService, seed, task } from "./open-service.ts";

describeOnBothEngines("keys", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  beforeAll(async () => {
    opened = await openService(newTarget());
    owner = opened.owner;
    await seed(owner, { inputs: 3, people: ["ana", "ben", "cleo"] });
  });
  afterAll(async () => {
    expect(opened.errors).toEqual([]);
    await opened.service.close();
  });

  const makeKey = async (by: Client, user: string, change: Record<string, unknown> = {}): Promise<string> => {
    const { http, body } = await by("POST", `/v2/users/${user}/keys`, { keys: [change] });
    expect(http).toBe(200);
    return body.keys[0].id;
  };
  const as = (key: string): Client => clientOf(opened.service, key);
  const lets = async (key: string): Promise<boolean> => (await as(key)("GET", "/tasks")).http === 200;
  const keysOf = async (by: Client, user: string) => (await by("GET", `/v2/users/${user}/keys`)).body.keys;

  it("are listed without what lets anybody in", async () => {
    const key = await makeKey(owner, "ana", { description: "laptop" });
    const listed = await keysOf(owner, "ana");

    expect(listed).toMatchObject([{ description: "laptop", type: "personal_access_token" }]);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect((await as(listed[0].id)("GET", "/tasks")).http).toBe(401);
    expect(await keysOf(as(key), "me")).toEqual(listed);
  });

  it("are taken back by their id, and by themselves, for good", async () => {
    const first = await makeKey(owner, "ben", { description: "first" });
    const second = await makeKey(owner, "ben", { description: "second" });
    const { id } = (await keysOf(owner, "ben")).find(
      ({ description }: { description: string }) => description === "first",
    );

    const answers = [
      await owner("DELETE", `/v2/users/ben/keys/${id}`),
      await as(second)("DELETE", `/v2/users/me/keys/${second}`),
      await owner("DELETE", `/v2/users/ben/keys/${id}`),
    ];

    expect(answers.map(({ http }) => http)).toEqual([200, 200, 404]);
    expect([await lets(first), await lets(second)]).toEqual([false, false]);
    expect(await keysOf(owner, "ben")).toEqual([]);
  });

  it("end when they are told to, and can be given more time, also afterwards", async () => {
    const at = (hours: number) => new Date(opened.clock.at.getTime() + hours * 3_600_000).toISOString();
    const key = await makeKey(owner, "cleo", { expires_at: at(1) });
    const [{ id, expires_at }] = await keysOf(owner, "cleo");
    const isIn = await lets(key);
    opened.clock.at = new Date(at(1));
    const isOut = !(await lets(key));
    const stillListed = await owner("GET", "/v2/users/cleo/keys");
    const notExpired = await owner("GET", "/v2/users/cleo/keys?not_expired=true");
    await owner("PATCH", "/v2/users/cleo/keys", { action: "overwrite", keys: [{ id, expires_at: at(1) }] });

    expect([isIn, isOut, await lets(key)]).toEqual([true, true, true]);
    expect(expires_at).toBeDefined();
    expect([stillListed.body.keys.length, notExpired.body.keys.length]).toEqual([1, 0]);
    expect((await keysOf(owner, "cleo"))[0].description).toBe("");
  });

  it("that end make none that end later, and give none more time than they have", async () => {
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "fay" } }] });
    const at = (hours: number) => new Date(opened.clock.at.getTime() + hours * 3_600_000).toISOString();
    const key = await makeKey(owner, "fay", { expires_at: at(1) });
    const shorter = await makeKey(as(key), "me", { expires_at: at(0.5) });
    const unnamed = await makeKey(as(key), "me");

    const longer = await as(key)("POST", "/v2/users/me/keys", { keys: [{ expires_at: at(2) }] });
    const extended = await Promise.all(
      [key, shorter].map((id) =>
        as(key)("PATCH", "/v2/users/me/keys", { action: "overwrite", keys: [{ id, expires_at: at(2) }] }),
      ),
    );
    opened.clock.at = new Date(at(1));

    expect([longer, ...extended].map(({ http, body }) => [http, body.status.code])).toEqual(
      Array(3).fill([403, 11007]),
    );
    expect(longer.body.status.details).toContain(at(0));
    expect([await lets(key), await lets(shorter), await lets(unnamed)]).toEqual([false, false, false]);
  });

  it("go with the key that made them, however many lie between", async () => {
    const stolen = await makeKey(owner, "ben");
    const child = await makeKey(as(stolen), "me");
    const grandchild = await makeKey(as(child), "me");
    const other = await makeKey(owner, "ben");
    const before = await Promise.all([stolen, child, grandchild, other].map(lets));
    await owner("DELETE", `/v2/users/ben/keys/${stolen}`);

    expect(before).toEqual([true, true, true, true]);
    expect(await Promise.all([stolen, child, grandchild, other].map(lets))).toEqual([false, false, false, true]);
    expect(await keysOf(owner, "ben")).toHaveLength(1);
  });

  it("make none that outlives them, though they are taken back at that moment", async () => {
    const stolen = await makeKey(owner, "cleo");
    const { length: before } = await keysOf(owner, "cleo");

    const [made] = await Promise.all([
      as(stolen)("POST", "/v2/users/me/keys", { keys: Array.from({ length: 20 }, () => ({})) }),
      owner("DELETE", `/v2/users/cleo/keys/${stolen}`),
    ]);

    expect([200, 401, 403]).toContain(made.http);
    expect(await keysOf(owner, "cleo")).toHaveLength(before - 1);
  });

  it("end with the key that made them at the latest, also when its end is set afterwards", async () => {
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "gil" } }] });
    const at = (hours: number) => new Date(opened.clock.at.getTime() + hours * 3_600_000).toISOString();
    const key = await makeKey(owner, "gil");
    const child = await makeKey(as(key), "me");
    const sooner = await makeKey(as(child), "me", { expires_at: at(0.5) });
    const end = at(0.5);
    await owner("PATCH", "/v2/users/gil/keys", { action: "overwrite", keys: [{ id: key, expires_at: at(1) }] });

    const listed = (await keysOf(owner, "gil")).map(({ expires_at }: { expires_at: string }) => expires_at).sort();
    opened.clock.at = new Date(at(1));

    expect(listed[0]).toBe(end);
    expect(listed).toHaveLength(3);
    expect(await Promise.all([key, child, sooner].map(lets))).toEqual([false, false, false]);
  });

  it("are refused where they would end before they begin, or be narrower than this service can make them", async () => {
    const refused = await Promise.all(
      [{ expires_at: "2020-01-01T00:00:00Z" }, { scopes: ["Inputs_Get"] }, { type: "app_specific_key" }].map((key) =>
        owner("POST", "/v2/users/me/keys", { keys: [key] }),
      ),
    );

    expect(refused.map(({ http, body }) => [http, body.status.code])).toEqual(Array(3).fill([400, 11102]));
    expect(refused[1]?.body.status.details).toContain("no scopes");
    expect(await keysOf(owner, "me")).toEqual([]);
  });

  it("of a collaborator who is removed are gone, also when they come back", async () => {
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "dora" } }] });
    const key = await makeKey(owner, "dora");
    const second = await makeKey(as(key), "me");
    const before = [await lets(key), await lets(second)];
    await owner("DELETE", "/collaborators", { collaborator_ids: ["dora"] });
    const removed = (await as(key)("GET", "/v2/users/me")).http;
    await owner("POST", "/collaborators", { collaborators: [{ user: { id: "dora" } }] });

    expect(before).toEqual([true, true]);
    expect(removed).toBe(401);
    expect([await lets(key), await lets(second)]).toEqual([false, false]);
    expect(await keysOf(owner, "dora")).toEqual([]);
  });

  it("of a collaborator who works in another app of the owner stay, for that one", async () => {
    const other = "/v2/users/labeldesk/apps/T2";
    await opened.service.ensureApp("labeldesk", "T2");
    for (const app of ["/v2/users/labeldesk/apps/T1", other])
      await owner("POST", `${app}/collaborators`, { collaborators: [{ user: { id: "emil" } }] });
    const emil = as(await makeKey(owner, "emil"));
    await owner("DELETE", "/collaborators", { collaborator_ids: ["emil"] });

    expect([(await emil("GET", `${other}/tasks`)).http, (await emil("GET", "/tasks")).http]).toEqual([200, 404]);
  });

  it("are the affair of their user, and of the owner who has made them", async () => {
    const { key } = await opened.service.ensureOwner("ana");
    const own = await makeKey(as(key), "me", { description: "of her own" });
    const given = await makeKey(owner, "ana", { description: "given" });
    const ben = as(await makeKey(owner, "ben"));
    const { id } = (await keysOf(as(key), "me")).find(
      ({ description }: { description: string }) => description === "of her own",
    );

    const seen = (await keysOf(owner, "ana")).map(({ description }: { description: string }) => description);
    const seenByGiven = (await keysOf(as(given), "me")).map(({ description }: { description: string }) => description);
    expect(seen).not.toContain("of her own");
    expect(seenByGiven).not.toContain("of her own");
    expect((await owner("DELETE", `/v2/users/ana/keys/${id}`)).http).toBe(404);
    expect((await as(given)("DELETE", `/v2/users/me/keys/${id}`)).http).toBe(404);
    expect((await ben("GET", "/v2/users/ana/keys")).http).toBe(403);
    expect((await ben("GET", "/v2/users/labeldesk/keys")).http).toBe(403);
    expect(await lets(own)).toBe(true);
  });

  it("given to the owner at the start end with the next one", async () => {
    const [first, second] = ["first-key-of-the-owner", "second-key-of-the-owner"];
    await opened.service.ensureOwner("labeldesk", first);
    const made = await makeKey(as(first), "me");
    await opened.service.ensureOwner("labeldesk", first);
    const again = await lets(first);
    await opened.service.ensureOwner("labeldesk", second);

    expect([again, await lets(first), await lets(second), await lets(made)]).toEqual([true, false, true, true]);
    expect(await opened.service.hasOwnerKey("labeldesk")).toBe(true);
    await as(second)("DELETE", `/v2/users/me/keys/${second}`);
    expect(await lets(made)).toBe(false);
    expect(await opened.service.hasOwnerKey("labeldesk")).toBe(false);
  });
});

describeOnBothEngines("e-mail addresses", (newTarget) => {
  let opened: Awaited<ReturnType<typeof openService>>;
  let owner: Client;
  let ana: Client;
  beforeAll(async () => {
    opened = await openService(newTarget());
    owner = opened.owner;
    await seed(owner, { inputs: 1, people: [] });
    const people = ["ana", "ben"].map((id) => ({ user: { id, first_name: id, primary_email: `${id}@example.com` } }));
    await owner("POST", "/collaborators", { collaborators: people });
    ana = clientOf(opened.service, (await owner("POST", "/v2/users/ana/keys", { keys: [{}] })).body.keys[0].id);
  });
  afterAll(() => opened.service.close());

  it("are shown to whose they are, and to the owner of an app they work in", async () => {
    const [own, byOwner, listed] = [
      await ana("GET", "/v2/users/me"),
      await owner("GET", "/v2/users/ben"),
      await owner("GET", "/collaborators"),
    ];

    expect(own.body.user.primary_email).toBe("ana@example.com");
    expect(byOwner.body.user.user_detail.primary_email).toBe("ben@example.com");
    expect(JSON.stringify(listed.body)).toContain("ben@example.com");
  });

  it("are shown to nobody else, wherever people are named", async () => {
    await opened.service.ensureApp("rival", "R1");
    const rival = clientOf(opened.service, (await opened.service.ensureOwner("rival")).key);
    const made = await owner("POST", "/tasks", {
      tasks: [task({ review: { strategy: "MANUAL", users: [{ id: "ben" }] } })],
    });
    const answers = [
      await ana("GET", "/v2/users/ben"),
      await rival("GET", "/v2/users/ben"),
      await ana("GET", "/collaborators"),
      await ana("GET", `/tasks/${made.body.tasks[0].id}?additional_fields=all`),
      await ana("GET", "/tasks?additional_fields=worker.users&additional_fields=review.users"),
    ];

    expect(answers.map(({ http }) => http)).toEqual(Array(5).fill(200));
    for (const { body } of answers) {
      expect(JSON.stringify(body)).toContain('"first_name":"ben"');
      expect(JSON.stringify(body)).not.toContain("ben@example.com");
    }
  });
});
