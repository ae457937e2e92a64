import type { KnownBlock, ModalView } from "@slack/types";
import { plural } from "../../domain/numbers.ts";
import type { NameOf } from "../../domain/people/person.ts";
import type { AssignmentChange } from "../../domain/task-diff.ts";
import { headline, input, option, paragraph, plain, smallPrint } from "../blocks.ts";
import type { ViewState } from "../form-state.ts";
import { LIMITS, truncate } from "../limits.ts";
import { type TaskMetadata, writeTaskMetadata } from "./change-modals.ts";
import { shareChange } from "./change-words.ts";

/** The window that asks whose work it is, its field, and the one that asks before it is handed over. */
export const HAND_OVER = { pick: "hand_over", worker: "hand_over:worker", confirm: "hand_over.confirm" } as const;
export const HAND_OVER_TITLE = "Hand over";

const NAME_SHOWN = 200;
const LINES_SHOWN = 20;

/** Asks whose work is to be handed over. */
export function buildPickWorker(
  task: TaskMetadata,
  workers: readonly { readonly person: string; readonly name: string }[],
): ModalView {
  const element =
    workers.length <= LIMITS.selectOptions
      ? ({
          type: "static_select",
          action_id: HAND_OVER.worker,
          options: workers.map(({ person, name }) => option(person, name)),
        } as const)
      : ({ type: "users_select", action_id: HAND_OVER.worker } as const);
  return modal(HAND_OVER.pick, "Next", writeTaskMetadata(task), [
    headline(`Hand over work on “${truncate(task.taskName, NAME_SHOWN)}”`),
    input("Whose work", element, {
      hint: "What they have labeled stays. You see who gets the rest before anything changes.",
    }),
  ]);
}

/** Slack user id; undefined while nobody is chosen. */
export function readPickedWorker(state: ViewState): string | undefined {
  const field = state[HAND_OVER.worker]?.[HAND_OVER.worker];
  return field?.selected_option?.value ?? field?.selected_user ?? undefined;
}

type Model = {
  readonly taskName: string;
  readonly name: string;
  readonly done: number;
  readonly left: number;
  readonly changes: readonly AssignmentChange[];
  readonly nameOf: NameOf;
  readonly privateMetadata: string;
};

/** Says what goes to whom, before it does. */
export function buildHandOver(model: Model): ModalView {
  const { name, done, left } = model;
  const shown = truncate(name, NAME_SHOWN);
  const stays =
    done === 0 ? `${shown} has labeled nothing yet.` : `What ${shown} has labeled stays: ${plural(done, "input")}.`;
  return modal(HAND_OVER.confirm, "Hand over", model.privateMetadata, [
    headline(`Hand over ${shown}’s work on “${truncate(model.taskName, NAME_SHOWN)}”?`),
    paragraph(goesTo(model)),
    paragraph(stays),
    smallPrint(
      left === 0
        ? `${shown} is taken off the task and told so.`
        : `${shown} is taken off the task and told so; the others’ messages show their new shares.`,
    ),
  ]);
}

function goesTo({ name, left, changes, nameOf }: Model): string {
  const shown = truncate(name, NAME_SHOWN);
  const gains = changes.flatMap((change) =>
    change.kind === "changed" && change.before !== undefined && change.assignment.fraction !== undefined
      ? [{ ...change, gain: change.assignment.fraction - change.before }]
      : [],
  );
  const sum = gains.reduce((total, { gain }) => total + gain, 0);
  if (left === 0) return `Nothing is left of ${shown}’s work now.`;
  const inputs = left === 1 ? "The one input that is left goes" : `The ${left} inputs that are left go`;
  if (gains.length === 0 || sum <= 0) return `${inputs} to the others, ten at a time, as they ask.`;
  const lines = gains.slice(0, LINES_SHOWN).map(({ assignment, before, gain }) => {
    const share = shareChange(before, assignment.fraction);
    return `${truncate(nameOf(assignment.person), NAME_SHOWN)} ${share} · about ${Math.round((left * gain) / sum)} more`;
  });
  if (gains.length > lines.length) lines.push(`… and ${gains.length - lines.length} more`);
  return `${inputs} to the others by their shares:\n${lines.join("\n")}`;
}

const modal = (callbackId: string, submit: string, privateMetadata: string, blocks: KnownBlock[]): ModalView => ({
  type: "modal",
  callback_id: callbackId,
  private_metadata: privateMetadata,
  title: plain(HAND_OVER_TITLE, LIMITS.viewTitle),
  submit: plain(submit, LIMITS.viewTitle),
  close: plain("Cancel", LIMITS.viewTitle),
  blocks,
});
