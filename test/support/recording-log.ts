import type { Log } from "../../src/domain/log.ts";

type Line = { readonly level: keyof Log; readonly fields: object; readonly message: string };

/** A log that keeps its lines, for tests that look at them or want silence. */
export function createRecordingLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
