import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";

const SAMPLES = new URL("../samples/", import.meta.url);
const TYPES = { mnist: "image/png", photos: "image/jpeg" } as const;

/** The samples as pictures that people show each other: `/photos/sheep.jpg`, `/mnist/digit-001.png`. */
export function samplePictures(): Hono {
  const app = new Hono();
  for (const [folder, type] of Object.entries(TYPES))
    app.get(`/${folder}/:name{[a-z0-9-]+\\.(jpg|png)}`, async (context) => {
      const file = await readFile(new URL(`${folder}/${context.req.param("name")}`, SAMPLES)).catch(() => undefined);
      if (file === undefined) throw new HTTPException(404, { message: "There is no such sample" });
      return context.body(new Uint8Array(file), 200, { "content-type": type });
    });
  return app;
}
