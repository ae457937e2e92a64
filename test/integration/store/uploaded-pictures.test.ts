import { expect, test } from "@jest/globals";
import type { UploadedPictureStore } from "../../../src/services/labeling/ports.ts";
import { storesOf } from "../../support/app-store.ts";
import { describeOnBothEngines } from "../../support/both-engines.ts";

describeOnBothEngines("uploaded pictures", (newTarget) => {
  const { open, clock } = storesOf(newTarget);
  const key = { team: "T1", taskId: "t1", inputId: "i1" };
  const picture = { ...key, hash: "h1", fileId: "F1" };
  const openPictures = async () => {
    const store = await open();
    const pictures: UploadedPictureStore = store.uploadedPictures;
    return { store, pictures };
  };

  test("are found by workspace, task and input", async () => {
    const { pictures } = await openPictures();
    expect(await pictures.remember(picture)).toBeUndefined();

    expect(await pictures.find(key)).toEqual({ ...picture, madeAt: clock.now() });
    expect(await pictures.find({ ...key, team: "T2" })).toBeUndefined();
    expect(await pictures.find({ ...key, taskId: "t2" })).toBeUndefined();
    expect(await pictures.find({ ...key, inputId: "i2" })).toBeUndefined();
  });

  test("of the same bytes stay, of other bytes are replaced; the file that is needed no more is told", async () => {
    const { pictures } = await openPictures();
    await pictures.remember(picture);

    expect(await pictures.remember({ ...picture, fileId: "F2" })).toBe("F2");
    expect(await pictures.find(key)).toMatchObject({ fileId: "F1" });
    expect(await pictures.remember({ ...picture, hash: "h2", fileId: "F3" })).toBe("F1");
    expect(await pictures.find(key)).toMatchObject({ fileId: "F3", hash: "h2" });
  });

  test("of two who upload at the same time one is kept, and the other told", async () => {
    const { pictures } = await openPictures();

    const told = await Promise.all(["F1", "F2", "F3"].map((fileId) => pictures.remember({ ...picture, fileId })));

    const kept = await pictures.find(key);
    expect(told.filter((each) => each !== undefined).sort()).toEqual(
      ["F1", "F2", "F3"].filter((each) => each !== kept?.fileId),
    );
  });

  test("are listed by task, and removed unless replaced since", async () => {
    const { pictures } = await openPictures();
    await pictures.remember(picture);
    clock.advance(1);
    await pictures.remember({ ...picture, inputId: "i2", fileId: "F2" });
    await pictures.remember({ ...picture, taskId: "t2", fileId: "F3" });
    const ids = async (limit: number) =>
      (await pictures.listForTask("T1", "t1", limit)).map(({ fileId }) => fileId).sort();

    expect(await ids(10)).toEqual(["F1", "F2"]);
    expect(await ids(1)).toEqual(["F1"]);
    expect(await pictures.tasksAmong("T1", ["t1", "t3"])).toEqual(["t1"]);
    expect(await pictures.tasksAmong("T1", [])).toEqual([]);
    const old = { ...picture, madeAt: clock.now() };
    await pictures.remember({ ...picture, hash: "h2", fileId: "F4" });
    await pictures.remove(old);
    expect(await ids(10)).toEqual(["F2", "F4"]);
    await pictures.remove({ ...old, fileId: "F4" });
    expect(await ids(10)).toEqual(["F2"]);
  });

  test("of tasks that the index does not hold are orphans", async () => {
    const { store, pictures } = await openPictures();
    await pictures.remember(picture);
    await pictures.remember({ ...picture, taskId: "t2" });
    await store.taskIndex.note("T1", [
      {
        id: "t2",
        name: "Digits",
        type: "CONCEPTS_CLASSIFICATION",
        status: "IN_PROGRESS",
        review: "NONE",
        workers: [],
        reviewers: [],
      },
    ]);

    expect(await pictures.listOrphans("T1", 10)).toEqual(["t1"]);
    expect(await pictures.listOrphans("T2", 10)).toEqual([]);
    await store.forgetTeam("T1", undefined);
    expect(await pictures.find(key)).toBeUndefined();
  });
});
