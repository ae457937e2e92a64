import { request } from "node:http";
import { expect, test } from "@jest/globals";
import { PNG } from "pngjs";
import { eventually } from "../../support/eventually.ts";
import { labelsOf, linkFor, makeTask } from "../../support/label-task.ts";
import type { TestWorkspace } from "../../support/start-workspace.ts";
import { workspacesOf } from "../app/workspaces.ts";
import { createVisitor } from "./visitor.ts";

const start = workspacesOf();
const PICTURE = PNG.sync.write(new PNG({ width: 40, height: 30 })).toString("base64");
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').toString("base64");
const inputs = { one: { image: { base64: PICTURE } }, two: { image: { base64: SVG } } };
const box = { top: 0.1, left: 0.2, bottom: 0.3, right: 0.4 };

async function openAs(workspace: TestWorkspace, handle: string, taskId: string) {
  const visitor = createVisitor(linkFor(workspace, handle, taskId));
  const opened = await visitor.open();
  const held = (inputId: string) => opened.work?.inputs.find((input) => input.inputId === inputId)?.assignmentId ?? "";
  return { visitor, opened, held };
}

async function untilLabeled(workspace: TestWorkspace, taskId: string, count: number) {
  await eventually(async () => (await labelsOf(workspace, taskId)).length >= count);
  return labelsOf(workspace, taskId);
}

test("what was said is one label in the API, under who said it, however often it is sent", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana", "ben"], inputs });
  const { visitor, held } = await openAs(workspace, "ben", taskId);
  const said = { kind: "shapes", shapes: [{ concept: "cup", box }] } as const;
  const answer = { assignmentId: held("one"), inputId: "one", said };

  const sent = await Promise.all([1, 2, 3].map(() => visitor.post("answer", answer)));

  expect(sent.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(sent.find(({ status }) => status === 409)).toMatchObject({ refused: "stale", work: { progress: "1 of 2" } });
  const labels = await untilLabeled(workspace, taskId, 1);
  const ben = workspace.slack.workspace.people.find(({ handle }) => handle === "ben")?.id;
  expect(labels).toEqual([expect.objectContaining({ user_id: ben, input_id: "one" })]);
});

test("an answer that is taken back twice, as after a response that was lost, takes no other one with it", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs: { ...inputs, three: inputs.one } });
  const { visitor, held } = await openAs(workspace, "ana", taskId);
  const said = { kind: "shapes", shapes: [{ concept: "cup", box }] } as const;
  await visitor.post("answer", { assignmentId: held("one"), inputId: "one", said });
  const { work } = await visitor.post("answer", { assignmentId: held("two"), inputId: "two", said });
  const last = { ...(work?.lastId !== undefined && { answerId: work.lastId }) };

  await visitor.post("undo", last);
  const again = await visitor.post("undo", last);

  expect(again).toMatchObject({ notice: "Taken back: this is what you said.", work: { progress: "1 of 3" } });
  expect(again.work?.inputs.find(({ inputId }) => inputId === "two")?.draft).toEqual(said);
});

test("what the task does not ask for is refused, and nothing is written", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs });
  const { visitor, held } = await openAs(workspace, "ana", taskId);
  const post = (said: unknown) =>
    visitor.post("answer", { assignmentId: held("one"), inputId: "one", said } as Parameters<
      typeof visitor.post<"answer">
    >[1]);

  const refused = [
    await post({ kind: "concepts", concepts: ["cup"] }),
    await post({ kind: "shapes", shapes: [{ concept: "fork", box }] }),
    await post({ kind: "shapes", shapes: [{ concept: "cup", box: { ...box, right: 2 } }] }),
    await post("cup"),
    await visitor.post("nothing" as "undo", {}),
  ];

  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 404]);
  expect(await labelsOf(workspace, taskId)).toEqual([]);
});

test("what is somebody else's is not answered, skipped or asked about, whoever sends its ids", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana", "ben"], inputs });
  const { visitor } = await openAs(workspace, "ana", taskId);
  const { visitor: bens, held } = await openAs(workspace, "ben", taskId);
  const said = { kind: "shapes", shapes: [{ concept: "cup", box }] } as const;
  const own = await visitor.post("work", {});

  const answered = await visitor.post("answer", { assignmentId: held("one"), inputId: "one", said });
  const asked = await visitor.post("ask", { assignmentId: held("one"), question: "Mine?" });
  await visitor.post("skip", { assignmentId: held("one") });

  expect([answered.status, asked.status]).toEqual([409, 409]);
  expect((await bens.post("work", {})).work?.progress).toBe("0 of 2");
  expect((await visitor.post("work", {})).work?.inputs).toEqual(own.work?.inputs);
  expect(await labelsOf(workspace, taskId)).toEqual([]);
});

test("whoever does not work on the task is told so", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs });

  const { opened } = await openAs(workspace, "chidi", taskId);

  expect(opened).toMatchObject({
    status: 403,
    refused: "closed",
    words: expect.stringMatching(/not a worker|No account/),
  });
});

test("pictures are given to who has them before them, and can do nothing by themselves", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs });
  await makeTask(workspace, { workers: ["ben"], inputs: { three: inputs.one } });
  const { visitor, opened } = await openAs(workspace, "ana", taskId);
  const sources = opened.work?.inputs.map(({ content }) => ("src" in content ? content.src : ""));

  const png = await visitor.get(`/label/${taskId}/media/one`);
  const svg = await visitor.get(`/label/${taskId}/media/two`);
  const foreign = await visitor.get(`/label/${taskId}/media/three`);
  const stranger = await fetch(`${workspace.appUrl}/label/${taskId}/media/one`);

  expect(sources?.sort()).toEqual([`${taskId}/media/one`, `${taskId}/media/two`]);
  expect(Buffer.from(await png.arrayBuffer()).toString("base64")).toBe(PICTURE);
  expect([png, svg].map(({ headers }) => headers.get("content-type"))).toEqual(["image/png", "image/svg+xml"]);
  expect(svg.headers.get("content-security-policy")).toMatch(/default-src 'none';.* sandbox$/);
  expect(svg.headers.get("x-content-type-options")).toBe("nosniff");
  expect([foreign.status, stranger.status]).toEqual([404, 401]);
});

test("of a long text the window has its beginning, and the page reads all of it", async () => {
  const workspace = await start();
  const text = "Zoë wrote 😀: a long story. ".repeat(36_000).slice(0, 1_000_000);
  const taskId = await makeTask(workspace, {
    workers: ["ana"],
    type: "CONCEPTS_CLASSIFICATION",
    concepts: ["cup"],
    inputs: { story: { text: { raw: text } } },
  });
  const ana = workspace.slack.person("ana");
  await ana.openModal(`/task label ${taskId}`);
  await ana.untilWords("These are the first 17,000 of 1,000,000 characters.");
  const { visitor, opened } = await openAs(workspace, "ana", taskId);

  const whole = await visitor.get(`/label/${taskId}/media/story`);

  expect(JSON.stringify(opened.work).length).toBeLessThan(30_000);
  expect(opened.work?.inputs[0]?.content).toMatchObject({ kind: "text", whole: `${taskId}/media/story` });
  expect(await whole.text()).toBe(text);
});

test("nothing is kept of inputs that do not lie before a person", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs });
  const { visitor } = await openAs(workspace, "ana", taskId);
  const said = { kind: "shapes", shapes: [{ concept: "cup", box }] } as const;

  await visitor.post("draft", { inputId: "one", said });
  await visitor.post("draft", { inputId: "of somebody else", said });
  await visitor.post("draft", { inputId: "two", said });
  await visitor.post("draft", { inputId: "two" });

  const { work } = await visitor.post("work", {});
  expect(work?.inputs.map(({ inputId, draft }) => [inputId, draft]).sort()).toEqual([
    ["one", said],
    ["two", undefined],
  ]);
});

test("the page is small, and lets nothing in from elsewhere but pictures", async () => {
  const workspace = await start();
  const taskId = await makeTask(workspace, { workers: ["ana"], inputs });
  const { visitor } = await openAs(workspace, "ana", taskId);
  const page = await visitor.get("");
  const html = await page.text();
  const address = new URL(/src="([^"]+)"/.exec(html)?.[1] ?? "", `${workspace.appUrl}/label/`);
  const script = await visitor.get(address.href);
  // As the page of another version names it, while replicas are exchanged.
  address.searchParams.set("v", "another");
  const ofAnother = await visitor.get(address.href);

  expect((await script.arrayBuffer()).byteLength).toBeLessThan(300_000);
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect([ofAnother.status, ofAnother.headers.get("cache-control")]).toEqual([200, "no-cache"]);
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on[a-z]+=/);
  const policy = page.headers.get("content-security-policy")?.split("; ");
  expect(policy).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' https: http:",
    "media-src 'self' https: http:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
});

test("too much, and other methods, are refused at the door", async () => {
  const workspace = await start();
  const { port } = new URL(workspace.appUrl);
  const send = (method: string, bytes: number, path = "/label/t1/api/open") =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": bytes };
      const sent = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on("error", reject);
      sent.flushHeaders();
    });

  expect(await send("POST", 4_000_001)).toBe(413);
  expect(await send("GET", 10, "/label/t1")).toBe(404);
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS"]) expect(await send(method, 0)).toBe(404);
  expect((await fetch(`${workspace.appUrl}/label/../slack/events`)).status).toBe(404);
});
