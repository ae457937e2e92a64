import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const PICTURES = new URL("../../../docs/pictures/", import.meta.url);

/**
 * Leaves a picture for the documentation. Times and made-up ids are the same in every run, so that a picture changes only when the
 * page does.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (const time of document.querySelectorAll(".message-time")) time.textContent = "10:24";
    for (const small of document.querySelectorAll(".block-context :is(p, .plain)")) {
      small.textContent = (small.textContent ?? "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, "5f0c2b7a");
    }
  });
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, PICTURES)), animations: "disabled" });
}
