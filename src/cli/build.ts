import { rm, writeFile } from "node:fs/promises";
import { bundleClient } from "../label-page/bundle-client.ts";
import { bundleApp } from "./bundle-app.ts";

/** `npm run build`: makes `dist/` anew, of what runs, and of what the page in the browser consists of. */
const target = new URL("../../dist/", import.meta.url);

await rm(target, { recursive: true, force: true });
await bundleApp({ target });
const { js, css } = await bundleClient({ sources: new URL("../label-page/client/", import.meta.url) });
await Promise.all([writeFile(new URL("page.js", target), js), writeFile(new URL("page.css", target), css)]);
