import type { Page } from "playwright-core";

type Point = readonly [x: number, y: number];

/** A made-up photograph: JPEG in base64, painted by the browser. */
export function paintPhoto(page: Page, width: number, height: number, seed: number): Promise<string> {
  return page.evaluate(
    ([wide, high, first]) => {
      let state = first;
      const random = () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
      };
      const canvas = document.createElement("canvas");
      canvas.width = wide;
      canvas.height = high;
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("nothing to paint with");
      pen.fillStyle = "#cbb79a";
      pen.fillRect(0, 0, wide, high);
      for (let blot = 0; blot < 60; blot += 1) {
        pen.fillStyle = `hsl(${random() * 360} 35% ${30 + random() * 45}%)`;
        pen.beginPath();
        pen.arc(random() * wide, random() * high, (random() * Math.min(wide, high)) / 6, 0, 7);
        pen.fill();
      }
      return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
    },
    [width, height, seed] as const,
  );
}

/** Works on the picture of a labeling page as a person does. Points are in pixels of the picture. */
export async function onStage(page: Page) {
  const picture = page.locator(".frame img");

  /** The picture that is shown has been loaded, and can be drawn on. */
  const settled = () => page.locator(".overlay").waitFor({ state: "attached" });

  async function place() {
    const found = await picture.evaluate((each) => {
      if (!(each instanceof HTMLImageElement)) throw new Error("no picture");
      const { left, top, width, height } = each.getBoundingClientRect();
      return { left, top, width, height, naturalWidth: each.naturalWidth, naturalHeight: each.naturalHeight };
    });
    return ([x, y]: Point): Point => [
      found.left + (x / found.naturalWidth) * found.width,
      found.top + (y / found.naturalHeight) * found.height,
    ];
  }

  await settled();
  return {
    settled,
    async drag(from: Point, to: Point): Promise<void> {
      const at = await place();
      await page.mouse.move(...at(from));
      await page.mouse.down();
      await page.mouse.move(...at([(from[0] + to[0]) / 2, to[1]]));
      await page.mouse.move(...at(to));
      await page.mouse.up();
    },
    async click(point: Point): Promise<void> {
      await page.mouse.click(...(await place())(point));
    },
    async dragScreen([dx, dy]: Point): Promise<void> {
      const box = await page.locator(".stage").boundingBox();
      const [x, y] = [(box?.x ?? 0) + 100, (box?.y ?? 0) + 100];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx, y + dy);
      await page.mouse.up();
    },
    async zoomAt(point: Point, notches: number): Promise<void> {
      await page.mouse.move(...(await place())(point));
      for (let notch = 0; notch < notches; notch += 1) await page.mouse.wheel(0, -100);
    },
    async touchDrag(from: Point, to: Point): Promise<void> {
      const at = await place();
      const touch = await page.context().newCDPSession(page);
      const send = (type: "touchStart" | "touchMove" | "touchEnd", points: readonly Point[]) =>
        touch.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
      await send("touchStart", [at(from)]);
      await send("touchMove", [at([(from[0] + to[0]) / 2, to[1]])]);
      await send("touchMove", [at(to)]);
      await send("touchEnd", []);
    },
    /** By two fingers, about the stage's middle. */
    pinch: (factor: number): Promise<void> => pinch(page, ".stage", factor),
    /** The width of the picture on the screen. */
    width: () => picture.evaluate((each) => each.getBoundingClientRect().width),
    /** What the tab keeps of the picture, boxes as left, top, right, bottom in whole pixels of the picture. */
    kept: () =>
      page.evaluate(() => {
        const shown = document.querySelector<HTMLImageElement>(".frame img");
        const [kept] = Object.keys(sessionStorage).map((key) => JSON.parse(sessionStorage.getItem(key) ?? "null"));
        const { naturalWidth: w, naturalHeight: h } = shown ?? { naturalWidth: 0, naturalHeight: 0 };
        type Box = { left: number; top: number; right: number; bottom: number };
        return (kept?.shapes ?? []).map(({ concept, box }: { concept: string; box: Box }) => ({
          concept,
          box: [box.left * w, box.top * h, box.right * w, box.bottom * h].map((side) => Math.round(side)),
        }));
      }),
  };
}

/** Two fingers, moved apart by this factor about the middle of an element. */
export async function pinch(page: Page, selector: string, factor: number): Promise<void> {
  const box = await page.locator(selector).first().boundingBox();
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2];
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", reach?: number) =>
    touch.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: reach === undefined ? [] : [-reach, reach].map((by, id) => ({ x: x + by, y, id })),
    });
  await send("touchStart", 40);
  for (const step of [0.25, 0.5, 0.75, 1]) await send("touchMove", 40 * (1 + (factor - 1) * step));
  await send("touchEnd");
}
