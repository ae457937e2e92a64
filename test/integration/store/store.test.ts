import { expect, test } from "@jest/globals";
import type { Outbox, PostedMessageStore } from "../../../src/notifications/shared/ports.ts";
import type { DraftStore, LinkStore, SubmissionJournal } from "../../../src/services/ports.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";
import { claimOf } from "../../support/claim-of.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describeOnBothEngines("the store", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("is what services and notifications ask for", async () => {
    const store = await open();

    const ports = {
      drafts: store.drafts satisfies DraftStore,
      journal: store.submissions satisfies SubmissionJournal,
      links: store.links satisfies LinkStore,
      outbox: store.outbox satisfies Outbox,
      messages: store.postedMessages satisfies PostedMessageStore,
    };

    expect(Object.values(ports)).not.toContain(undefined);
  });

  test("keeps a draft for a day after its last change, for its owner alone", async () => {
    const { drafts } = await open();
    const draft = { id: "d1", team: "T1", person: "U1", content: { name: "Lunch" } };

    expect(await drafts.save(draft)).toBe(true);
    expect(await drafts.save({ ...draft, person: "U2", content: {} })).toBe(false);
    expect(await drafts.save({ ...draft, team: "T2", content: {} })).toBe(false);
    expect(await drafts.find("d1")).toEqual(draft);

    clock.advance(23 * HOUR_MS);
    expect(await drafts.save({ ...draft, content: { name: "Dinner" } })).toBe(true);
    clock.advance(23 * HOUR_MS);
    expect(await drafts.find("d1")).toEqual({ ...draft, content: { name: "Dinner" } });
    clock.advance(HOUR_MS);
    expect(await drafts.find("d1")).toBeUndefined();
  });

  test("finds the last form that a person has left unsent, for a day, and for nobody else", async () => {
    const { drafts, submissions } = await open();
    const whose = { team: "T1", person: "U1" };
    const draft = (id: string, resumes?: string) => ({ id, ...whose, content: { id }, ...(resumes && { resumes }) });
    await drafts.save(draft("untouched"));
    await drafts.save(draft("first", "create"));
    clock.advance(1);
    await drafts.save(draft("second", "create"));
    await drafts.save(draft("edit", "edit:t1"));

    expect((await drafts.findUnsent(whose, "create"))?.id).toBe("second");
    expect(await drafts.findUnsent(whose, "edit:t1")).toEqual(draft("edit", "edit:t1"));
    expect(await drafts.findUnsent({ ...whose, person: "U2" }, "create")).toBeUndefined();
    expect(await drafts.findUnsent({ ...whose, team: "T2" }, "create")).toBeUndefined();

    await submissions.begin({ id: "second", ...whose, kind: "k", viewId: "V", payload: {} }, HOUR_MS);
    expect((await drafts.findUnsent(whose, "create"))?.id).toBe("first");
    await submissions.settle("second", { status: "failed" }, []);
    expect((await drafts.findUnsent(whose, "create"))?.id).toBe("second");
    await submissions.begin({ id: "second", ...whose, kind: "k", viewId: "V", payload: {} }, HOUR_MS);
    await submissions.settle("second", { status: "done" }, []);
    expect((await drafts.findUnsent(whose, "create"))?.id).toBe("first");

    await drafts.remove({ ...draft("first"), person: "U2" });
    expect((await drafts.findUnsent(whose, "create"))?.id).toBe("first");
    await drafts.remove(draft("first"));
    expect(await drafts.findUnsent(whose, "create")).toBeUndefined();
    clock.advance(24 * HOUR_MS);
    expect(await drafts.findUnsent(whose, "edit:t1")).toBeUndefined();
  });

  test("links a person to one account of a workspace, and an account to one person", async () => {
    const { links } = await open();
    await links.save({ team: "T1", person: "U1", account: "ana", linkedBy: "U9" });
    await links.save({ team: "T1", person: "U2", account: "ben", linkedBy: "U2" });
    await links.save({ team: "T1", person: "U2", account: "benjamin", linkedBy: "U2" });
    await links.save({ team: "T2", person: "U1", account: "ana", linkedBy: "U9" });

    expect(await links.find("T1", "U2")).toBe("benjamin");
    expect(await links.findPerson("T1", "ben")).toBeUndefined();
    expect(await links.findPerson("T1", "benjamin")).toBe("U2");
    const many = Array.from({ length: 1_500 }, (_, n) => `U${n}`);
    expect(Object.fromEntries(await links.findMany("T1", many))).toEqual({ U1: "ana", U2: "benjamin" });
    expect(await links.findMany("T1", [])).toEqual(new Map());
    await expect(links.save({ team: "T1", person: "U3", account: "ana", linkedBy: "U3" })).rejects.toThrow(/unique/i);

    await links.remove("T1", "U1");
    expect(await links.find("T1", "U1")).toBeUndefined();
    expect(await links.find("T2", "U1")).toBe("ana");
  });

  test("remembers one message per person, task and role", async () => {
    const { postedMessages } = await open();
    const message = { team: "T1", taskId: "t1", person: "U1", role: "worker", channel: "D1", ts: "1.1" } as const;
    await postedMessages.save(message);
    await postedMessages.save({ ...message, role: "reviewer", ts: "1.2" });
    await postedMessages.save({ ...message, ts: "2.1" });

    expect(await postedMessages.find("T1", "t1", "U1", "worker")).toEqual({ ...message, ts: "2.1" });
    expect(await postedMessages.find("T2", "t1", "U1", "worker")).toBeUndefined();
    expect(await postedMessages.listForTask("T1", "t1")).toEqual([
      { ...message, role: "reviewer", ts: "1.2" },
      { ...message, ts: "2.1" },
    ]);
  });

  test("sees an event first once, among all replicas, until it may be forgotten", async () => {
    const target = newTarget();
    const replicas = [await open(target), await open(target)];
    const ask = () => Promise.all([...replicas, ...replicas].map((one) => one.seenEvents.firstSeen("Ev1", HOUR_MS)));

    const first = await ask();
    clock.advance(HOUR_MS);
    const later = await ask();

    expect(first.filter(Boolean)).toHaveLength(1);
    expect(later.filter(Boolean)).toHaveLength(1);
  });

  test("sweeps what is kept no longer and leaves the rest", async () => {
    const { sweep, drafts, seenEvents, submissions, outbox } = await open();
    const owner = { team: "T1", person: "U1" };
    const entry = { ...owner, kind: "k", viewId: "V", payload: {} };
    await drafts.save({ id: "d1", ...owner, content: {} });
    await seenEvents.firstSeen("Ev1", HOUR_MS);
    await submissions.begin({ id: "old", ...entry }, 1);
    await submissions.settle("old", { status: "done" }, []);
    await submissions.begin({ id: "open", ...entry }, 1);
    await outbox.add([
      { kind: "sent", payload: { team: "T1" }, group: "g" },
      { kind: "dead", payload: { team: "T1" }, group: "g" },
      { kind: "waiting", payload: { team: "T1" }, group: "g" },
    ]);
    const [sent, dead] = await outbox.claim(2, 1);
    await outbox.complete(claimOf(sent));
    await outbox.bury(claimOf(dead), "refused");

    const swept: number[] = [];
    for (const days of [0, 1, 6, 23]) {
      clock.advance(days * DAY_MS);
      swept.push(await sweep());
    }

    expect(swept).toEqual([0, 2, 1, 2]);
    expect(await submissions.find("open")).toMatchObject({ status: "pending" });
    expect(await outbox.countWaiting("g")).toBe(1);
  });

  test("keeps everything when it is closed and opened again", async () => {
    const target = newTarget();
    const first = await open(target);
    await first.links.save({ team: "T1", person: "U1", account: "ana", linkedBy: "U1" });
    await first.close();

    const second = await open(target);

    await expect(first.checkWritable()).rejects.toThrow();
    await second.checkWritable();
    expect(await second.links.find("T1", "U1")).toBe("ana");
  });
});
