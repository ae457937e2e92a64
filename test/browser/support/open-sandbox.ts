import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { BEGUN_BEFORE_MS, beginWork } from "../../../sandbox/life/begin-work.ts";
import { createPastClock } from "../../../sandbox/life/create-past-clock.ts";
import { SimulatedWorkers } from "../../../sandbox/life/simulated-workers.ts";
import { buildPage } from "../../../sandbox/page/build.ts";
import { createPageServer } from "../../../sandbox/server/create-page-server.ts";
import type { SandboxSlack } from "../../../sandbox/slack/create-sandbox-slack.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

/** Debian's own; another one by the variable. */
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** What keeps a browser in a container alive, and from calling home. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** A condition that has not come true in this time never will. */
const PATIENCE_MS = 30_000;

export type OpenPages = {
  /** A fresh window on the sandbox's page. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** What any page logged as an error, or threw. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

export type OpenSandbox = OpenPages & { readonly workspace: TestWorkspace };

/**
 * The whole sandbox in this process, as `npm run sandbox` starts it, and a browser before it. The tasks under way and the talk are there
 * with `isBegun` alone.
 */
export async function openSandbox({ isBegun = false }: { isBegun?: boolean } = {}): Promise<OpenSandbox> {
  const clock = createPastClock(isBegun ? BEGUN_BEFORE_MS : 0);
  const workspace = await startTestWorkspace({ tasksNow: clock.now });
  try {
    if (isBegun) await beginWork(workspace, clock);
    const pages = await openPages(workspace.slack);
    const close = async (): Promise<void> => {
      await pages.close();
      await workspace.stop();
    };
    return { ...pages, workspace, close };
  } catch (error) {
    await workspace.stop();
    throw error;
  }
}

/** The page before a Slack of one's own, in a browser. */
export async function openPages(slack: SandboxSlack): Promise<OpenPages> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    const page = buildPage();
    const server = createServer(
      getRequestListener(createPageServer(slack, () => page, new SimulatedWorkers(slack)).fetch),
    );
    const url = await listen(server);
    closers.push(() => stopServer(server));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
    closers.push(() => browser.close());
    const complaints: string[] = [];
    return { complaints, close, openPage: (options) => openPage(browser, url, complaints, options) };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openPage(
  browser: Browser,
  url: string,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(url);
  return page;
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("The page server has no port."));
      resolve(`http://127.0.0.1:${address.port}/`);
    });
  });

const stopServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    // The pages' event streams would keep it open.
    server.closeAllConnections();
  });
