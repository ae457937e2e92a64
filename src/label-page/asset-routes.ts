import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Context, Hono } from "hono";
import type { Assets } from "./assets.ts";
import type { Links } from "./links.ts";
import type { Members } from "./members.ts";
import { ICON, pageHtml } from "./page-html.ts";
import { type PagePlace, ROUTES } from "./page-path.ts";
import type { Sessions } from "./sessions.ts";

/** Their addresses change with what they are, as far as it is we who have given the address. */
const KEPT_FOR_GOOD = "public, max-age=31536000, immutable";

type Packed = {
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly small: Uint8Array<ArrayBuffer>;
};

/** The page, and what it consists of. Opening it changes nothing: that is for its script to do. */
export function addAssets(
  app: Hono,
  deps: { loadAssets: () => Promise<Assets>; links: Links; sessions: Sessions; membershipOf: Members },
): void {
  const { loadAssets, links, sessions, membershipOf } = deps;
  let packing: ReturnType<typeof pack> | undefined;
  const packed = (): ReturnType<typeof pack> => {
    packing ??= pack(loadAssets);
    // One that failed is tried again with the next request.
    packing.catch(() => {
      packing = undefined;
    });
    return packing;
  };

  app.get("/label/assets/:name", async (context) => {
    const { version, files } = await packed();
    const file = files.get(context.req.param("name"));
    if (!file) return context.notFound();
    const isSmall = /\bgzip\b/.test(context.req.header("accept-encoding") ?? "");
    return context.body(isSmall ? file.small : file.plain, 200, {
      "content-type": file.type,
      // A page of another version, beside this one while they are exchanged, names what it has itself.
      "cache-control": context.req.query("v") === version ? KEPT_FOR_GOOD : "no-cache",
      vary: "accept-encoding",
      ...(isSmall && { "content-encoding": "gzip" }),
    });
  });

  for (const purpose of ["label", "review"] as const)
    app.get(ROUTES[purpose], async (context) => {
      const { version } = await packed();
      const page = { purpose, taskId: context.req.param("task") };
      const link = context.req.query("link");
      const read = link === undefined ? undefined : links.read(link, page);
      const status = read?.ok === false ? (read.error === "late" ? 410 : 403) : await statusFor(context, page);
      return context.html(pageHtml(version, purpose), status, { "cache-control": "no-store" });
    });

  /** Who has left the workspace has no page any more. */
  async function statusFor(context: Context, page: PagePlace): Promise<200 | 403> {
    const session = await sessions.find(context.req.header("cookie"), page);
    if (!session || (await membershipOf(session)) !== "gone") return 200;
    await sessions.end(session);
    return 403;
  }
}

async function pack(loadAssets: () => Promise<Assets>) {
  const { js, css } = await loadAssets();
  const version = createHash("sha256").update(js).update(css).digest("hex").slice(0, 12);
  const files = new Map<string, Packed>([
    ["page.js", await packOne("text/javascript; charset=utf-8", js)],
    ["page.css", await packOne("text/css; charset=utf-8", css)],
    ["icon.svg", await packOne("image/svg+xml", ICON)],
  ]);
  return { version, files };
}

async function packOne(type: string, text: string): Promise<Packed> {
  const plain = new Uint8Array(Buffer.from(text));
  return { type, plain, small: new Uint8Array(await promisify(gzip)(plain)) };
}
