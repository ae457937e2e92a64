import { describe, expect, test } from "@jest/globals";
import { checkView } from "../../../../sandbox/slack/check-view.ts";
import { EMPTY_TASK_FORM, type TaskFormValues } from "../../../../src/domain/task-form/task-form.ts";
import { previewWork } from "../../../../src/domain/task-form/work-preview.ts";
import type { ViewState } from "../../../../src/views/form-state.ts";
import { buildTaskForm } from "../../../../src/views/task-form/build.ts";
import {
  offerConcepts,
  offerNamed,
  readConceptOption,
  readNamedOption,
} from "../../../../src/views/task-form/options.ts";
import { readTaskForm } from "../../../../src/views/task-form/read.ts";

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `U${index + 1}`);

function build(
  values: Partial<TaskFormValues>,
  options: { name?: string; accounts?: Record<string, string | null>; inputs?: number } = {},
) {
  const all = { ...EMPTY_TASK_FORM, ...values };
  const nameOf = (person: string): string => options.name ?? `Worker ${person.slice(1)}`;
  const view = buildTaskForm({
    formKey: "1",
    perInputSet: "1",
    showsMore: true,
    callbackId: "task_form.create",
    title: "Create task",
    submit: "Create",
    privateMetadata: "{}",
    values: all,
    strategyChosen: true,
    preview: previewWork(all, { nameOf, accounts: options.accounts ?? {}, inputs: options.inputs ?? 450 }),
    nameOf,
    otherSide: "Clarifai",
  });
  return { view, json: JSON.parse(JSON.stringify(view)) as Record<string, unknown> };
}

type Drawn = { blocks: { type: string; label?: { text: string }; text?: { text: string } }[] };
const drawn = (values: Partial<TaskFormValues>): Drawn["blocks"] => (build(values).json as unknown as Drawn).blocks;
const labels = (values: Partial<TaskFormValues>): string[] =>
  drawn(values).flatMap((block) => (block.label ? [block.label.text] : []));
const texts = (values: Partial<TaskFormValues>): string =>
  drawn(values)
    .flatMap((block) => (block.text ? [block.text.text] : []))
    .join("\n");

describe("the task form's words", () => {
  test("as it opens", () => {
    expect(labels({})).toEqual([
      "Name",
      "Instructions",
      "Task type",
      "Concepts",
      "Concepts per input",
      "Input source",
      "Workers",
      "Worker strategy",
      "Review strategy",
      "Priority",
      "Sample every (ms)",
      "Worker groups",
    ]);
  });

  test("how many concepts an input may have is asked of a classification alone", () => {
    expect(labels({ type: "BOUNDING_BOX_DETECTION" })).not.toContain("Concepts per input");
    expect(labels({ type: "POLYGON_DETECTION" })).not.toContain("Concepts per input");
  });

  test("says how a concept is found where there are many", () => {
    expect(JSON.stringify(drawn({}))).toContain("more than 100 concepts, type how a name begins");
  });

  test("every conditional field stands at its place", () => {
    const everything = labels({
      inputSource: "DATASET",
      workers: ["U1", "U2"],
      strategy: "PARTITIONED",
      split: "WEIGHTED",
      review: "CONSENSUS",
      reviewers: ["U3"],
    });
    expect(everything).toEqual([
      "Name",
      "Instructions",
      "Task type",
      "Concepts",
      "Concepts per input",
      "Input source",
      "Dataset",
      "Workers",
      "Worker strategy",
      "Workers per input",
      "Split",
      "Weight for Worker 1",
      "Weight for Worker 2",
      "Review strategy",
      "Reviewers",
      "Labelers who must agree",
      "Reviewers who must approve",
      "Priority",
      "Sample every (ms)",
      "Worker groups",
      "Reviewer groups",
    ]);
    expect(labels({ inputSource: "SAVED_SEARCH" })).toContain("Saved search");
    expect(labels({ review: "MANUAL" })).toContain("Sample to review (%)");
  });

  test("above 40 workers the weights are lines of text", () => {
    const weighted = { strategy: "PARTITIONED", split: "WEIGHTED" } as const;
    expect(labels({ ...weighted, workers: people(40) })).toContain("Weight for Worker 40");
    expect(labels({ ...weighted, workers: people(41) })).toContain("Weights");
    expect(labels({ ...weighted, workers: people(41) }).join()).not.toContain("Weight for");
  });
});

describe("the preview", () => {
  const weighted = { strategy: "PARTITIONED", split: "WEIGHTED", workers: ["U1", "U2"] } as const;

  test("a line per person in percent and inputs, the sum last", () => {
    expect(texts({ ...weighted, weights: { U1: "90", U2: "10" } })).toBe(
      "Worker 1 90\u00a0% · about 405 of 450\nWorker 2 10\u00a0% · about 45 of 450\nTogether: 450 inputs, each labeled once",
    );
  });

  test("what would be refused stands there before anybody presses Create", () => {
    expect(texts({ ...weighted, weights: { U1: "90" } })).toMatch(/⚠ Worker 2 has no weight/);
    expect(texts({ ...weighted, workersPerInput: "3" })).toMatch(/⚠ Each input would need 3 different workers/);
  });

  test("what would be refused on several fields stands there once", () => {
    expect(texts({ ...weighted, weights: { U1: "0", U2: "0" } }).match(/All weights are 0/g)).toHaveLength(1);
  });

  test("a review that cannot work is said at once; what is not filled in yet is no mistake", () => {
    const partitioned = { strategy: "PARTITIONED", workers: ["U1", "U2"] } as const;
    expect(texts({ ...partitioned, review: "CONSENSUS" })).toMatch(
      /⚠ .* 2 can never agree: set Workers per input to 2/,
    );
    expect(texts({ ...partitioned, review: "CONSENSUS", labelersMustAgree: "" })).not.toContain("⚠");
    expect(texts({ ...partitioned, review: "MANUAL" })).not.toContain("⚠");
    expect(texts({ ...partitioned, review: "MANUAL", sample: "0" })).toMatch(/⚠ Enter a percentage above 0/);
  });

  test("that the only reviewer labels too is said while the lead can add another", () => {
    const words = "Worker 2 is the only reviewer and a worker too: nobody else checks what Worker 2 labels.";
    const values = { workers: ["U1", "U2"], review: "MANUAL" as const, sample: "100" };

    expect(texts({ ...values, reviewers: ["U2"] })).toContain(words);
    for (const reviewers of [[], ["U3"], ["U2", "U3"]]) expect(texts({ ...values, reviewers })).not.toContain("only");
    expect(texts({ ...values, reviewers: ["U2"], outsideReviewers: ["model"] })).not.toContain("only reviewer");
    expect(texts({ ...values, reviewers: ["U2"], review: "NONE" })).not.toContain("only reviewer");
  });

  test("lines that are prefilled and not sent yet count", () => {
    const text = texts({ ...weighted, workers: people(48) });
    expect(text).toContain("Worker 1 2.1\u00a0%");
    expect(text).not.toContain("⚠");
  });

  test("an empty source is said to be empty", () => {
    const { json } = build({ ...weighted, weights: { U1: "90", U2: "10" } }, { inputs: 0 });
    expect(JSON.stringify(json)).toMatch(
      /Worker 1 90\u00a0%\\nWorker 2 10\u00a0%\\n⚠ The input source is empty so far/,
    );
  });

  test("who has no account is named, with a button to link them", () => {
    const { json } = build({ workers: ["U1", "U2"] }, { accounts: { U1: "a", U2: null } });
    expect(JSON.stringify(json)).toMatch(/No account on Clarifai: Worker 2\./);
    expect(JSON.stringify(json)).toContain('"text":"Link"');
  });
});

describe("within Slack's limits, by a table that is not ours", () => {
  const full = (count: number): Partial<TaskFormValues> => ({
    name: "n".repeat(3000),
    instructions: "i".repeat(4000),
    concepts: Array.from({ length: 153 }, (_, index) => ({
      kind: "existing",
      id: `concept-${index}`,
      name: "c".repeat(200),
    })),
    inputSource: "DATASET",
    dataset: { id: "d", name: "d".repeat(200) },
    workers: people(count),
    strategy: "PARTITIONED",
    split: "WEIGHTED",
    weights: Object.fromEntries(people(count).map((person) => [person, "1"])),
    review: "CONSENSUS",
    reviewers: people(count),
    priority: "HIGH",
    sampleMs: "40",
  });

  test.each([0, 1, 40, 41, 200])("%i workers and reviewers, everything at its longest", (count) => {
    expect(checkView(build(full(count)).json, "modal")).toEqual([]);
  });

  test("names of 3,000 characters, nobody with an account", () => {
    const accounts = Object.fromEntries(people(200).map((person) => [person, null]));
    expect(checkView(build(full(200), { name: "x".repeat(3000), accounts }).json, "modal")).toEqual([]);
    expect(checkView(build(full(40), { name: "😀".repeat(1500), accounts }).json, "modal")).toEqual([]);
  });

  test("numbers that are none are left out, since Slack refuses the whole view for one", () => {
    const values = {
      review: "CONSENSUS",
      labelersMustAgree: "-3",
      sampleMs: "1e9",
      strategy: "PARTITIONED",
      workersPerInput: "abc",
    } as const;
    expect(checkView(build(values).json, "modal")).toEqual([]);
  });
});

describe("reading the form", () => {
  test("what does not show keeps what was chosen before", () => {
    const earlier = { ...EMPTY_TASK_FORM, dataset: { id: "d", name: "d" }, weights: { U1: "3" } };
    const state = { "task_form:name": { "task_form:name": { type: "plain_text_input", value: "N" } } } as ViewState;
    expect(readTaskForm(state, earlier)).toEqual({ ...earlier, name: "N" });
  });

  test("an emptied field is empty", () => {
    const earlier = { ...EMPTY_TASK_FORM, name: "N", workers: ["U1"], priority: "LOW" as const };
    const state = {
      a: { "task_form:name": { type: "plain_text_input", value: null } },
      b: { "task_form:workers": { type: "multi_users_select", selected_users: [] } },
      c: { "task_form:priority": { type: "static_select", selected_option: null } },
    } as unknown as ViewState;
    expect(readTaskForm(state, earlier)).toMatchObject({ name: "", workers: [], priority: undefined });
  });

  test("choices that were never offered are not taken", () => {
    const state = {
      a: { "task_form:type": { type: "static_select", selected_option: { value: "DROP TABLE" } } },
      b: { "task_form:review": { type: "static_select", selected_option: { value: "toString" } } },
    } as unknown as ViewState;
    expect(readTaskForm(state)).toMatchObject({ type: undefined, review: "NONE" });
  });
});

describe("options of the type-ahead selects", () => {
  const words = ({ options }: { options: { text: { text: string } }[] }) => options.map((each) => each.text.text);

  test("a name that no concept has is offered as a new one", () => {
    const { options } = offerConcepts(" dog ", [{ id: "dogs", name: "dogs" }]);
    expect(words({ options })).toEqual(["dogs", "Create “dog”"]);
    expect(options.map((each) => readConceptOption(each, new Map()))).toEqual([
      { kind: "existing", id: "dogs", name: "dogs" },
      { kind: "new", name: "dog" },
    ]);
  });

  test.each(["DOG  BUN", "dog\u200b bun", "Dog\u00a0bun"])(
    "one that exists is not, however it is spelled (%j)",
    (typed) => {
      expect(words(offerConcepts(typed, [{ id: "d", name: "dog bun" }]))).toEqual(["dog bun"]);
    },
  );

  test.each(["\u200b\u2060", "\u202e", "\u2800"])("a name that nobody can read (%j) is not offered as new", (typed) => {
    expect(words(offerConcepts(typed, []))).toEqual(["That cannot be a name: type another"]);
    expect(offerConcepts(typed, []).options.map((each) => readConceptOption(each, new Map()))).toEqual([undefined]);
  });

  test("never more than a hundred, never a value above 75 characters; a long one is chosen by a key", () => {
    const found = Array.from({ length: 99 }, (_, index) => ({ id: `c${index}`.padEnd(99, "x"), name: `c${index}` }));

    const { options, long } = offerNamed("C1", found);

    expect(options.length).toBeGreaterThan(5);
    expect(Math.max(...options.map((each) => each.value?.length ?? 0))).toBeLessThanOrEqual(75);
    expect(options.map((each) => readNamedOption(each, long)?.id)).toEqual(
      found.filter(({ name }) => name.includes("c1")).map(({ id }) => id),
    );
  });

  test("a chosen one keeps its whole name while the form is open, also where its key is not known any more", () => {
    const earlier = { id: "d".repeat(99), name: "d".repeat(99) };
    const [chosen] = offerNamed("", [earlier]).options;

    expect(readNamedOption(chosen, new Map(), earlier)).toEqual(earlier);
    expect(readNamedOption(chosen, new Map())).toBeUndefined();
  });
});
