import { expect, test } from "@jest/globals";
import Libsql from "libsql";
import pg from "pg";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

describeOnBothEngines("whether the database can be written", (newTarget) => {
  const { open } = storesOf(newTarget);

  test("it can, and says so however often it is asked", async () => {
    const { checkWritable } = await open();

    await Promise.all(Array.from({ length: 100 }, () => checkWritable()));
  });

  test("one that is readable and takes no writes is none that can be written", async () => {
    const target = newTarget();
    const { checkWritable, drafts } = await open(target);
    const release = await refuseWrites(target);

    const check = checkWritable();

    await expect(Promise.race([check, rejectAfter(2_500)])).rejects.toThrow();
    expect(await drafts.find("none")).toBeUndefined();
    await release();
    await check.catch(() => undefined);
  });
});

/** As a full disk or a standby: whoever reads is answered, whoever writes is not. */
async function refuseWrites(target: Parameters<ReturnType<typeof storesOf>["open"]>[0]): Promise<() => Promise<void>> {
  if (target?.kind === "postgres") {
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query(`begin; lock table "${target.schema}".seen_events in exclusive mode`);
    return () => client.end();
  }
  const other = new Libsql(target?.path ?? "");
  other.exec("begin immediate");
  return async () => void other.close();
}

const rejectAfter = (ms: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), ms).unref();
  });
