import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";

export const PICTURES = new URL("../../../docs/pictures/", import.meta.url);

/** What is left around the thing that a picture shows, in pixels of the page. */
const MARGIN_PX = 16;

/** Nothing but the thing that is shown, and what it stands on. */
const ALONE = "body * { visibility: hidden } [data-shown], [data-shown] * { visibility: visible }";

/**
 * Leaves a picture for the documentation: of the whole window, or of one thing in it with a small margin. Times and made-up ids are
 * the same in every run, so that a picture changes only when the page does.
 */
export async function takePicture(page: Page, name: string, shown?: Locator): Promise<void> {
  await settle(page);
  const path = fileURLToPath(new URL(`${name}.png`, PICTURES));
  if (!shown) {
    await page.screenshot({ path, animations: "disabled" });
    return;
  }
  // What is under the pointer looks pressed.
  await page.mouse.move(0, 0);
  const clip = await frameOf(page, shown);
  await shown.evaluate((element) => element.toggleAttribute("data-shown", true));
  await page.screenshot({ path, animations: "disabled", clip, style: ALONE });
  await shown.evaluate((element) => element.toggleAttribute("data-shown", false));
}

/** Replaces times and ids. The text itself is changed and not the elements, which the page goes on drawing into. */
export const settle = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const isTime = text.parentElement?.tagName === "TIME";
      const words = (text.nodeValue ?? "").replace(/\b[0-9a-f]{8}(-[0-9a-f-]{27})?\b/, "5f0c2b7a");
      text.nodeValue = isTime ? words.replace(/\d{1,2}:\d{2}/, "10:24") : words;
    }
  });

/** Where the thing stands in the window. What reaches an edge of the window has no margin at its sides. */
async function frameOf(page: Page, shown: Locator) {
  const box = await shown.boundingBox();
  const window = page.viewportSize();
  if (!box || !window) throw new Error("There is nothing to take a picture of.");
  const beside = box.x + box.width < window.width ? MARGIN_PX : 0;
  const top = Math.max(0, box.y - MARGIN_PX);
  const bottom = Math.min(window.height, box.y + box.height + MARGIN_PX);
  return { x: box.x - beside, y: top, width: box.width + 2 * beside, height: bottom - top };
}
