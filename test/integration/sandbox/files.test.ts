import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createPageServer } from "../../../sandbox/server/create-page-server.ts";
import { createSandboxSlack, type SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createSlackClients } from "../../../src/slack/clients.ts";
import { createSlackLogger } from "../../../src/slack/slack-log.ts";
import { createTestClock } from "../../support/app-store.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PROCESSING_MS = 300;

describe("the sandbox's Slack and files", () => {
  const clock = createTestClock();
  let layer: SandboxSlack;
  let client: ReturnType<typeof createSlackClients>["background"];
  beforeAll(async () => {
    layer = await createSandboxSlack({ now: clock.now, fileProcessingMs: PROCESSING_MS });
    const logger = createSlackLogger(createRecordingLog());
    client = createSlackClients({ token: layer.botToken, slackApiUrl: layer.apiUrl, logger }).background;
  });
  afterAll(() => layer.close());

  const ask = async (length: number): Promise<{ id: string; url: string }> => {
    const { file_id, upload_url } = await client.files.getUploadURLExternal({ filename: "a.png", length });
    return { id: file_id ?? "", url: upload_url ?? "" };
  };
  const complete = (id: string) => client.files.completeUploadExternal({ files: [{ id, title: "a.png" }] });
  const upload = async (bytes: Buffer): Promise<string> => {
    const { id, url } = await ask(bytes.length);
    await fetch(url, { method: "POST", body: Uint8Array.from(bytes) });
    await complete(id);
    return id;
  };
  const publish = (image: object) =>
    client.views.publish({
      user_id: layer.person("ana").id,
      // What a block may not hold is the point.
      view: { type: "home", blocks: [{ type: "image", alt_text: "Input 1", ...image } as never] },
    });
  const refusal = (error: string) => ({ data: { error } });

  test("a block shows a file once it is processed, and no longer than it is there", async () => {
    const id = await upload(PNG);
    const image = { slack_file: { id } };

    await expect(publish(image)).rejects.toMatchObject(refusal("invalid_blocks"));
    expect(layer.violations).toEqual([]);
    clock.advance(PROCESSING_MS);
    await publish(image);
    const { fetch: page } = createPageServer(layer, async () => ({ html: "", js: "", css: "" }));
    const shown = await page(new Request(`http://localhost/_sandbox/files/${id}`, { headers: { host: "localhost" } }));
    expect(shown.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);

    await client.files.delete({ file: id });
    await expect(publish(image)).rejects.toMatchObject(refusal("invalid_blocks"));
    await expect(client.files.delete({ file: id })).rejects.toMatchObject(refusal("file_not_found"));
  });

  test("an upload has the length that was announced, and is completed after it was sent", async () => {
    const { id, url } = await ask(3);

    await expect(complete(id)).rejects.toMatchObject(refusal("file_not_found"));
    expect((await fetch(url, { method: "POST", body: "four" })).status).toBe(400);
    await expect(complete(id)).rejects.toMatchObject(refusal("file_not_found"));
    await expect(client.files.getUploadURLExternal({ filename: "a.png", length: 0 })).rejects.toMatchObject(
      refusal("invalid_arguments"),
    );
  });

  test.each([
    ["a file that is none", { slack_file: { id: "F1" } }],
    ["an address inside a network", { image_url: "http://192.168.0.1/a.png" }],
    ["an address of this machine", { image_url: "http://localhost:3100/a.png" }],
    ["an address of a name without a dot", { image_url: "https://pictures/a.png" }],
    ["no address of the web", { image_url: "data:image/png;base64,AAAA" }],
  ])("a block with %s is refused", async (_name, image) => {
    const before = layer.violations.length;

    await expect(publish(image)).rejects.toMatchObject(refusal("invalid_blocks"));
    expect(layer.violations).toHaveLength(before + 1);
  });

  test("a file that is no picture is refused, as are a file and an address at once", async () => {
    const id = await upload(Buffer.from("<svg/>"));
    clock.advance(PROCESSING_MS);

    await expect(publish({ slack_file: { id } })).rejects.toMatchObject(refusal("invalid_blocks"));
    await expect(publish({ slack_file: { id }, image_url: "https://example.com/a.png" })).rejects.toMatchObject(
      refusal("invalid_arguments"),
    );
    await publish({ image_url: "https://example.com/a.png" });
  });
});
