import { join } from "node:path";
import { exampleWindow } from "./example-window.ts";
import { type Server, startServer } from "./processes.ts";
import { BOT, SIGNING_SECRET } from "./workspace.ts";

/** A compiled file of the benchmark. */
export const here = (file: string): string => join(import.meta.dirname, file);

/** Starts the built app on the tables of a directory; the CPU profile of it goes into the directory `profile` when it ends. */
export const startApp = (slack: Server, dataDir: string, profile?: string): Promise<Server> =>
  startServer(
    join(process.cwd(), "dist/main.js"),
    {
      SLACK_BOT_TOKEN: BOT.token,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
      DATA_DIR: dataDir,
      PORT: "0",
    },
    { profile },
  );

/** Starts the bare Bolt app. */
export const startPeer = (slack: Server, dataDir: string): Promise<Server> =>
  startServer(here("bare-bolt.js"), {
    SLACK_API_URL: `${slack.url}/api/`,
    PEER_DATABASE: join(dataDir, "peer.db"),
    PEER_WINDOW: JSON.stringify(exampleWindow()),
  });
