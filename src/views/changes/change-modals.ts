import type { KnownBlock, ModalView } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import type { NameOf } from "../../domain/people/person.ts";
import { shortId } from "../../domain/short-id.ts";
import type { Named, SettableStatus, WorkerStrategy } from "../../domain/task.ts";
import type { AssignmentChange } from "../../domain/task-diff.ts";
import { factLines, headline, input, option, optionsOf, paragraph, plain, smallPrint } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { parseObject } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { STRATEGY_MEANINGS, STRATEGY_WORDS, shareInWords } from "../words.ts";
import { shareChange } from "./change-words.ts";

export const CHANGE_MODAL = {
  remove: "delete_tasks",
  close: "close_task",
  status: "close_task:status",
  pickPeople: "assign_people",
  people: "assign_people:people",
  assign: "assign_people.confirm",
  division: "assign_people:division",
} as const;

const NAME_SHOWN = 200;
const LINES_SHOWN = 20;

/** Which task a small modal is about. */
export type TaskMetadata = { readonly taskId: string; readonly taskName: string };

export const writeTaskMetadata = ({ taskId, taskName }: TaskMetadata): string =>
  JSON.stringify({ taskId, taskName: truncate(taskName, NAME_SHOWN) });

export function readTaskMetadata(text: string): TaskMetadata | undefined {
  const metadata = parseObject(text);
  const taskId = metadata?.["taskId"];
  const taskName = metadata?.["taskName"];
  return typeof taskId === "string" && typeof taskName === "string" ? { taskId, taskName } : undefined;
}

/** Asks before tasks are deleted, by their names. */
export function buildDeleteModal(model: {
  tasks: readonly Named[];
  /** How many are assigned; undefined where that cannot be looked up now. */
  people: number | undefined;
  privateMetadata: string;
}): ModalView {
  const { tasks, people } = model;
  const [first] = tasks;
  const asked = tasks.length === 1 && first ? `Delete ${quote(first.name)}?` : `Delete these ${tasks.length} tasks?`;
  const ids = tasks.map(({ id }) => id);
  const named = factLines(tasks.slice(0, LINES_SHOWN).map(({ name, id }) => [quote(name), shortId(id, ids)] as const));
  const more = tasks.length - LINES_SHOWN;
  const gone = tasks.length === 1 ? "it is deleted" : "they are deleted";
  const assigned =
    people === undefined
      ? `Who is assigned cannot be looked up just now; their messages will say that ${gone}.`
      : people === 0
        ? "Nobody in Slack is assigned."
        : people === 1
          ? `One person is assigned; their message will say that ${gone}.`
          : `${people} people are assigned; their messages will say that ${gone}.`;
  return modal(
    CHANGE_MODAL.remove,
    tasks.length === 1 ? "Delete task" : "Delete tasks",
    "Delete",
    model.privateMetadata,
    [
      headline(asked),
      ...(tasks.length === 1 && first ? [smallPrint(shortId(first.id))] : [named]),
      ...(more > 0 ? [smallPrint(`… and ${more} more`)] : []),
      paragraph(
        `${tasks.length === 1 ? "Its" : "Their"} assignments and progress are deleted too. This cannot be undone.`,
      ),
      smallPrint(assigned),
    ],
  );
}

const CLOSE_WORDS = { DONE: "Done", WONT_DO: "Won’t do" } as const;

/** Asks how a task is to be closed. */
export function buildCloseModal(task: TaskMetadata): ModalView {
  const options = optionsOf(CLOSE_WORDS);
  const [done] = options;
  return modal(CHANGE_MODAL.close, "Close task", "Close task", writeTaskMetadata(task), [
    headline(`Close ${quote(task.taskName)}`),
    input(
      "Close as",
      {
        type: "radio_buttons",
        action_id: CHANGE_MODAL.status,
        options,
        ...(done && { initial_option: done }),
      },
      { hint: "Everything else stays as it is. /task reopen opens it again." },
    ),
  ]);
}

export function readCloseModal(state: ViewState): SettableStatus {
  const value = state[CHANGE_MODAL.status]?.[CHANGE_MODAL.status]?.selected_option?.value;
  return value === "WONT_DO" ? "WONT_DO" : "DONE";
}

/** Asks who is to be added as a worker. */
export function buildPickPeopleModal(task: TaskMetadata): ModalView {
  return modal(CHANGE_MODAL.pickPeople, "Assign people", "Assign", writeTaskMetadata(task), [
    headline(`Who labels ${quote(task.taskName)} too?`),
    input("Workers", {
      type: "multi_users_select",
      action_id: CHANGE_MODAL.people,
      placeholder: plain("Choose who labels", LIMITS.placeholder),
    }),
  ]);
}

export const readPickedPeople = (state: ViewState): readonly string[] => [
  ...new Set(state[CHANGE_MODAL.people]?.[CHANGE_MODAL.people]?.selected_users ?? []),
];

/** The strategies among which the first workers' lead chooses. */
const DIVISIONS = ["PARTITIONED", "FULL", "DYNAMIC"] as const satisfies readonly WorkerStrategy[];

/** Says what each would get, before the shares of others change; of a task's first workers, asks how the work is divided. */
export function buildAssignModal(model: {
  /** What is chosen at first; absent where the task says it. */
  division?: WorkerStrategy;
  taskName: string;
  changes: readonly AssignmentChange[];
  inputs: number | undefined;
  consequences: readonly string[];
  nameOf: NameOf;
  privateMetadata: string;
}): ModalView {
  const { changes, inputs, nameOf } = model;
  const added: string[] = [];
  const moved: string[] = [];
  for (const change of changes) {
    if (change.kind === "removed") continue;
    const { person, fraction } = change.assignment;
    const name = truncate(nameOf(person), NAME_SHOWN);
    if (change.kind === "changed") moved.push(`${name} ${shareChange(change.before, fraction)}`);
    else added.push(`${name} ${fraction === undefined ? "ten inputs at a time" : shareInWords(fraction, inputs)}`);
  }
  const blocks: KnownBlock[] = [
    headline(`Add ${plural(added.length, "worker")} to ${quote(model.taskName)}?`),
    ...(model.division === undefined ? [paragraph(`New:\n${cut(added)}`)] : askDivision(model.division, added)),
  ];
  if (moved.length > 0) blocks.push(paragraph(`The others get less:\n${cut(moved)}`));
  if (model.consequences.length > 0) blocks.push(paragraph(model.consequences.join("\n")));
  return modal(CHANGE_MODAL.assign, "Assign people", "Assign", model.privateMetadata, blocks);
}

function askDivision(division: WorkerStrategy, people: readonly string[]): KnownBlock[] {
  const options = DIVISIONS.map((each) => option(each, STRATEGY_WORDS[each], STRATEGY_MEANINGS[each]));
  const initial = options.find(({ value }) => value === division) ?? options[0];
  return [
    input(
      "Worker strategy",
      { type: "radio_buttons", action_id: CHANGE_MODAL.division, options, ...(initial && { initial_option: initial }) },
      { hint: "The task has no workers yet: choose how its inputs are divided among them.", dispatch: true },
    ),
    paragraph(cut(people)),
  ];
}

/** How the work is to be divided; undefined where it was not asked. */
export function readDivision(state: ViewState): WorkerStrategy | undefined {
  const value = state[CHANGE_MODAL.division]?.[CHANGE_MODAL.division]?.selected_option?.value;
  return DIVISIONS.find((each) => each === value);
}

function cut(lines: readonly string[]): string {
  const shown = lines.slice(0, LINES_SHOWN / 2);
  if (lines.length > shown.length) shown.push(`… and ${lines.length - shown.length} more`);
  return shown.join("\n");
}

const quote = (name: string): string => `“${truncate(name, NAME_SHOWN)}”`;

const modal = (
  callbackId: string,
  title: string,
  submit: string,
  privateMetadata: string,
  blocks: KnownBlock[],
): ModalView => ({
  type: "modal",
  callback_id: callbackId,
  private_metadata: privateMetadata,
  title: plain(title, LIMITS.viewTitle),
  submit: plain(submit, LIMITS.viewTitle),
  close: plain("Cancel", LIMITS.viewTitle),
  blocks,
});
