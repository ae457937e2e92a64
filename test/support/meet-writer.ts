import pg from "pg";
import type { DatabaseTarget } from "../../src/store/engine/open.ts";
import { eventually } from "./eventually.ts";

/** Does this while another replica has carried the statement out and not committed it: that is committed once `work` waits for it. */
export async function meetWriter<T>(target: DatabaseTarget, statement: string, work: () => Promise<T>): Promise<T> {
  if (target.kind !== "postgres") throw new Error("SQLite has one writer");
  const options = { connectionString: target.url, options: `-c search_path=${target.schema}` };
  const [writer, observer] = [new pg.Client(options), new pg.Client(options)];
  try {
    await Promise.all([writer.connect(), observer.connect()]);
    const { rows } = await writer.query<{ pid: number }>("select pg_backend_pid() as pid");
    await writer.query("begin");
    await writer.query(statement);
    const working = work();
    await eventually(async () => {
      const waiting = "select 1 from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))";
      return (await observer.query(waiting, [rows[0]?.pid])).rows.length > 0;
    });
    await writer.query("commit");
    return await working;
  } finally {
    await Promise.all([writer.end(), observer.end()]);
  }
}
