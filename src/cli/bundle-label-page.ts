import { writeFile } from "node:fs/promises";
import { bundleClient } from "../label-page/bundle-client.ts";

/** The last step of `npm run build`: what runs in the browser lies beside the server that serves it. */
const { js, css } = await bundleClient({ sources: new URL("../../src/label-page/client/", import.meta.url) });
const target = new URL("../label-page/", import.meta.url);
await Promise.all([writeFile(new URL("page.js", target), js), writeFile(new URL("page.css", target), css)]);
