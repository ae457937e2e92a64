import { readFile } from "node:fs/promises";

/** What the page consists of, beside its HTML. */
export type Assets = { readonly js: string; readonly css: string };

/**
 * From `npm run build` on, the bundle lies beside this file. From TypeScript it is made in memory, which takes a few tenths of a second.
 * Rejects when there is none.
 */
export async function loadAssets(): Promise<Assets> {
  if (import.meta.url.endsWith(".ts")) {
    const { bundleClient } = await import("./bundle-client.ts");
    return bundleClient({ sources: new URL("./client/", import.meta.url) });
  }
  const [js, css] = await Promise.all([
    readFile(new URL("./page.js", import.meta.url), "utf8"),
    readFile(new URL("./page.css", import.meta.url), "utf8"),
  ]);
  return { js, css };
}
