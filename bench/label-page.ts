import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { chromium, type Page } from "playwright-core";
import type { Said } from "../src/domain/labeling/label.ts";
import type { PageSession } from "../src/domain/labeling/page-session.ts";
import { ok } from "../src/domain/result.ts";
import { serveLabelPage } from "../src/http/serve-label-page.ts";
import { loadAssets } from "../src/label-page/assets.ts";
import { createLabelPage } from "../src/label-page/create-label-page.ts";
import { createLabelApi } from "../src/label-page/label-api.ts";
import type { PageWork } from "../src/label-page/ports.ts";
import { createLog } from "../src/log.ts";

/**
 * `npm run bench:page`: the labeling page in a browser, with 200 polygons on a picture of twelve megapixels. Prints one JSON line per
 * figure. Frames are told beside those of the same page while nothing happens: on a machine that does something else as well, neither
 * reaches 60.
 */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
const MEASURED_MS = 3_000;
/** So many openings; the median is told, and the first warms up. */
const OPENINGS = 8;

const polygons: Said = {
  kind: "shapes",
  shapes: Array.from({ length: 200 }, (_, index) => ({
    concept: "cup",
    points: Array.from({ length: 12 }, (_corner, turn) => ({
      row: Math.floor(index / 20) / 10 + 0.05 + 0.045 * Math.sin((turn * Math.PI) / 6),
      col: (index % 20) / 20 + 0.025 + 0.024 * Math.cos((turn * Math.PI) / 6),
    })),
  })),
};

// As text: what a compiler adds to functions is not there in the page.

/** Of the page's script, as it is unpacked. */
const SCRIPT_BYTES = `performance.getEntriesByType("resource").find(({ name }) => name.includes("page.js")).decodedBodySize`;

/** A count that is under way ends when another one has begun. */
const COUNT = `{
  const counted = { frames: 0 };
  globalThis.counted = counted;
  const count = () => {
    counted.frames += 1;
    if (globalThis.counted === counted) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}`;

const PAINT = `(width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  for (let blot = 0; blot < 800; blot += 1) {
    pen.fillStyle = "hsl(" + ((blot * 47) % 360) + " 40% " + (30 + (blot % 50)) + "%)";
    pen.beginPath();
    pen.arc((blot * 7919) % width, (blot * 104729) % height, width / 20, 0, 7);
    pen.fill();
  }
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
}`;

const ANA = { id: "UANA", name: "Ana", isAdmin: false, isBot: false, isActive: true };

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const small = await serve({ bytes: await paint(page, 800, 600) });
  const large = await serve({ bytes: await paint(page, 4000, 3000), draft: polygons });

  const openings: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) openings.push(await open(page, small.link()));
  const sorted = openings.slice(1).toSorted((a, b) => a - b);
  tell("script", Number(await page.evaluate(SCRIPT_BYTES)), "bytes");
  tell("interactive", sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, "ms");

  await open(page, large.link());
  const idle = await countFrames(page, async () => undefined);
  const drag = await dragCorner(page);
  tell("frames while nothing happens", idle, "a second");
  tell("frames while a corner is dragged", drag, "a second");
  tell("the one by the other", drag / idle, "ratio");
  for (const { close } of [small, large]) close();
} finally {
  await browser.close();
}

function tell(name: string, value: number, unit: string): void {
  process.stdout.write(
    `${JSON.stringify({ name: `label page: ${name}`, value: Number(value.toPrecision(3)), unit })}\n`,
  );
}

/** The page before one picture, with what was begun in it. */
async function serve({ bytes, draft }: { bytes: Uint8Array; draft?: Said }) {
  const sessions = new Map<string, PageSession>();
  const task = { name: "Cups", instructions: "", kind: "polygons", conceptsPerInput: "SEVERAL" } as const;
  const show: PageWork["begin"] = async () =>
    ok({
      work: {
        task: { ...task, concepts: [{ id: "cup", name: "cup" }] },
        inputs: [
          {
            assignmentId: "one",
            inputId: "one",
            content: { kind: "image", src: "cups/media/one" },
            ...(draft && { draft }),
          },
        ],
        progress: "0 of 1",
        canUndo: false,
      },
    });
  const api = createLabelApi({
    begin: show,
    answer: show,
    skip: show,
    undo: show,
    ask: show,
    keep: async () => undefined,
    media: async () => bytes,
  });
  let url: string | undefined;
  const log = createLog({ level: "warn", secrets: [] });
  const page = createLabelPage({
    secret: "bench",
    publicUrl: () => url,
    sessions: {
      save: async (hash, session) => void sessions.set(hash, session),
      find: async (hash) => sessions.get(hash),
      removeOf: async () => undefined,
    },
    placeOf: async () => ({
      directory: { known: () => ANA, findSurely: async () => ANA },
      apis: { label: api, review: api },
    }),
    firstUse: async () => true,
    loadAssets,
    now: () => new Date(),
    newId: randomUUID,
    log,
  });
  const server = createServer(serveLabelPage((_request, response) => response.writeHead(404).end(), { page, log }));
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address.port);
    });
  });
  url = `http://127.0.0.1:${port}`;
  return {
    link: (): string => {
      const minted = page.links.mint({ team: "T1", person: "U1", taskId: "cups", purpose: "label" });
      return "url" in minted ? minted.url : "";
    },
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Gives the milliseconds from the navigation until one can draw. */
async function open(page: Page, link: string): Promise<number> {
  await page.goto(link);
  const ready = await page.waitForFunction(() => document.querySelector(".overlay") && performance.now());
  return Number(await ready.jsonValue());
}

/** Frames a second while something is done over and over. */
async function countFrames(page: Page, act: (step: number) => Promise<void>): Promise<number> {
  await page.evaluate(COUNT);
  const began = performance.now();
  for (let step = 0; performance.now() - began < MEASURED_MS; step += 1) {
    await act(step);
    await new Promise((resolve) => setTimeout(resolve, 8));
  }
  const seconds = (performance.now() - began) / 1000;
  return Number(await page.evaluate("counted.frames")) / seconds;
}

async function dragCorner(page: Page): Promise<number> {
  const box = await page.locator(".frame img").boundingBox();
  if (!box) throw new Error("The picture is not shown.");
  const corner = [box.x + (0.525 + 0.024) * box.width, box.y + 0.55 * box.height] as const;
  await page.mouse.click(...corner);
  if ((await page.locator(".overlay .handle").count()) !== 12) throw new Error("No polygon is chosen.");
  await page.mouse.down();
  const frames = await countFrames(page, (step) =>
    page.mouse.move(corner[0] + 150 * Math.sin(step / 10), corner[1] + 100 * Math.cos(step / 10)),
  );
  await page.mouse.up();
  return frames;
}

async function paint(page: Page, width: number, height: number): Promise<Uint8Array> {
  return Buffer.from(String(await page.evaluate(`(${PAINT})(${width}, ${height})`)), "base64");
}
