import { expect, it } from "@jest/globals";
import sharp from "sharp";
import { createTasksApi } from "../../../src/api/create-tasks-api.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { LONG, openService } from "./open-service.ts";

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#808080" } });

async function pictures() {
  const png = (await plain(40, 30).png().toBuffer()).toString("base64");
  // Lies on its side in the file: whoever looks at it sees 30 × 60.
  const turned = (await plain(60, 30).jpeg().withMetadata({ orientation: 6 }).toBuffer()).toString("base64");
  return { png, turned };
}

describeOnBothEngines("the size of an image", (newTarget) => {
  it("is read from its file as it is seen; of an address alone, taken as the client says; of what is no image, unknown", async () => {
    const { service, owner } = await openService(newTarget());
    const { png, turned } = await pictures();
    const url = "https://example.com/a.jpg";

    const { body: posted } = await owner("POST", "/inputs", {
      inputs: [
        { id: "png", data: { image: { base64: png, image_info: { width: 1, height: 1 } } } },
        { id: "turned", data: { image: { base64: turned } } },
        { id: "said", data: { image: { url, image_info: { width: 640, height: 480 } } } },
        { id: "address", data: { image: { url } } },
        { id: "damaged", data: { image: { base64: "AAAA" } } },
        { id: "text", data: { text: { raw: "a" } } },
      ],
    });
    const { body: listed } = await owner("GET", "/inputs");

    const sizes = (inputs: { id: string; data: { image?: { image_info?: object } } }[]) =>
      Object.fromEntries(inputs.map(({ id, data }) => [id, data.image?.image_info]));
    expect(sizes(listed.inputs)).toMatchObject({
      png: { width: 40, height: 30, format: "PNG" },
      turned: { width: 30, height: 60, format: "JPEG" },
      said: { width: 640, height: 480 },
    });
    expect(sizes(posted.inputs)["turned"]).toEqual({ width: 30, height: 60, format: "JPEG" });
    expect([sizes(listed.inputs)["address"], sizes(listed.inputs)["damaged"]]).toEqual([undefined, undefined]);
    expect(listed.inputs[0].data.image.base64).toBe(png);
    await service.close();
  });

  it("stays when what is known of the image changes, and goes with the image", async () => {
    const { service, owner } = await openService(newTarget());
    const { png } = await pictures();
    await owner("POST", "/inputs", {
      inputs: [
        { id: "png", data: { image: { base64: png } } },
        { id: "said", data: { image: { url: "https://example.com/a.jpg", image_info: { width: 640, height: 480 } } } },
      ],
    });

    await owner("PATCH", "/inputs", {
      action: "overwrite",
      inputs: [
        { id: "png", data: { image: { base64: png }, metadata: { place: "here" } } },
        { id: "said", data: { image: { url: "https://example.com/a.jpg", image_info: { width: 320, height: 240 } } } },
      ],
    });
    const { body } = await owner("GET", "/inputs");
    const removed = await owner("DELETE", "/inputs", { ids: ["png", "said"] });

    expect(body.inputs[0].data).toMatchObject({
      image: { image_info: { width: 40, height: 30 } },
      metadata: { place: "here" },
    });
    expect(body.inputs[1].data.image.image_info).toMatchObject({ width: 320, height: 240 });
    expect(removed.http).toBe(200);
    await service.close();
  });

  it("is all that a minimal answer holds of an input, and inputs are counted by such answers", async () => {
    const { service, owner, key } = await openService(newTarget());
    const { png } = await pictures();
    await owner("POST", "/datasets", { datasets: [{ id: "d" }] });
    await owner("POST", "/inputs", {
      inputs: [
        { id: "png", data: { image: { base64: png } }, dataset_ids: ["d"] },
        { id: "text", data: { text: { raw: "a" } }, dataset_ids: ["d"] },
      ],
    });
    const answers: string[] = [];
    const ask = async (request: Request): Promise<Response> => {
      const response = await service.fetch(request);
      answers.push(await response.clone().text());
      return response;
    };
    const get = async (path: string) =>
      ask(
        new Request(`http://tasks.test${LONG}${path}`, {
          headers: { Authorization: `Key ${key}`, Prefer: "respond-async, Return=minimal" },
        }),
      );
    const api = createTasksApi({
      baseUrl: "http://tasks.test",
      key,
      userId: "labeldesk",
      appId: "T1",
      fetch: (input) => ask(new Request(input)),
    });

    const listed = await get("/inputs?ids=png,text");
    const one = await get("/inputs/png");
    const counted = await api.countDatasetInputs("d", 10, "interactive");

    const [inputs = "", , members = ""] = answers;
    expect(JSON.parse(inputs).inputs).toEqual([
      { id: "png", data: { image: { image_info: { width: 40, height: 30, format: "PNG" } } } },
      { id: "text" },
    ]);
    expect(listed.headers.get("preference-applied")).toBe("return=minimal");
    expect(one.headers.has("preference-applied")).toBe(false);
    expect(counted).toBe(2);
    expect(members).not.toContain(png);
    await service.close();
  });

  it("is left out with all else that was sent, where a minimal answer says what became of inputs", async () => {
    const { service, key } = await openService(newTarget());
    const { png } = await pictures();
    const inputs = [
      { id: "png", data: { image: { base64: png } } },
      { id: "png", data: { text: { raw: "a" } } },
    ];

    const posted = await service.fetch(
      new Request(`http://tasks.test${LONG}/inputs`, {
        method: "POST",
        headers: { Authorization: `Key ${key}`, Prefer: "return=minimal" },
        body: JSON.stringify({ inputs }),
      }),
    );

    const answer = await posted.json();
    expect(answer.inputs).toEqual([
      { id: "png", status: expect.objectContaining({ code: 30000 }) },
      { id: "png", status: expect.objectContaining({ code: 30100, details: expect.stringContaining("twice") }) },
    ]);
    expect(answer.status.code).toBe(10010);
    expect(posted.headers.get("preference-applied")).toBe("return=minimal");
    await service.close();
  });
});
