import { expect, test } from "@jest/globals";
import { newDoing } from "../../../src/domain/history/doings.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const task = { id: "t1", name: "Digits" };
const closed = (team: string, person: string) => newDoing("task.status", { team, person, task }, { status: "DONE" });
const entry = { id: "s1", team: "T1", person: "U1", kind: "set-status", viewId: "", payload: {} };

describeOnBothEngines("the history", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("is noted with what was done, once, and not where another attempt has ended it", async () => {
    const { submissions, history } = await open();
    await submissions.begin(entry, 1_000);
    await submissions.settle("s1", { status: "done", attempt: 2 }, [], [closed("T1", "U1")]);
    const before = await history.list({ team: "T1" }, 10);

    await submissions.settle("s1", { status: "done", attempt: 1 }, [], [closed("T1", "U1")]);
    await submissions.settle("s1", { status: "done", attempt: 1 }, [], [closed("T1", "U1")]);

    expect(before).toEqual([]);
    expect(await history.list({ team: "T1" }, 10)).toMatchObject([
      { kind: "task.status", person: "U1", task, about: { status: "DONE" }, at: clock.now() },
    ]);
  });

  test("is listed newest first, by workspace, task and person, and goes on where a page ended", async () => {
    const { history } = await open();
    await history.note([closed("T1", "U1"), closed("T2", "U1"), closed("T1", "U2")]);
    await history.note([newDoing("settings.changed", { team: "T1", person: "U1" }, { settings: ["create"] })]);

    const all = await history.list({ team: "T1" }, 10);
    const [newest] = await history.list({ team: "T1" }, 1);

    expect(all.map(({ kind, person }) => [kind, person])).toEqual([
      ["settings.changed", "U1"],
      ["task.status", "U2"],
      ["task.status", "U1"],
    ]);
    expect(await history.list({ team: "T1", before: newest?.order ?? 0 }, 10)).toEqual(all.slice(1));
    expect(await history.list({ team: "T1", taskId: "t1", person: "U2" }, 10)).toEqual(all.slice(1, 2));
  });

  test("finds a task by its id, and by its name once it is deleted", async () => {
    const { history } = await open();
    await history.note([closed("T1", "U1")]);
    const before = await history.findTask("T1", ["Digits"]);
    await history.note([newDoing("task.deleted", { team: "T1", person: "U1", task }, {})]);

    expect(before).toBeUndefined();
    expect(await history.findTask("T1", ["t1"])).toEqual(task);
    expect(await history.findTask("T1", ["something", "Digits"])).toEqual(task);
    expect(await history.findTask("T2", ["Digits"])).toBeUndefined();
  });

  test("is kept for a year", async () => {
    const store = await open();
    await store.history.note([closed("T1", "U1")]);
    clock.advance(364 * DAY_MS);
    await store.history.note([closed("T1", "U2")]);
    await store.sweep();
    const within = await store.history.list({ team: "T1" }, 10);
    clock.advance(2 * DAY_MS);
    await store.sweep();

    expect(within).toHaveLength(2);
    expect(await store.history.list({ team: "T1" }, 10)).toMatchObject([{ person: "U2" }]);
  });

  test("notes a label when the Tasks API has it, once, and that it was taken back", async () => {
    const { labeling, history } = await open();
    const lane = { team: "T1", person: "U1", taskId: "t1" };
    const said = { kind: "concepts", concepts: ["1"] } as const;
    for (const n of [1, 2])
      await labeling.say(lane, { id: `a${n}`, assignmentId: `x${n}`, inputId: `i${n}`, said, saidAt: n }, 1_000);
    const labeled = newDoing("label.submitted", { team: "T1", person: "U1", task }, { input: "i1" });
    const undone = newDoing("label.undone", { team: "T1", person: "U1", task }, { input: "i2" });
    await labeling.end(new Map([["a1", labeled]]));
    await labeling.moveMany(["a1"], { from: "said", to: "sent", dueAt: 0 });
    await labeling.moveMany(["a1"], { from: "sent", to: "submitted", dueAt: 0 });
    await labeling.end(new Map([["a1", labeled]]));
    await labeling.end(new Map([["a1", labeled]]));
    await labeling.move("a2", { from: "undoing", to: "undone", dueAt: null }, [undone]);
    await labeling.undoLast(lane, 0);
    await labeling.move("a2", { from: "undoing", to: "undone", dueAt: null }, [undone]);

    const kinds = (await history.list({ team: "T1" }, 10)).map(({ kind, about }) => [kind, about]);
    expect(kinds).toEqual([
      ["label.undone", { input: "i2" }],
      ["label.submitted", { input: "i1" }],
    ]);
  });

  test("keeps by which way something was done: in Slack where nothing else is said", async () => {
    const { history } = await open();
    const found = newDoing("task.deleted", { team: "T1", task, via: "elsewhere" }, {});
    await history.note([closed("T1", "U1"), found]);

    const noted = await history.list({ team: "T1" }, 10);

    expect(noted.map(({ person, via }) => [person, via])).toEqual([
      [undefined, "elsewhere"],
      ["U1", "slack"],
    ]);
  });

  test("notes what ends by itself as done by the app", async () => {
    const { channelFollows, history } = await open();
    const of = (channel: string) => ({ team: "T1", channel, taskId: "t1", taskName: "Digits", by: "U2", kinds: [] });
    for (const channel of ["C1", "C2"]) await channelFollows.follow(of(channel), []);
    await channelFollows.followLead({ team: "T1", channel: "C2", lead: "U2", kinds: [] }, []);
    await channelFollows.follow({ ...of("C2"), taskId: "t2", via: "U2" }, []);
    await channelFollows.unfollow(of("C1"));
    await channelFollows.endChannel("T1", "C2", () => []);

    const noted = await history.list({ team: "T1" }, 3);
    expect(noted.map(({ kind, person, via, about }) => [kind, person, via, about]).reverse()).toEqual([
      ["channel.unfollowed", undefined, "app", { channel: "C1" }],
      ["channel.unfollowed", undefined, "app", { channel: "C2" }],
      ["channel.lead-unfollowed", undefined, "app", { channel: "C2", of: "U2" }],
    ]);
  });

  test("notes keys, links, settings and channels by who did it", async () => {
    const { links, ownKeys, settings, channelFollows, connections, history } = await open();
    const follow = { team: "T1", channel: "C1", taskId: "t1", taskName: "Digits", by: "U2", kinds: [] };
    await links.save({ team: "T1", person: "U1", account: "ana", linkedBy: "U2" });
    await ownKeys.save({ team: "T1", person: "U1", account: "ana", sealed: { keyId: "k", bytes: "sealed-bytes" } });
    await ownKeys.remove("T1", "U1");
    await ownKeys.remove("T1", "U1");
    await settings.changeWorkspace("T1", "U2", () => ({ content: {}, changed: ["create"] }));
    await channelFollows.follow(follow, []);
    await channelFollows.follow(follow, []);
    await channelFollows.unfollow(follow, () => [], "U3");
    await channelFollows.followLead({ team: "T1", channel: "C1", lead: "U2", kinds: [] }, []);
    await channelFollows.follow({ ...follow, via: "U2" }, []);
    await channelFollows.unfollowLead({ team: "T1", channel: "C1", lead: "U2" }, () => [], "U3");
    const account = { team: "T1", userId: "acme", appId: "main", revision: "r", connectedBy: "U2" };
    await connections.save({ ...account, sealed: { keyId: "k", bytes: "sealed-bytes" } });
    await connections.remove("T1", "U3");
    await connections.remove("T1", "U3");

    const noted = await history.list({ team: "T1" }, 20);
    expect(noted.map(({ kind, person }) => [kind, person]).reverse()).toEqual([
      ["link.made", "U2"],
      ["key.kept", "U1"],
      ["key.forgotten", "U1"],
      ["settings.changed", "U2"],
      ["channel.followed", "U2"],
      ["channel.unfollowed", "U3"],
      ["channel.lead-followed", "U2"],
      ["channel.lead-unfollowed", "U3"],
      ["account.connected", "U2"],
      ["account.disconnected", "U3"],
    ]);
    expect(JSON.stringify(noted)).not.toContain("sealed-bytes");
  });
});
