import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const PICTURES = new URL("../../../docs/pictures/", import.meta.url);

/**
 * Leaves a picture for the documentation. Times and made-up ids are the same in every run, so that a picture changes only when the
 * page does. The text itself is changed and not the elements, which the page goes on drawing into.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const isTime = text.parentElement?.tagName === "TIME";
      const words = (text.nodeValue ?? "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "5f0c2b7a");
      text.nodeValue = isTime ? words.replace(/\d{1,2}:\d{2}/, "10:24") : words;
    }
  });
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, PICTURES)), animations: "disabled" });
}
