import { LIMITS } from "./limits.ts";

type HeldFile = {
  readonly name: string;
  readonly length: number;
  bytes?: Buffer;
  /** When the upload was completed: before, the file is none yet. */
  completedAt?: number;
};

/** What a block can show: the file, and what it is. */
export type ShownFile = { readonly bytes: Buffer; readonly type: string };

/** The app's files: asked for, sent, completed, and processed some time later (docs.slack.dev/messaging/working-with-files). */
export class Files {
  readonly #files = new Map<string, HeldFile>();
  readonly #now: () => number;
  readonly #newId: () => string;
  readonly #processingMs: number;

  constructor({ now, newId, processingMs }: { now: () => number; newId: () => string; processingMs: number }) {
    this.#now = now;
    this.#newId = newId;
    this.#processingMs = processingMs;
  }

  /** Makes room for a file; its id. */
  ask(name: string, length: number): string {
    const id = `F${this.#newId()}`;
    this.#files.set(id, { name, length });
    return id;
  }

  /** Takes the bytes. False for an id that was not asked for, or another length than was announced. */
  take(id: string, bytes: Buffer): boolean {
    const file = this.#files.get(id);
    if (file === undefined || file.completedAt !== undefined || bytes.length !== file.length) return false;
    file.bytes = bytes;
    return true;
  }

  /** False for a file that was not sent. */
  complete(id: string): boolean {
    const file = this.#files.get(id);
    if (file?.bytes === undefined) return false;
    file.completedAt ??= this.#now();
    return true;
  }

  /** False for a file that is not there. */
  delete(id: string): boolean {
    return this.#files.get(id)?.completedAt !== undefined && this.#files.delete(id);
  }

  /** Why a block cannot show this file; undefined when it can. */
  problemOf(id: string): "unknown" | "processing" | "no picture" | undefined {
    const file = this.#files.get(id);
    if (file?.completedAt === undefined || file.bytes === undefined) return "unknown";
    if (this.#now() - file.completedAt < this.#processingMs) return "processing";
    return typeOf(file.bytes) === undefined ? "no picture" : undefined;
  }

  /** A picture that is there; undefined for any other id. */
  show(id: string): ShownFile | undefined {
    const file = this.#files.get(id);
    if (file?.completedAt === undefined || file.bytes === undefined) return undefined;
    const type = typeOf(file.bytes);
    return type === undefined ? undefined : { bytes: file.bytes, type };
  }

  /** What an uploaded file holds; undefined for one that is not there. */
  read(id: string): Buffer | undefined {
    return this.#files.get(id)?.bytes;
  }

  /** Of all files that are there, completed or not. */
  ids(): readonly string[] {
    return [...this.#files.keys()];
  }
}

const typeOf = (bytes: Buffer): string | undefined =>
  LIMITS.file.pictures.find(({ signature }) => bytes.subarray(0, signature.length).equals(Buffer.from(signature)))
    ?.type;
