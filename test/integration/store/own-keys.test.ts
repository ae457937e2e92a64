import { expect, test } from "@jest/globals";
import { createOwnKeys } from "../../../src/services/people/own-keys.ts";
import { createSealer } from "../../../src/store/seal.ts";
import type { Store } from "../../../src/store/store.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { createRecordingLog } from "../../support/recording-log.ts";

const [OLD, YOUNG] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const ana = { team: "T1", person: "UANA" };

describeOnBothEngines("people's own keys", (newTarget) => {
  const { open } = storesOf(newTarget);
  const keysOf = (store: Store, ...keys: [Buffer, ...Buffer[]]) =>
    createOwnKeys({ store: store.ownKeys, sealer: createSealer(keys), log: createRecordingLog() });

  test("are kept one a person, and forgotten when they say so", async () => {
    const own = keysOf(await open(), OLD);
    await own.keep(ana, { account: "ana", key: "first" });
    await own.keep(ana, { account: "ana", key: "second" });
    await own.keep({ team: "T2", person: "UANA" }, { account: "anna", key: "elsewhere" });

    expect(await own.find("T1", "UANA")).toEqual({ account: "ana", key: "second" });
    expect(await own.accountOf("T2", "UANA")).toBe("anna");
    await own.forget("T1", "UANA");
    expect(await own.find("T1", "UANA")).toBeUndefined();
    expect(await own.find("T2", "UANA")).toEqual({ account: "anna", key: "elsewhere" });
  });

  test("go over to a new encryption key, after which the old one is not needed; a lost one loses them", async () => {
    const store = await open();
    await keysOf(store, OLD).keep(ana, { account: "ana", key: "first" });
    expect(await keysOf(store, YOUNG).find("T1", "UANA")).toBeUndefined();

    const sealed = await store.resealAll(createSealer([YOUNG, OLD]));

    expect(sealed["people's own keys"]).toEqual({ anew: 1, already: 0, unreadable: [] });
    const again = await store.resealAll(createSealer([YOUNG, OLD]));
    expect(again["people's own keys"]).toEqual({ anew: 0, already: 1, unreadable: [] });

    expect(await keysOf(store, YOUNG).find("T1", "UANA")).toEqual({ account: "ana", key: "first" });
    expect(await keysOf(store, OLD).find("T1", "UANA")).toBeUndefined();
  });

  test("go with a link to another account, and with no link at all; the same link keeps them", async () => {
    const store = await open();
    const own = keysOf(store, OLD);
    const link = (account: string) => store.links.save({ ...ana, account, linkedBy: "UADM" });
    await own.keep(ana, { account: "ana", key: "first" });
    await link("ana");
    expect(await own.accountOf("T1", "UANA")).toBe("ana");

    await link("anna");

    expect(await own.accountOf("T1", "UANA")).toBeUndefined();
    await own.keep(ana, { account: "anna", key: "second" });
    await store.links.remove("T1", "UANA");
    expect(await own.accountOf("T1", "UANA")).toBeUndefined();
  });
});
