import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createSandboxSlack, type SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { createGreeter, GREETER_MANIFEST } from "../../support/create-greeter.ts";
import { PATIENT_SLACK } from "../../support/patient-slack.ts";

describe("the sandbox's Slack with an app in Socket Mode", () => {
  let layer: SandboxSlack;
  let greeter: ReturnType<typeof createGreeter>;

  beforeAll(async () => {
    layer = await createSandboxSlack({ ...PATIENT_SLACK, manifest: GREETER_MANIFEST, eventRetryMs: [] });
    greeter = createGreeter(layer, "socket");
    await greeter.app.init();
    await greeter.app.start();
    await layer.until(() => layer.socketMode.count() === 1);
  });

  afterAll(async () => {
    await greeter?.app.stop();
    await layer?.close();
  });

  test("commands, submissions and suggestions arrive, and acks carry answers", async () => {
    const lena = layer.person("lena");

    await lena.openModal("/greet");
    await lena.choose("Topic", "Weather");
    await lena.fill("Name", "Nobody");
    const refused = await lena.submitExpectingErrors();
    await lena.fill("Name", "Ben");
    await lena.submit();

    expect(refused).toEqual({ Name: "Somebody, rather" });
    await lena.untilMessage("Hello Ben");
  });

  test("an app whose connection was ended connects again", async () => {
    layer.socketMode.refresh();
    await layer.until(() => layer.socketMode.count() === 0);
    await layer.until(() => layer.socketMode.count() === 1);

    const { notice } = await layer.person("ana").command("/greet loud");

    expect(notice).toBeNull();
  });

  test("an address that was not handed out opens nothing", async () => {
    const response = await fetch(layer.apiUrl.replace("/api/", "/socket/guessed"));

    expect(response.status).toBe(404);
    const wrong = await fetch(`${layer.apiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: "Bearer xapp-other" },
    });
    expect(await wrong.json()).toEqual({ ok: false, error: "invalid_auth" });
  });
});
