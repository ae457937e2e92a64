import { expect, test } from "@jest/globals";
import type { TaskWatch } from "../../../src/domain/follow/task-watch.ts";
import { newEvent } from "../../../src/domain/notifications/events.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

const TEAM = "T1";
const HOUR = 3_600_000;
const watch: TaskWatch = { firstSeenAt: 1, changedAt: 1, waiting: 0, reviewToldOf: 0, workers: {} };

describeOnBothEngines("followed tasks", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const seenAt = (dueAt: number) => ({
    watch,
    counts: [{ account: "ana", hour: 5, labeled: 7 }],
    seenBy: new Map(),
    reminded: [],
    events: [
      newEvent("review.ready", {
        team: TEAM,
        person: "U1",
        task: { id: "t1", name: "Digits" },
        waiting: 10,
        isNew: true,
      }),
    ],
    dueAt,
  });
  const time = () => clock.now().getTime();

  test("of many who look at once one has the task, and is told of what was noticed meanwhile", async () => {
    const { following } = await open();
    await following.notice(TEAM, ["t1"], time());

    const claims = await Promise.all(Array.from({ length: 4 }, () => following.claimDue(TEAM, 5, HOUR)));
    const [claimed] = claims.flat();
    if (!claimed) throw new Error("nobody has it");
    await following.notice(TEAM, ["t1"], time() + 10);
    await following.save(TEAM, claimed, seenAt(time() + HOUR));
    clock.advance(10);

    expect(claims.flat()).toEqual([{ taskId: "t1", watch: undefined, version: 0, until: time() - 10 + HOUR }]);
    expect(await following.claimDue(TEAM, 5, HOUR)).toMatchObject([{ taskId: "t1", watch, version: 1 }]);
  });

  test("who looked too long tells nothing that somebody else has told", async () => {
    const { following, outbox } = await open();
    await following.notice(TEAM, ["t1"], time());
    const [slow] = await following.claimDue(TEAM, 5, HOUR);
    clock.advance(HOUR);
    const [quick] = await following.claimDue(TEAM, 5, HOUR);
    if (!slow || !quick) throw new Error("it was not given twice");

    const kept = [await following.save(TEAM, quick, seenAt(time())), await following.save(TEAM, slow, seenAt(time()))];

    expect(kept).toEqual([true, false]);
    expect(await outbox.claim(10, HOUR)).toHaveLength(1);
    expect(await following.listCounts(TEAM, "t1")).toEqual([{ account: "ana", hour: 5, labeled: 7 }]);
    await following.remove(TEAM, "t1", []);
    expect(await following.find(TEAM, "t1")).toBeUndefined();
    expect(await following.listCounts(TEAM, "t1")).toEqual([]);
  });

  test("one replica at a time looks for tasks that were made here and are not followed", async () => {
    const { following, taskIndex } = await open();
    const task = { type: "CONCEPTS_CLASSIFICATION", review: "NONE", workers: [], reviewers: [] } as const;
    await taskIndex.note(TEAM, [
      { ...task, id: "ours", name: "Ours", status: "IN_PROGRESS", creator: "U1" },
      { ...task, id: "closed", name: "Closed", status: "DONE", creator: "U1" },
      { ...task, id: "theirs", name: "Theirs", status: "IN_PROGRESS" },
    ]);

    const since = time();
    expect(await following.claimRound(TEAM, HOUR)).toEqual({ isMine: true, since });
    clock.advance(HOUR - 1);
    expect(await following.claimRound(TEAM, HOUR)).toEqual({ isMine: false, since });
    clock.advance(1);
    expect(await following.claimRound(TEAM, HOUR)).toEqual({ isMine: true, since });
    expect(await following.listUnknown(TEAM, 10)).toEqual(["ours"]);
    await following.notice(TEAM, ["ours"], time());
    expect(await following.listUnknown(TEAM, 10)).toEqual([]);
  });

  test("labels that were given a second time are counted by who gave them", async () => {
    const { following, labeling } = await open();
    const lane = { team: TEAM, person: "U1", taskId: "t1" };
    const said = { kind: "concepts", concepts: [] } as const;
    for (const [id, assignmentId] of ["a", "b", "a", "c", "a"].map((one, index) => [`l${index}`, one] as const)) {
      await labeling.say(lane, { id, assignmentId, inputId: "i", said, saidAt: 1 }, HOUR);
      await labeling.move(id, { from: "said", to: "submitted", dueAt: null });
    }

    expect(await following.countSentBack(TEAM, "t1", ["U1", "U2"])).toEqual(new Map([["U1", 1]]));
    expect(await following.countSentBack(TEAM, "t1", [])).toEqual(new Map());
  });
});
