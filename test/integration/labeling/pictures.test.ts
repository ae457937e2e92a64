import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import sharp from "sharp";
import { createSandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createTasksApi } from "../../../src/api/create-tasks-api.ts";
import type { LabelingInput } from "../../../src/domain/labeling/label.ts";
import type { Picture } from "../../../src/domain/labeling/picture.ts";
import { createPictureNotifications } from "../../../src/notifications/pictures.ts";
import { createPictureConverter } from "../../../src/pictures/convert-picture.ts";
import { drawMarks } from "../../../src/pictures/draw-marks.ts";
import { createPictures } from "../../../src/services/labeling/pictures.ts";
import { createTasksGone } from "../../../src/services/labeling/tasks-gone.ts";
import { createIndexedTasks } from "../../../src/services/lists/task-index.ts";
import { createSlackClients } from "../../../src/slack/clients.ts";
import { createSlackFiles } from "../../../src/slack/files.ts";
import { createSlackLogger } from "../../../src/slack/slack-log.ts";
import { createStore } from "../../../src/store/store.ts";
import { createTasksService } from "../../../src/tasks-service/create-tasks-service.ts";
import { createTestClock } from "../../support/app-store.ts";
import { openBuiltThread } from "../../support/built.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close();
});

const TEAM = "T1";
/** Such as people get in the sandbox, where files are processed at once. */
const TIMES = { processing: 60 };
const image = (id: string, url?: string): LabelingInput => ({
  id,
  content: { kind: "image", hasBytes: url === undefined, ...(url !== undefined && { url }) },
});
const png = (background = "#ff0000") =>
  sharp({ create: { width: 28, height: 28, channels: 3, background } })
    .png()
    .toBuffer();

/** Pictures over everything real: the sandbox's Slack, the local tasks service, a database of its own. */
async function start() {
  const clock = createTestClock();
  const { now } = clock;
  const log = createRecordingLog();
  let last = 0;
  const newId = (): string => {
    last += 1;
    return `id-${last}`;
  };
  const [slack, service, store] = await Promise.all([
    createSandboxSlack({ now, fileProcessingMs: 0 }),
    createTasksService({
      database: { kind: "sqlite", path: ":memory:" },
      now,
      newId,
      log,
      openThread: openBuiltThread,
    }),
    createStore({ kind: "sqlite", path: ":memory:" }, { now, newId }),
  ]);
  closers.push(
    () => slack.close(),
    () => service.close(),
    () => store.close(),
  );
  const { key } = await service.ensureOwner("owner");
  await service.ensureApp("owner", "main");
  const baseUrl = "http://tasks-service.local";
  const asked: string[] = [];
  const send = (request: Request): Promise<Response> => {
    asked.push(`${request.method} ${new URL(request.url).pathname.split("/").slice(6).join("/")}`);
    return service.fetch(request);
  };
  const api = createTasksApi({
    baseUrl,
    key,
    userId: "owner",
    appId: "main",
    fetch: (input, init) => send(new Request(input, init)),
  });
  const post = async (path: string, body: unknown, method = "POST"): Promise<void> => {
    const headers = { authorization: `Key ${key}`, "content-type": "application/json" };
    const url = `${baseUrl}/v2/users/owner/apps/main/${path}`;
    const response = await service.fetch(new Request(url, { method, headers, body: JSON.stringify(body) }));
    if (!response.ok) throw new Error(await response.text());
  };
  const kept = store.uploadedPictures;
  const onGone = createTasksGone({ kept, outbox: store.outbox, team: TEAM });
  const { tasks, settle } = createIndexedTasks({ tasks: api, index: store.taskIndex, team: TEAM, onGone, log });
  const { background } = createSlackClients({
    token: slack.botToken,
    slackApiUrl: slack.apiUrl,
    logger: createSlackLogger(log),
  });
  const create = () =>
    createPictures({
      tasks,
      files: createSlackFiles(background),
      convert: createPictureConverter(),
      draw: drawMarks,
      kept,
      otherSide: "the local tasks service",
      times: TIMES,
      now,
      log,
    });
  const pictures = create();
  const task = await tasks.createTask({
    name: "Digits",
    instructions: "",
    type: "CONCEPTS_CLASSIFICATION",
    concepts: [],
    metadata: {},
    inputSource: { type: "ALL_INPUTS" },
    work: { strategy: "FULL", workers: [] },
    review: { strategy: "NONE" },
  });
  const addInput = (id: string, content: object) => post("inputs", { inputs: [{ id, data: { image: content } }] });
  const addPicture = async (id: string, color?: string): Promise<LabelingInput> => {
    await addInput(id, { base64: (await png(color)).toString("base64") });
    return image(id);
  };
  return {
    pictures,
    /** As another process has it. */
    restart: create,
    slack,
    clock,
    log,
    tasks,
    kept,
    store,
    asked,
    post,
    addInput,
    addPicture,
    settle,
    place: { team: TEAM, taskId: task.id },
  };
}

type Parts = Awaited<ReturnType<typeof start>>;

const fileOf = (picture: Picture): string => {
  if (picture.kind !== "file") throw new Error(JSON.stringify(picture));
  return picture.fileId;
};
const whyOf = (picture: Picture): string => (picture.kind === "none" ? picture.why : JSON.stringify(picture));

/** Carries out what the outbox holds of pictures, as the dispatcher does. */
async function carryOut({ store, pictures, clock, settle }: Parts): Promise<number> {
  await settle();
  const { "pictures.forget": forget } = createPictureNotifications({
    forgetPictures: pictures.forgetTask,
    now: clock.now,
  });
  let events = 0;
  for (;;) {
    const claimed = await store.outbox.claim(10, 1_000);
    for (const event of claimed) {
      events += 1;
      const followUps = await forget.deliver(forget.payload.parse(event.payload));
      await store.outbox.complete(event, followUps);
    }
    const next = await store.outbox.nextDueAt();
    if (next === undefined) return events;
    clock.advance(Math.max(0, next.getTime() - clock.now().getTime()));
  }
}

describe("a picture that Slack cannot fetch", () => {
  test("is uploaded once, whoever asks at the same time, and known from then on", async () => {
    const { pictures, slack, place, addPicture } = await start();
    const input = await addPicture("input-1");
    expect(pictures.known(place, input)).toBeUndefined();

    const shown = await Promise.all([pictures.show(place, input), pictures.show(place, input)]);

    const [fileId = ""] = shown.map(fileOf);
    expect(shown.map(fileOf)).toEqual([fileId, fileId]);
    expect(pictures.known(place, input)).toEqual({ kind: "file", fileId });
    expect(slack.callsOf("files.getUploadURLExternal")).toHaveLength(1);
    const [completed] = slack.callsOf("files.completeUploadExternal");
    expect(completed?.args).not.toHaveProperty("channel_id");
    // Its name tells nothing of the input.
    expect(JSON.stringify(completed?.args)).not.toContain("input-1");
    const file = slack.core.files.show(fileId);
    expect(file?.type).toBe("image/png");
    expect(await sharp(file?.bytes).metadata()).toMatchObject({ width: 280, height: 280 });
    expect(slack.violations).toEqual([]);
  });

  test("is not given before Slack has had time to process it", async () => {
    const { pictures, slack, place, addPicture } = await start();
    const input = await addPicture("i1");

    const shown = pictures.show(place, input);
    await slack.until(() => slack.callsOf("files.completeUploadExternal")[0]);

    expect(pictures.known(place, input)).toBeUndefined();
    await shown;
    expect(pictures.known(place, input)).toBeDefined();
  });

  test("is found again by another process, and by this one when it has forgotten it", async () => {
    const parts = await start();
    const input = await parts.addPicture("i1");
    const first = await parts.pictures.show(parts.place, input);

    parts.clock.advance(3_600_000);

    expect(parts.pictures.known(parts.place, input)).toBeUndefined();
    expect(await parts.pictures.show(parts.place, input)).toEqual(first);
    expect(await parts.restart().show(parts.place, input)).toEqual(first);
    expect(parts.slack.callsOf("files.getUploadURLExternal")).toHaveLength(1);
  });

  test("is uploaded anew when its bytes are others, and the old file deleted", async () => {
    const { pictures, slack, place, clock, addPicture, post } = await start();
    const input = await addPicture("i1");
    const first = fileOf(await pictures.show(place, input));
    await post("inputs", { ids: ["i1"] }, "DELETE");
    await addPicture("i1", "#0000ff");
    clock.advance(3_600_000);

    const second = fileOf(await pictures.show(place, input));

    expect(second).not.toBe(first);
    expect(slack.core.files.ids()).toEqual([second]);
  });

  test("is made ready ahead of need; what fails holds up nothing", async () => {
    const { pictures, slack, place, addPicture } = await start();
    const inputs: LabelingInput[] = [image("nowhere"), { id: "text", content: { kind: "text", text: "hello" } }];
    for (let at = 0; at < 5; at += 1) inputs.push(await addPicture(`i${at}`, `#0000${at}0`));

    await pictures.prepare(place, inputs);

    expect(inputs.map((input) => pictures.known(place, input)?.kind)).toEqual([
      ...["none", "none"],
      ...["file", "file", "file", "file", "file"],
    ]);
    expect(slack.callsOf("files.completeUploadExternal")).toHaveLength(5);
  });
});

describe("a picture that Slack can fetch", () => {
  test("is given by its address, and nobody is asked for it", async () => {
    const { pictures, slack, asked, place } = await start();
    const url = "https://example.com/cat.jpg";
    asked.splice(0);

    expect(pictures.known(place, image("i1", url))).toEqual({ kind: "url", url });
    expect(await pictures.show(place, image("i1", url))).toEqual({ kind: "url", url });
    expect(asked).toEqual([]);
    expect(slack.calls.filter(({ method }) => method.startsWith("files."))).toEqual([]);
  });

  test("in the vendor's own store is asked about first: it may want a key", async () => {
    const { pictures, place, addInput } = await start();
    const url = "https://data.clarifai.com/orig/a/b.jpg";
    await addInput("i1", { url });

    expect(pictures.known(place, image("i1", url))).toBeUndefined();
    expect(await pictures.show(place, image("i1", url))).toEqual({ kind: "url", url });
  });
});

describe("nothing is fetched for an input's address", () => {
  test("be it on this machine, and answer with a picture", async () => {
    const { pictures, place, addInput } = await start();
    const picture = await png();
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.writeHead(200, { "content-type": "image/png" }).end(picture);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => void server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"];
    const addresses = hosts.map((host) => `http://${host}:${port}/a.png`);
    for (const [at, url] of addresses.entries()) await addInput(`i${at}`, { url });
    for (const at of hosts.keys()) {
      const why = whyOf(await pictures.show(place, image(`i${at}`, addresses[at])));
      expect(why).toMatch(/^This picture stands on .*, which Slack cannot reach from outside\. Import it as a file/);
      expect(why).not.toContain(String(port));
    }
    expect(seen).toEqual([]);
  });
});

describe("what cannot be shown is said in a sentence", () => {
  test("a file that is none, read once", async () => {
    const { pictures, place, slack, addInput } = await start();
    await addInput("i1", { base64: Buffer.from("no picture").toString("base64") });

    const shown = await pictures.show(place, image("i1"));

    expect(whyOf(shown)).toMatch(/^The file of this picture cannot be read/);
    expect(pictures.known(place, image("i1"))).toEqual(shown);
    expect(slack.calls.filter(({ method }) => method.startsWith("files."))).toEqual([]);
  });

  test("an input that is text, or is gone", async () => {
    const { pictures, place, post } = await start();
    await post("inputs", { inputs: [{ id: "text", data: { text: { raw: "hello" } } }] });

    expect(whyOf(await pictures.show(place, image("text")))).toBe("This input is not a picture.");
    expect(whyOf(await pictures.show(place, image("gone")))).toMatch(/^This input does not exist any more/);
  });

  test.each([
    ["files.getUploadURLExternal", { error: "missing_scope" }, /may not upload pictures .* files:write/],
    ["files.getUploadURLExternal", { error: "file_uploads_disabled" }, /refuses this picture/],
    ["files.completeUploadExternal", { error: "internal_error" }, /Try again in a minute/],
    ["files.completeUploadExternal", { cut: "before" }, /Try again in a minute/],
    ["files.getUploadURLExternal", { retryAfter: 3_600 }, /takes no more pictures at this moment/],
  ] as const)("%s answers %j; a later look succeeds", async (method, fault, words) => {
    const { pictures, place, slack, clock, addPicture } = await start();
    const input = await addPicture("i1");
    slack.failNext(method, fault);

    const shown = await pictures.show(place, input);

    expect(whyOf(shown)).toMatch(words);
    expect(pictures.known(place, input)).toEqual(shown);
    clock.advance(3_600_000);
    expect((await pictures.show(place, input)).kind).toBe("file");
  });
});

describe("when Slack asks to wait", () => {
  test("a short wait is waited for", async () => {
    const { pictures, place, slack, addPicture } = await start();
    const input = await addPicture("i1");
    slack.failNext("files.getUploadURLExternal", { retryAfter: 1 });
    const started = performance.now();

    const picture = await pictures.show(place, input);

    expect(picture.kind).toBe("file");
    expect(performance.now() - started).toBeGreaterThanOrEqual(990);
    expect(slack.callsOf("files.getUploadURLExternal")).toHaveLength(2);
  });

  test("nobody else is uploaded for during a long one", async () => {
    const { pictures, place, slack, clock, addPicture } = await start();
    const inputs = [await addPicture("i1"), await addPicture("i2")] as const;
    slack.failNext("files.getUploadURLExternal", { retryAfter: 60 });
    await pictures.show(place, inputs[0]);

    expect(whyOf(await pictures.show(place, inputs[1]))).toMatch(/takes no more pictures at this moment/);
    expect(slack.callsOf("files.getUploadURLExternal")).toHaveLength(1);
    clock.advance(60_000);
    expect((await pictures.show(place, inputs[1])).kind).toBe("file");
  });
});

describe("when the task is gone", () => {
  const upload = async ({ pictures, place, addPicture }: Parts, count: number): Promise<void> => {
    const inputs: LabelingInput[] = [];
    for (let at = 0; at < count; at += 1) inputs.push(await addPicture(`i${at}`));
    await pictures.prepare(place, inputs);
  };

  test("because the app deleted it, its files are deleted from Slack, 25 at a time", async () => {
    const parts = await start();
    await upload(parts, 30);
    await parts.pictures.show({ team: TEAM, taskId: "other" }, image("i1"));

    await parts.tasks.deleteTasks([parts.place.taskId]);

    expect(await carryOut(parts)).toBe(2);
    expect(parts.slack.core.files.ids()).toHaveLength(1);
    expect(await parts.kept.listForTask(TEAM, parts.place.taskId, 100)).toEqual([]);
  });

  test("because it was deleted elsewhere, the hourly look finds out", async () => {
    const parts = await start();
    await upload(parts, 1);
    await parts.post("tasks", { ids: [parts.place.taskId] }, "DELETE");
    // As a round of listing leaves the index.
    await parts.settle();
    await parts.store.taskIndex.forget(TEAM, [parts.place.taskId]);

    await parts.pictures.findGoneTasks(TEAM);

    expect(await carryOut(parts)).toBe(1);
    expect(parts.slack.core.files.ids()).toEqual([]);
  });

  test("a task that is there keeps its files, though the index has not met it", async () => {
    const parts = await start();
    await upload(parts, 1);
    await parts.settle();
    await parts.store.taskIndex.forget(TEAM, [parts.place.taskId]);

    await parts.pictures.findGoneTasks(TEAM);

    expect(await carryOut(parts)).toBe(0);
    expect(parts.slack.core.files.ids()).toHaveLength(1);
  });

  test("a file that somebody has deleted holds up nothing; a 429 is obeyed and loses nothing", async () => {
    const parts = await start();
    await upload(parts, 3);
    // Deleted in this order; uploaded in any.
    const first = (await parts.kept.listForTask(TEAM, parts.place.taskId, 1))[0]?.fileId;
    parts.slack.core.files.delete(first ?? "");
    parts.slack.failNext("files.delete", { retryAfter: 7 }, { when: ({ file }) => file !== first });

    await expect(parts.pictures.forgetTask(parts.place)).rejects.toMatchObject({
      fault: "rate_limited",
      retryAfterMs: 7_000,
    });
    expect(await parts.kept.listForTask(TEAM, parts.place.taskId, 10)).toHaveLength(2);
    expect(await parts.pictures.forgetTask(parts.place)).toBe("done");
    expect(parts.slack.core.files.ids()).toEqual([]);
  });
});
