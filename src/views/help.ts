import type { KnownBlock } from "@slack/types";
import { MOST_OF_LEAD } from "../domain/channels/channel-follow.ts";
import { factLines, headline, paragraph, smallPrint } from "./blocks.ts";
import { buildNoticeWithCommands } from "./command-button.ts";
import { truncate } from "./limits.ts";
import { escapeText } from "./text.ts";

type VerbHelp = {
  readonly name: string;
  /** What stands behind `/task`. */
  readonly usage: string;
  /** One line for the list. */
  readonly help: string;
  /** What `/task help VERB` adds, a paragraph each. */
  readonly more: readonly string[];
};

/** What can stand behind `/task`; the help, the suggestions and the handlers read this one list. */
export const VERBS = [
  {
    name: "create",
    usage: "create [name]",
    help: "Create a labeling task and tell everybody on it.",
    more: [
      "Opens a form: what is to be labeled, who labels how much of it, and how it is checked. A line per person says what each one will get before anything is sent.",
      "What stands behind it is the name: /task create Lunch photos, round 2",
      "Every worker and reviewer gets one message with their share.",
    ],
  },
  {
    name: "list",
    usage: "list [all|mine|reviews|created] [@person] [type:… status:… review:… priority:… text]",
    help: "List tasks, and how far they are.",
    more: [
      "For example:\n/task list status:open type:polygons\n/task list @ana\n/task list created\n/task list lunch",
      "mine, reviews and created are the tasks that you label, review and have created; with @person they are that person’s. A text is a part of the name, or the beginning of the id.",
      "type: can be concepts, boxes, polygons or automatic; status: open, done, wontdo, failed or idle; review: none, manual or consensus; priority: high, medium, low or none. Several stand between commas.",
    ],
  },
  {
    name: "mine",
    usage: "mine",
    help: "List the tasks that are assigned to you.",
    more: ["The same as /task list mine, and narrowed in the same way: /task mine status:open"],
  },
  {
    name: "reviews",
    usage: "reviews",
    help: "List the tasks that you review.",
    more: ["The same as /task list reviews, and narrowed in the same way: /task reviews type:boxes"],
  },
  {
    name: "label",
    usage: "label [task]",
    help: "Label what is yours, one input after the other.",
    more: [
      "Opens a window with the next input: choose what shows, press Submit and next, and the one after it is there.",
      "Skip puts an input at the end of your queue. Undo last takes the last answer back, for some seconds.",
    ],
  },
  {
    name: "review",
    usage: "review [task]",
    help: "Review what awaits you, five inputs at a time.",
    more: [
      "Opens a window with what labelers have said, those on which they differ first: approve, ask for changes with a reason, or reject, and press Save and next. What you leave open comes again later.",
      "Whoever is to change something gets one message with the inputs and your reasons.",
    ],
  },
  {
    name: "show",
    usage: "show [task]",
    help: "Show everything about a task.",
    more: [
      "A task is named by its name, by a part of it, by its id or by the beginning of its id: /task show lunch photos. The name alone is enough: /task lunch photos",
      "The card can be refreshed, opened in a window, and shared in a channel, where it changes when the task does.",
    ],
  },
  {
    name: "progress",
    usage: "progress [task]",
    help: "Show how far a task is, in all and for each worker.",
    more: ["Done is what counts for good; in review is what waits for reviewers, or for other workers to agree."],
  },
  {
    name: "follow",
    usage: "follow [task|mine]",
    help: "Let a channel follow a task, or all of yours.",
    more: [
      "Typed in a channel, it posts one card there that changes as the task does. Its thread says when the task is created, half done, waiting for review and finished: choose which with What to tell on the card. Unfollow stops it.",
      `/task follow mine follows the tasks of yours that are open, of more than ${MOST_OF_LEAD} those last changed, and every one that you create later. /task follow by itself lists what the channel follows.`,
      "Labeldesk has to be in the channel: /invite @Labeldesk",
    ],
  },
  {
    name: "edit",
    usage: "edit [task]",
    help: "Change anything about a task.",
    more: [
      "Opens the form as the task is now. What you leave alone stays exactly as it is, and so do people who are not in Slack.",
      "Whoever is new on the task, off it, or has another share is told; nobody else is.",
    ],
  },
  {
    name: "assign",
    usage: "assign [task] @people",
    help: "Add workers to a task.",
    more: [
      "Says what each would get before the shares of others change. For example: /task assign lunch photos @ana",
      "A user group stands for everyone in it now. When someone joins later, whoever created the task is asked whether to add them.",
    ],
  },
  {
    name: "handover",
    usage: "handover [task] [@person]",
    help: "Give what somebody has not done to the others.",
    more: [
      "Says how much is left and who gets how much of it before anything changes. What they have labeled stays; they are taken off the task.",
    ],
  },
  {
    name: "close",
    usage: "close [task]",
    help: "Close a task, as done or as one that will not be done.",
    more: ["Everything else stays as it is."],
  },
  {
    name: "reopen",
    usage: "reopen [task]",
    help: "Open a closed task again.",
    more: ["Workers who have something left are asked to go on."],
  },
  {
    name: "delete",
    usage: "delete [task …]",
    help: "Delete tasks, after asking.",
    more: ["Several at once, names of several words in quotes: /task delete “lunch photos” “dinner photos”"],
  },
  {
    name: "history",
    usage: "history [task]",
    help: "Show who did what.",
    more: [
      "Those who may edit a task see everything done to it; everyone else sees what they did themselves. Without a task, workspace admins see everything in the workspace. It is kept for a year, newest first, and Save as file sends all of it.",
    ],
  },
  {
    name: "link",
    usage: "link",
    help: "Connect somebody in Slack with their labeling account.",
    more: [
      "People with the same e-mail address on both sides are known already. Others link themselves with a key of theirs, or are linked by a workspace admin.",
    ],
  },
  {
    name: "connect",
    usage: "connect",
    help: "Connect this workspace with an account on Clarifai.",
    more: [
      "For workspace admins: shows which account is connected, takes another one, or disconnects it. A token is tried before it is kept, and kept encrypted.",
      "Without an account, Labeldesk keeps tasks and inputs itself.",
    ],
  },
  {
    name: "settings",
    usage: "settings",
    help: "Choose which messages you get, and when.",
    more: [
      "Mutes messages about work to label or to review, gathers them in a daily digest, and keeps quiet hours in your own time zone.",
      "Workspace admins also set who may create, edit and delete tasks, and how new tasks are reviewed unless the lead says otherwise.",
    ],
  },
  {
    name: "feedback",
    usage: "feedback [text]",
    help: "Say what works and what does not.",
    more: ["Goes to the admins of your workspace, who run Labeldesk here, under your name."],
  },
  {
    name: "help",
    usage: "help [command]",
    help: "Show this list, or more about one command.",
    more: ["For example: /task help create"],
  },
] as const satisfies readonly VerbHelp[];

export type VerbName = (typeof VERBS)[number]["name"];

export const VERB_NAMES = VERBS.map(({ name }) => name);

const MORE_ABOUT_ONE =
  "For options and details, for example: /task help list. A command can be shortened as long as it stays unambiguous.";

/** All commands, a line each. */
export function buildHelp(): { text: string; blocks: KnownBlock[] } {
  return {
    text: VERBS.map((verb) => escapeText(`/task ${verb.name}: ${verb.help}`)).join("\n"),
    blocks: [factLines(VERBS.map((verb) => [`/task ${verb.name}`, verb.help])), smallPrint(MORE_ABOUT_ONE)],
  };
}

/** One command in full. */
export function buildVerbHelp(name: VerbName): { text: string; blocks: KnownBlock[] } {
  const verb: VerbHelp | undefined = VERBS.find((each) => each.name === name);
  if (!verb) return buildHelp();
  const usage = `/task ${verb.usage}`;
  return {
    text: [usage, verb.help, ...verb.more].map(escapeText).join("\n"),
    blocks: [headline(usage, verb.help), ...verb.more.map((line) => paragraph(line))],
  };
}

/** For what is no command: the verbs that were meant, each as a button that runs the command with it; `before` is what stands before the verb. */
export function buildUnknownCommand(
  typed: string,
  meant: readonly string[],
  rest: string,
  before = "",
): { text: string; blocks: KnownBlock[] } {
  const commands = meant.map((verb) => ({ line: [before, verb, rest].filter(Boolean).join(" ") }));
  const names = meant.map((verb) => `/task ${verb}`);
  const listed = [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" or ");
  const question = listed === "" ? "" : ` Did you mean ${listed}?`;
  const line = `There is no command “${truncate(typed, 100)}”.${question}`;
  return buildNoticeWithCommands(line, commands.length > 0 ? commands : [{ line: "help" }]);
}

/** For what is neither a command nor a task: why no task was found, and the commands that are a way on. */
export const buildNotTask = (explanation: string, ways: readonly VerbName[]): { text: string; blocks: KnownBlock[] } =>
  buildNoticeWithCommands(
    explanation,
    ways.map((line) => ({ line })),
  );
