import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { PICTURES, settle } from "./take-picture.ts";

/** A film that somebody waits for is not looked at: the README is opened over slow lines too. */
const MOST_BYTES = 1_000_000;

type Scene = { readonly frame: Buffer; readonly shownMs: number };

/** A film for the documentation: what the window shows at moments that the test chooses, as one looping picture. */
export function createFilm(page: Page) {
  const scenes: Scene[] = [];
  return {
    /** Adds what the window shows now. */
    async show(shownMs: number): Promise<void> {
      await settle(page);
      scenes.push({ frame: await page.screenshot({ animations: "disabled" }), shownMs });
    },
    /** Joins the scenes. Refuses a film that is too large. */
    async save(name: string): Promise<void> {
      const frames = scenes.map(({ frame }) => frame);
      const film = await sharp(frames, { join: { animated: true } })
        .webp({ loop: 0, delay: scenes.map(({ shownMs }) => shownMs), quality: 80, effort: 6, mixed: true })
        .toBuffer();
      if (film.length > MOST_BYTES) throw new Error(`The film has ${film.length} bytes, and may have ${MOST_BYTES}.`);
      await writeFile(fileURLToPath(new URL(`${name}.webp`, PICTURES)), film);
    },
  };
}
