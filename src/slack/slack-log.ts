import { type Logger, LogLevel } from "@slack/web-api";
import type { Log } from "../domain/log.ts";

const severities = [LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR];

/**
 * A logger for Bolt and Slack's clients that writes to ours.
 * Their debug lines are left out: they hold whole requests, and with them people's words. Objects are left out for the same reason.
 */
export function createSlackLogger(log: Log): Logger {
  let level: LogLevel = LogLevel.INFO;
  let source = "slack";

  const write = (severity: LogLevel.INFO | LogLevel.WARN | LogLevel.ERROR, parts: readonly unknown[]): void => {
    if (severities.indexOf(severity) < severities.indexOf(level)) return;
    const detail = parts.filter((part) => typeof part === "string").join(" ");
    const err = parts.find((part) => part instanceof Error);
    log[severity](
      { source, ...(detail !== "" && { detail }), ...(err !== undefined && { err }) },
      "Slack's client reports",
    );
  };

  return {
    debug: () => undefined,
    info: (...parts) => write(LogLevel.INFO, parts),
    warn: (...parts) => write(LogLevel.WARN, parts),
    error: (...parts) => write(LogLevel.ERROR, parts),
    setLevel: (next) => {
      level = next;
    },
    getLevel: () => level,
    setName: (name) => {
      source = name;
    },
  };
}
