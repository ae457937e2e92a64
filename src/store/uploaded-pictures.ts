import type { UploadedPicture } from "../domain/notifications/kept.ts";
import type { StoreContext } from "./context.ts";
import { writeTransaction } from "./engine/write-transaction.ts";

type Key = Pick<UploadedPicture, "team" | "taskId" | "inputId">;

/** Which file in Slack shows which input of which task. Each stays until it is removed, or its workspace forgotten. */
export function createUploadedPictureStore({ database, now }: StoreContext) {
  return {
    async find({ team, taskId, inputId }: Key): Promise<UploadedPicture | undefined> {
      const row = await database.db
        .selectFrom("uploaded_pictures")
        .selectAll()
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .where("input_id", "=", inputId)
        .executeTakeFirst();
      return row && toPicture(row);
    },

    /**
     * Remembers a file, and gives the id of the one that is needed no more, if any: the one that showed other bytes until now, or
     * this one, where another replica was first with the same.
     */
    remember({ team, taskId, inputId, hash, fileId }: Omit<UploadedPicture, "madeAt">): Promise<string | undefined> {
      const key = { team, task_id: taskId, input_id: inputId };
      const row = { hash, file_id: fileId, made_at: now().getTime() };
      return writeTransaction(database, async (trx) => {
        // The row as it was, and nobody else's until the end: an update that changes nothing locks it.
        const there = await trx
          .insertInto("uploaded_pictures")
          .values({ ...key, ...row })
          .onConflict((conflict) => conflict.columns(["team", "task_id", "input_id"]).doUpdateSet({ team }))
          .returning(["hash", "file_id"])
          .executeTakeFirstOrThrow();
        if (there.file_id === fileId) return undefined;
        if (there.hash === hash) return fileId;
        await trx
          .updateTable("uploaded_pictures")
          .set(row)
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("input_id", "=", inputId)
          .execute();
        return there.file_id;
      });
    },

    /** Files of a task, oldest first. */
    async listForTask(team: string, taskId: string, limit: number): Promise<readonly UploadedPicture[]> {
      const rows = await database.db
        .selectFrom("uploaded_pictures")
        .selectAll()
        .where("team", "=", team)
        .where("task_id", "=", taskId)
        .orderBy("made_at")
        .orderBy("input_id")
        .limit(limit)
        .execute();
      return rows.map(toPicture);
    },

    /** Those of the tasks that have files. */
    async tasksAmong(team: string, taskIds: readonly string[]): Promise<readonly string[]> {
      if (taskIds.length === 0) return [];
      const rows = await database.db
        .selectFrom("uploaded_pictures")
        .select("task_id")
        .distinct()
        .where("team", "=", team)
        .where("task_id", "in", taskIds)
        .execute();
      return rows.map(({ task_id }) => task_id);
    },

    /** Tasks that have files and are not in the index: gone, as far as is known, or not met yet. */
    async listOrphans(team: string, limit: number): Promise<readonly string[]> {
      const rows = await database.db
        .selectFrom("uploaded_pictures")
        .leftJoin("task_index", (join) =>
          join
            .onRef("task_index.team", "=", "uploaded_pictures.team")
            .onRef("task_index.id", "=", "uploaded_pictures.task_id"),
        )
        .select("uploaded_pictures.task_id")
        .distinct()
        .where("uploaded_pictures.team", "=", team)
        .where("task_index.id", "is", null)
        .orderBy("uploaded_pictures.task_id")
        .limit(limit)
        .execute();
      return rows.map(({ task_id }) => task_id);
    },

    /** Forgets a file, unless its input is shown by another one by now. */
    remove({ team, taskId, inputId, fileId }: Key & Pick<UploadedPicture, "fileId">): Promise<void> {
      return writeTransaction(database, async (trx) => {
        await trx
          .deleteFrom("uploaded_pictures")
          .where("team", "=", team)
          .where("task_id", "=", taskId)
          .where("input_id", "=", inputId)
          .where("file_id", "=", fileId)
          .execute();
      });
    },
  };
}

type Row = { team: string; task_id: string; input_id: string; hash: string; file_id: string; made_at: number };

const toPicture = ({ team, task_id, input_id, hash, file_id, made_at }: Row): UploadedPicture => ({
  team,
  taskId: task_id,
  inputId: input_id,
  hash,
  fileId: file_id,
  madeAt: new Date(Number(made_at)),
});
