import type { ApiMethod } from "./api-method.ts";
import { readThreadTs } from "./conversation-book.ts";
import { toObjects, toText } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { announce, newTs } from "./posting.ts";

/** Uploading in three steps, and deleting: files of the app's own; with `channel_id` they are shared there, and a message names them. */
export const FILE_METHODS = {
  "files.getUploadURLExternal"(core, args) {
    const [name, length] = [toText(args["filename"]), Number(args["length"])];
    if (name === "") return { ok: false, error: "missing_argument" };
    if (!Number.isInteger(length) || length < 1 || length > LIMITS.file.bytes)
      return { ok: false, error: "invalid_arguments" };
    const id = core.files.ask(name, length);
    return { ok: true, upload_url: `${core.origin()}/upload/${id}`, file_id: id };
  },

  "files.completeUploadExternal"(core, args) {
    const files = toObjects(args["files"]).map((file) => ({ id: toText(file["id"]), title: toText(file["title"]) }));
    if (files.length === 0) return { ok: false, error: "invalid_arguments" };
    if (!files.every(({ id }) => core.files.complete(id))) return { ok: false, error: "file_not_found" };
    const channel = toText(args["channel_id"]);
    if (channel === "") return { ok: true, files };
    if (core.book.findRoom(channel) === undefined) return { ok: false, error: "channel_not_found" };
    const text = files.map(({ title }) => `📎 ${title}`).join("\n");
    const message = { channel, ts: newTs(core), user: core.workspace.bot.userId, text, threadTs: readThreadTs(args) };
    announce(core, "posted", core.book.add({ ...message, onlyFor: null }));
    return { ok: true, files };
  },

  "files.delete": (core, args) =>
    core.files.delete(toText(args["file"])) ? { ok: true } : { ok: false, error: "file_not_found" },
} satisfies Readonly<Record<string, ApiMethod>>;
