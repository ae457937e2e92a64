import type { Log } from "../../src/domain/log.ts";
import { createSlackLogger } from "../../src/slack/slack-log.ts";

const nothing = (): void => {};
export const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing } as unknown as Log;
export const SLACK_LOGGER = createSlackLogger(QUIET);

export const told = (person: string) => ({ text: `Work for ${person}`, blocks: [] });
