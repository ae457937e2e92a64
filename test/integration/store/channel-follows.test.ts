import { expect, test } from "@jest/globals";
import { NEWS_KINDS } from "../../../src/domain/channels/channel-follow.ts";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import type { ChannelFollowStore } from "../../../src/services/channels/ports.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const HOUR = 3_600_000;
const key = { team: "T1", channel: "C1", taskId: "t1" };
const asked = { ...key, taskName: "Digits", by: "U1", kinds: NEWS_KINDS };
const lead = { team: "T1", channel: "C1", lead: "U1" };
const seen = { shown: "x", createdAt: 1 };

describeOnBothEngines("what channels follow", (newTarget) => {
  const { open, clock } = storesOf(newTarget);

  test("of many who ask at once one posts the card, and one card is kept", async () => {
    const { channelFollows, outbox } = await open();
    const follows: ChannelFollowStore = channelFollows;

    const begun = await Promise.all(
      Array.from({ length: 5 }, () => follows.follow(asked, [newEvent("channel.card", key)])),
    );
    const posted = [await follows.notePosted(key, "1.0"), await follows.notePosted(key, "2.0")];

    expect(begun.filter(Boolean)).toHaveLength(1);
    expect(await outbox.claim(10, HOUR)).toHaveLength(1);
    expect(posted).toEqual([true, false]);
    expect(await follows.find(key)).toEqual({ ...asked, ts: "1.0" });
  });

  test("what a look has seen is kept with it, by whoever looks first", async () => {
    const { channelFollows, following } = await open();
    await channelFollows.follow(asked, []);
    await following.notice("T1", ["t1"], clock.now().getTime());
    const [claimed] = await following.claimDue("T1", 1, HOUR);
    if (!claimed) throw new Error("nothing is due");
    const watch = { firstSeenAt: 1, changedAt: 1, waiting: 0, reviewToldOf: 0, workers: {} };
    const save = (shown: string) =>
      following.save("T1", claimed, {
        watch,
        counts: [],
        seenBy: new Map([["C1", { ...seen, shown }]]),
        reminded: [],
        events: [],
        dueAt: 0,
      });

    expect([await save("first"), await save("second")]).toEqual([true, false]);
    expect((await channelFollows.find(key))?.seen).toEqual({ ...seen, shown: "first" });
  });

  test("a lead's tasks end with the lead, and what was asked for by itself stays", async () => {
    const { channelFollows, outbox } = await open();
    await channelFollows.followLead({ ...lead, kinds: NEWS_KINDS }, []);
    await channelFollows.noteLeadPosted(lead, "9.0", [newEvent("channel.lead", lead)]);
    await channelFollows.noteLeadPosted(lead, "9.1", [newEvent("channel.lead", lead)]);
    for (const taskId of ["t1", "t2", "t3"]) await channelFollows.follow({ ...asked, taskId, via: "U1" }, []);
    await channelFollows.follow({ ...asked, taskId: "t3" }, []);
    await channelFollows.setLeadKinds(lead, ["half"], (tasks) =>
      tasks.map(({ taskId }) => newEvent("channel.refresh", { ...key, taskId })),
    );

    const ended = await channelFollows.unfollowLead(lead, (_lead, tasks) =>
      tasks.map(({ taskId }) => newEvent("channel.card", { ...key, taskId })),
    );

    expect(ended).toEqual({ ...lead, kinds: ["half"], ts: "9.0" });
    expect(await channelFollows.listForChannel("T1", "C1")).toEqual([{ ...asked, taskId: "t3" }]);
    expect(await channelFollows.listForLead("T1", "U1")).toEqual([]);
    const kinds = (await outbox.claim(10, HOUR)).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual([
      ...["channel.card", "channel.card", "channel.lead"],
      ...["channel.refresh", "channel.refresh"],
    ]);
  });

  test("a channel that is over ends all that it follows, and no other channel's", async () => {
    const { channelFollows } = await open();
    await channelFollows.followLead({ ...lead, kinds: NEWS_KINDS }, []);
    await channelFollows.follow(asked, []);
    await channelFollows.follow({ ...asked, channel: "C2" }, []);

    const told: string[] = [];
    await channelFollows.endChannel("T1", "C1", ({ tasks, leads }) => {
      told.push(...tasks.map(({ taskId }) => taskId), ...leads.map((one) => one.lead));
      return [];
    });

    expect(told).toEqual(["t1", "U1"]);
    expect((await channelFollows.listForTask("T1", "t1")).map(({ channel }) => channel)).toEqual(["C2"]);
  });

  test("is forgotten a year after the last change", async () => {
    const { channelFollows } = await open();
    await channelFollows.follow(asked, []);
    clock.advance(366 * 24 * HOUR);

    expect(await channelFollows.sweep()).toBe(1);
    expect(await channelFollows.find(key)).toBeUndefined();
  });
});
