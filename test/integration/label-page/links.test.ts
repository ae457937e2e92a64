import { describe, expect, test } from "@jest/globals";
import { createTestClock } from "../../support/app-store.ts";
import { labelsOf, linkFor, makeTask } from "../../support/label-task.ts";
import { describeOnBothDatabases, workspacesOf } from "../app/workspaces.ts";
import { createVisitor } from "./visitor.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TEXT = { text: { raw: "A cup on a plate" } };
const task = { type: "CONCEPTS_CLASSIFICATION", workers: ["ana", "ben"], inputs: { one: TEXT, two: TEXT } } as const;

describeOnBothDatabases("a link to the page", (start) => {
  test("opens it once, for ten minutes, by a request of the page and by nothing else", async () => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const url = linkFor(workspace, "ana", await makeTask(workspace, task));
    clock.advance(10 * MINUTE - 1);

    // Previews and mail scanners open addresses, and then Ana does.
    for (let look = 0; look < 3; look += 1) expect((await fetch(url)).status).toBe(200);
    const ana = createVisitor(url);
    const opened = await ana.open();
    const thief = createVisitor(url);

    expect(opened.work?.inputs.map(({ inputId }) => inputId).sort()).toEqual(["one", "two"]);
    expect(await thief.open()).toMatchObject({ status: 403, title: "This link was used already" });
    expect(await thief.post("work", {})).toMatchObject({ status: 401, title: "This page has to be opened again" });
    // The same browser goes on.
    expect(await ana.open()).toMatchObject({ status: 200 });
    expect(await ana.post("work", {})).toMatchObject({ status: 200 });
  });

  test("is used up once by however many open it at the same moment", async () => {
    const workspace = await start();
    const url = linkFor(workspace, "ana", await makeTask(workspace, task));

    const opened = await Promise.all(Array.from({ length: 8 }, () => createVisitor(url).open()));

    expect(opened.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("is still used up, and its session goes on, after the app has started anew", async () => {
    const workspace = await start();
    const taskId = await makeTask(workspace, task);
    const url = linkFor(workspace, "ana", taskId);
    const before = createVisitor(url);
    await before.open();
    const cookie = before.setCookie().split(";")[0] ?? "";
    await workspace.restartApp();
    const moved = (address: string): string => address.replace(new URL(address).origin, workspace.appUrl);

    const thief = createVisitor(moved(url));
    const after = createVisitor(moved(url));
    after.useCookie(cookie);

    expect(await thief.open()).toMatchObject({ title: "This link was used already" });
    expect(await after.post("work", {})).toMatchObject({ status: 200 });
  });
});

describe("who may not come in", () => {
  const start = workspacesOf();

  test("a link that is too old says so, also to whoever only looks", async () => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const url = linkFor(workspace, "ana", await makeTask(workspace, task));
    clock.advance(10 * MINUTE);

    expect((await fetch(url)).status).toBe(410);
    expect(await createVisitor(url).open()).toMatchObject({ status: 403, title: "This link is too old" });
  });

  test("a link with one character changed, wherever, opens nothing", async () => {
    const workspace = await start();
    const url = new URL(linkFor(workspace, "ana", await makeTask(workspace, task)));
    const link = url.searchParams.get("link") ?? "";
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    for (let at = 0; at < link.length; at += 1) {
      const next = alphabet[(alphabet.indexOf(link[at] ?? "") + 1) % alphabet.length] ?? "A";
      url.searchParams.set("link", link.slice(0, at) + next + link.slice(at + 1));
      const refused = await createVisitor(url.href).open();
      expect([at, refused.status, refused.title]).toEqual([at, 403, "This link is not complete"]);
    }
    expect((await fetch(url)).status).toBe(403);
  });

  test("a link for one task does not open another one, and a session neither", async () => {
    const workspace = await start();
    const [first, second] = [
      await makeTask(workspace, task),
      await makeTask(workspace, { ...task, inputs: { three: TEXT } }),
    ];
    const url = linkFor(workspace, "ana", first);
    const visitor = createVisitor(url);
    await visitor.open();

    const moved = createVisitor(url.replace(first, second));
    const withSession = createVisitor(linkFor(workspace, "ana", second));
    withSession.useCookie(visitor.setCookie().split(";")[0] ?? "");

    expect(await moved.open()).toMatchObject({ title: "This link is not complete" });
    expect(await withSession.post("work", {})).toMatchObject({ status: 401 });
    expect(visitor.setCookie()).toContain(`Path=/label/${first};`);
  });

  test("a session ends after eight hours; what was begun is there again in the next one", async () => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const taskId = await makeTask(workspace, task);
    const visitor = createVisitor(linkFor(workspace, "ana", taskId));
    await visitor.open();
    const said = { kind: "concepts", concepts: ["cup"] } as const;
    await visitor.post("draft", { inputId: "one", said });
    clock.advance(8 * HOUR);

    expect(await visitor.post("work", {})).toMatchObject({ status: 401, title: "This page has to be opened again" });
    const again = await createVisitor(linkFor(workspace, "ana", taskId)).open();
    expect(again.work?.inputs.find(({ inputId }) => inputId === "one")?.draft).toEqual(said);
  });

  test.each(["label", "review"] as const)("who has left the workspace has no page any more: %s", async (purpose) => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const reviewed = { reviewers: ["ana"], inputs: { [`left-${purpose}`]: TEXT } };
    const taskId = await makeTask(workspace, { ...task, ...reviewed });
    const visitor = createVisitor(linkFor(workspace, "ana", taskId, purpose));
    const opened = await visitor.open();
    const unused = createVisitor(linkFor(workspace, "ana", taskId, purpose));
    workspace.slack.leave(workspace.slack.person("ana").id);
    // People are remembered for five minutes.
    clock.advance(5 * MINUTE + 1);

    const refused = { status: 403, refused: "closed", title: "You are no member of this workspace any more" };
    expect(opened.status).toBe(200);
    expect((await visitor.get("")).status).toBe(403);
    // It has ended with that: whoever comes back to the workspace begins anew.
    expect(await visitor.post("work", {})).toMatchObject({ status: 401 });
    expect(await unused.open()).toMatchObject(refused);
    expect(unused.setCookie()).toBe("");
  });

  test("what is sent from the page of somebody who has left the workspace is not taken", async () => {
    const clock = createTestClock();
    const workspace = await start({ overrides: { now: clock.now } });
    const taskId = await makeTask(workspace, task);
    const visitor = createVisitor(linkFor(workspace, "ana", taskId));
    const { work } = await visitor.open();
    workspace.slack.leave(workspace.slack.person("ana").id);
    clock.advance(5 * MINUTE + 1);

    const said = { kind: "concepts", concepts: ["cup"] } as const;
    const answer = { assignmentId: work?.inputs[0]?.assignmentId ?? "", inputId: "one", said };
    const refused = await visitor.post("answer", answer);
    const media = await visitor.get(`${taskId}/media/one`);

    expect(refused).toMatchObject({ status: 403, title: "You are no member of this workspace any more" });
    expect(media.status).toBe(401);
    expect(await labelsOf(workspace, taskId)).toEqual([]);
  });

  test("the cookie is the page's alone, and goes over https alone where the app is reached by it", async () => {
    const workspace = await start({ env: { PUBLIC_URL: "https://labels.example.com/desk/" } });
    const taskId = await makeTask(workspace, task);
    const url = linkFor(workspace, "ana", taskId);
    const visitor = createVisitor(url.replace("https://labels.example.com/desk", workspace.appUrl));

    await visitor.post("open", { link: visitor.link }, { origin: "https://labels.example.com" });

    expect(url).toMatch(/^https:\/\/labels\.example\.com\/desk\/label\//);
    expect(visitor.setCookie()).toMatch(
      new RegExp(`^labeldesk=[\\w-]{43}; Path=/desk/label/${taskId}; Max-Age=28800; HttpOnly; SameSite=Lax; Secure$`),
    );
  });

  test("what another site sends is refused, whatever cookie comes with it", async () => {
    const workspace = await start();
    const taskId = await makeTask(workspace, task);
    const visitor = createVisitor(linkFor(workspace, "ana", taskId));
    const { work } = await visitor.open();
    const answer = {
      assignmentId: work?.inputs[0]?.assignmentId ?? "",
      inputId: "one",
      said: { kind: "concepts", concepts: ["cup"] },
    } as const;

    const foreign = await visitor.post("answer", answer, { origin: "https://evil.example" });
    const crossSite = await visitor.post("answer", answer, { "sec-fetch-site": "cross-site" });
    const asForm = await visitor.post("answer", answer, { "content-type": "text/plain" });

    expect([foreign.status, crossSite.status, asForm.status]).toEqual([403, 403, 400]);
    expect(await labelsOf(workspace, taskId)).toEqual([]);
  });

  test("without an address the link says what an admin sets", async () => {
    const workspace = await start({ overrides: { publicUrlOf: () => undefined } });

    const minted = workspace.labelLinks.mint({ team: "T1", person: "U1", taskId: "t1", purpose: "label" });

    expect(minted).toEqual({ missing: expect.stringContaining("PUBLIC_URL") });
  });

  test("over Socket Mode the page is served too, and nothing else of Slack's", async () => {
    const workspace = await start({ delivery: "socket" });
    const visitor = createVisitor(linkFor(workspace, "ana", await makeTask(workspace, task)));

    expect(await visitor.open()).toMatchObject({ status: 200 });
    expect((await visitor.get("")).headers.get("content-security-policy")).toContain("script-src 'self';");
    expect((await fetch(`${workspace.appUrl}/slack/events`, { method: "POST" })).status).toBe(404);
  });
});
