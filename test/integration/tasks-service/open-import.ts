import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DatabaseTarget } from "../../../src/store/engine/open.ts";
import { type ImportOptions, runImport } from "../../../src/tasks-service/import/run-import.ts";
import type { Send } from "../../../src/tasks-service/import/service-answers.ts";
import { openService } from "./open-service.ts";

/** A PNG of one pixel. */
export const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A folder for files to import, gone at the end. */
export function createFolder() {
  const path = mkdtempSync(join(tmpdir(), "labeldesk-import-"));
  return {
    path,
    in: (name: string): string => join(path, name),
    write: (name: string, content: string | Uint8Array): string => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A fresh service, and imports into it. */
export async function openImport(target: DatabaseTarget = { kind: "sqlite", path: ":memory:" }) {
  const opened = await openService(target);
  const send: Send = async (method, path, body) => {
    const { http, body: answer } = await opened.owner(method, path, method === "GET" ? undefined : body);
    return { httpStatus: http, body: answer };
  };
  return {
    ...opened,
    send,
    /** Bad rows by their place, without the folder and the file's name before the line. */
    run: async (paths: readonly string[], options: Partial<ImportOptions> = {}) => {
      const bad: Record<string, string> = {};
      const passedOver: string[] = [];
      const counts = await runImport({
        paths,
        send,
        onBad: (where, reason) => {
          bad[where.slice(where.lastIndexOf("/") + 1).replace(/^.*:(\d+)$/, "$1")] = reason;
        },
        onPassedOver: (path) => passedOver.push(path.slice(path.lastIndexOf("/") + 1)),
        ...options,
      });
      return { counts, bad, passedOver };
    },
    /** All inputs as the service lists them, by id. */
    inputs: async (): Promise<Record<string, { data: unknown; dataset_ids?: string[] }>> => {
      const { body } = await opened.owner("GET", "/inputs?per_page=1000");
      return Object.fromEntries(body.inputs.map((input: { id: string }) => [input.id, input]));
    },
  };
}
