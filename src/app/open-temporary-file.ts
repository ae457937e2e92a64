import { openAsBlob } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TemporaryFile } from "../services/follow/ports.ts";

/** Readable by this user alone: it holds what people have labeled. */
const PRIVATE_FILE = 0o600;

/** Makes a file in a folder of its own in the system's place for such things, which clears away what a process that died has left. */
export async function openTemporaryFile(): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), "labeldesk-export-"));
  const path = join(folder, "results");
  const file = await open(path, "ax+", PRIVATE_FILE);
  let end = 0;
  return {
    get size() {
      return end;
    },

    async append(texts) {
      const parts = texts.map((text) => Buffer.from(text));
      await file.appendFile(Buffer.concat(parts));
      return parts.map(({ length }) => {
        const place = { offset: end, length };
        end += length;
        return place;
      });
    },

    async read({ offset, length }) {
      const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: offset });
      return buffer.toString();
    },

    asBlob: () => openAsBlob(path),

    async remove() {
      await file.close();
      await rm(folder, { recursive: true });
    },
  };
}
