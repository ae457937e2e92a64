import type { Log } from "../../src/domain/log.ts";
import { requestScope } from "../../src/request-scope.ts";

type Line = {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
  /** For which request it was written. */
  readonly request: string | undefined;
};

/** A log that keeps its lines, for tests that look at them or want silence. */
export function createRecordingLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = [];
  const write = (level: keyof Log) => (fields: object, message: string) => {
    lines.push({ level, fields, message, request: requestScope.current() });
  };
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
