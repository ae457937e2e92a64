import type { TaskAction } from "../../domain/cards/task-card.ts";
import { creatorOf } from "../../domain/lists/task-summary.ts";
import type { Log } from "../../domain/log.ts";
import { type FindName, isGuest, type Person } from "../../domain/people/person.ts";
import type { Permission, RestrictedAction, WorkspaceSettings } from "../../domain/settings/workspace-settings.ts";
import type { Task } from "../../domain/task.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import type { AskPerson, Channels, PeopleDirectory } from "../ports.ts";
import type { Accounts } from "./accounts.ts";

/** What of a task says whose it is. */
export type OwnedTask = Pick<Task, "metadata" | "review">;

/** What somebody wants to do. */
type RightAsked = { readonly action: "create" } | { readonly action: "edit" | "delete"; readonly task: OwnedTask };

export type Rights = {
  /**
   * Why this person may not do it, in a sentence that says who may; undefined when they may. Editing and deleting are asked with
   * the task as it is now. Rejects with `TasksApiError` where only the other side knows whether they review it, and does not answer.
   */
  refusal(team: string, person: string, asked: RightAsked): Promise<string | undefined>;
  /** As `refusal`, by who they are at this moment: for what is carried out, which was asked for a while ago. */
  refusalNow(team: string, person: string, asked: RightAsked): Promise<string | undefined>;
  /** Why this person may not show tasks in this channel at this moment; undefined when they may. */
  sharingRefusal(person: string, channel: string): Promise<string | undefined>;
  /** Why no task may be shown in this channel at this moment, whoever it is that shows it; undefined where one may. */
  channelRefusal(channel: string): Promise<string | undefined>;
  /** What this person may do with a task: what is left out has no button. Nothing, while that cannot be told. */
  actionsOn(team: string, person: string, task: OwnedTask): Promise<readonly TaskAction[]>;
  /** Whether this person is a guest. Rejects when Slack does not say. */
  isGuest(person: string): Promise<boolean>;
};

const WORDS: Record<RestrictedAction, string> = {
  create: "create tasks",
  edit: "edit tasks that they did not create",
  delete: "delete tasks that they did not create",
};
const NAMES_SHOWN = 5;

const NOT_TOLD = "Slack did not say who you are, which this needs. Try again in a moment.";
const CHANNEL_NOT_TOLD = "Slack did not say who reads this channel, which this needs. Try again in a moment.";
const READ_OUTSIDE =
  "People of another organization read this channel, and tasks stay in this workspace. Choose a channel that you share with nobody else.";
const NOT_A_MEMBER = "Only members of this workspace may do this: ask one of them.";

/** Rights by who somebody is and by the workspace's settings. Where Slack does not say who somebody is, that refuses. */
export function createRights(deps: {
  readSettings: (team: string) => Promise<WorkspaceSettings>;
  people: Pick<PeopleDirectory, "findSurely">;
  channels: Channels;
  accounts: Pick<Accounts, "resolve">;
  findName: FindName;
  log: Log;
}): Rights {
  const { readSettings, people, channels, accounts, findName, log } = deps;

  /** Whoever acts, if they are a member of the workspace; else why not. */
  async function findMember(person: string, options?: AskPerson): Promise<Person | string> {
    try {
      const found = await people.findSurely(person, options);
      return found?.isActive && !found.isBot && found.standing === undefined ? found : NOT_A_MEMBER;
    } catch (err) {
      log.warn({ err, person }, "Slack does not say who somebody is: they are refused");
      return NOT_TOLD;
    }
  }

  /** A task that people of another organization read is out of the workspace for good. */
  async function channelRefusal(channel: string): Promise<string | undefined> {
    try {
      return (await channels.isExternal(channel)) ? READ_OUTSIDE : undefined;
    } catch (err) {
      log.warn({ err, channel }, "Slack does not say who reads a channel: nothing is shown there");
      return CHANNEL_NOT_TOLD;
    }
  }

  const isNamed = ({ who, people: chosen }: Permission, member: Person): boolean =>
    who === "EVERYONE" || member.isAdmin || (who === "CHOSEN" && chosen.includes(member.id));

  /** Whether they are one of the task's reviewers, who are accounts of the other side. */
  async function reviews(team: string, person: string, { review }: OwnedTask): Promise<boolean> {
    if (review.strategy === "NONE") return false;
    const account = (await accounts.resolve(team, [person], "interactive"))[person];
    return typeof account === "string" && review.reviewers.includes(account);
  }

  async function mayChange(team: string, member: Person, action: "edit" | "delete", task: OwnedTask): Promise<boolean> {
    const { permissions } = await readSettings(team);
    if (isNamed(permissions[action], member) || creatorOf(task, team) === member.id) return true;
    const mayLead = permissions[action].who === "LEADS" && isNamed(permissions.create, member);
    return mayLead && (await reviews(team, member.id, task));
  }

  async function explain(team: string, action: RestrictedAction, task?: OwnedTask): Promise<string> {
    const { who, people: chosen } = (await readSettings(team)).permissions[action];
    if (who === "CREATOR" || who === "LEADS") {
      const creator = task && creatorOf(task, team);
      if (!creator && who === "CREATOR")
        return `This task was not made with Labeldesk, so only workspace admins may ${action} it: ask one of them.`;
      const name = creator && (await findName(creator));
      const by = name ? `${name}, who created this task` : "whoever created this task";
      const reviewers = who === "LEADS" ? ", its reviewers who may create tasks themselves" : "";
      return `Only ${by}${reviewers}, and workspace admins may ${action} it: ask one of them.`;
    }
    if (who !== "CHOSEN") return `Only workspace admins may ${WORDS[action]}: ask one of them.`;
    const names = await Promise.all(chosen.slice(0, NAMES_SHOWN).map(async (one) => (await findName(one)) ?? one));
    const more = chosen.length > NAMES_SHOWN ? ` and ${chosen.length - NAMES_SHOWN} more` : "";
    return `Only workspace admins and ${names.join(", ")}${more} may ${WORDS[action]}: ask one of them.`;
  }

  async function refusalOf(team: string, member: Person | string, asked: RightAsked): Promise<string | undefined> {
    if (typeof member === "string") return member;
    const isAllowed =
      asked.action === "create"
        ? isNamed((await readSettings(team)).permissions.create, member)
        : await mayChange(team, member, asked.action, asked.task);
    return isAllowed ? undefined : explain(team, asked.action, "task" in asked ? asked.task : undefined);
  }

  return {
    refusal: async (team, person, asked) => refusalOf(team, await findMember(person), asked),
    refusalNow: async (team, person, asked) => refusalOf(team, await findMember(person, { anew: true }), asked),

    channelRefusal,

    async sharingRefusal(person, channel) {
      const [member, refusal] = await Promise.all([findMember(person, { anew: true }), channelRefusal(channel)]);
      return typeof member === "string" ? member : refusal;
    },

    async actionsOn(team, person, task) {
      const member = await findMember(person);
      if (typeof member === "string") return [];
      const may = async (action: "edit" | "delete"): Promise<readonly TaskAction[]> => {
        try {
          return (await mayChange(team, member, action, task)) ? [action] : [];
        } catch (error) {
          if (!(error instanceof TasksApiError)) throw error;
          log.warn({ err: error, person }, "a card goes out with fewer buttons: nobody says who reviews its task");
          return [];
        }
      };
      const mayCreate = isNamed((await readSettings(team)).permissions.create, member);
      return ["share", ...(mayCreate ? ["duplicate" as const] : []), ...(await may("edit")), ...(await may("delete"))];
    },

    isGuest: async (person) => isGuest(await people.findSurely(person)),
  };
}
