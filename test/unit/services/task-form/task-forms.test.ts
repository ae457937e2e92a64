import { describe, expect, test } from "@jest/globals";
import type { Draft } from "../../../../src/domain/notifications/kept.ts";
import { DEFAULT_WORKSPACE_SETTINGS } from "../../../../src/domain/settings/workspace-settings.ts";
import { createTaskForms } from "../../../../src/services/task-form/task-forms.ts";
import { createRecordingLog } from "../../../support/recording-log.ts";

function unused(): never {
  throw new Error("not asked for here");
}

/** Forms over drafts that are kept in a map. */
function startForms() {
  const kept = new Map<string, Draft>();
  const forms = createTaskForms({
    drafts: {
      find: async (id) => kept.get(id),
      save: async (draft) => {
        kept.set(draft.id, draft);
        return true;
      },
      findUnsent: async (whose, resumes) =>
        [...kept.values()].find((draft) => draft.person === whose.person && draft.resumes === resumes),
      remove: async ({ id }) => {
        kept.delete(id);
      },
    },
    accounts: { otherSide: "Clarifai", resolve: unused, whyNone: unused },
    people: { find: unused },
    userGroups: { list: unused },
    countInputs: unused,
    defaultReview: async () => DEFAULT_WORKSPACE_SETTINGS.review,
    log: createRecordingLog(),
  });
  return { forms, kept };
}

const owner = { draft: "D1", team: "T1", person: "U1" };

test("whoever has begun a form gets it back", async () => {
  const { forms } = startForms();
  const blank = await forms.blank("T1");
  await forms.save(owner, { ...blank, values: { ...blank.values, name: "Mine" } });

  expect((await forms.load(owner))?.values.name).toBe("Mine");
});

test.each([
  ["somebody else", { ...owner, person: "U2" }],
  ["somebody of another workspace", { ...owner, team: "T2" }],
])("%s gets nothing of it", async (_who, other) => {
  const { forms } = startForms();
  await forms.save(owner, await forms.blank("T1"));

  expect(await forms.load(other)).toBeUndefined();
});

test("a form of which nothing is kept any more begins anew", async () => {
  const { forms } = startForms();

  expect((await forms.load(owner))?.values).toMatchObject(DEFAULT_WORKSPACE_SETTINGS.review);
});

describe("what was left unsent", () => {
  test("is offered to whoever typed it, under the name that stands in it", async () => {
    const { forms } = startForms();
    const blank = await forms.blank("T1");
    await forms.save(owner, { ...blank, values: { ...blank.values, name: " Lunch photos " } });

    expect((await forms.offerUnsent({ team: "T1", person: "U1" }, blank)).left).toEqual({
      draft: "D1",
      name: "Lunch photos",
    });
    expect((await forms.offerUnsent({ team: "T1", person: "U2" }, blank)).left).toBeUndefined();
  });

  test("is nothing while nothing was typed, also where the form came filled", async () => {
    const { forms, kept } = startForms();
    const blank = await forms.blank("T1");
    const filled = { ...blank.values, name: "From a message" };
    await forms.save(owner, blank);
    await forms.save({ ...owner, draft: "D2" }, { ...blank, values: filled, opened: filled });

    expect([...kept.values()].map(({ resumes }) => resumes)).toEqual([undefined, undefined]);
  });

  test("by an older version is dropped, and said", async () => {
    const { forms, kept } = startForms();
    kept.set("D0", { id: "D0", team: "T1", person: "U1", resumes: "create", content: { values: { name: "Old" } } });

    expect((await forms.offerUnsent({ team: "T1", person: "U1" }, await forms.blank("T1"))).left).toBe("outdated");
    expect(kept.size).toBe(0);
  });
});
