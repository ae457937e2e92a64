import type { BlockButtonAction, RespondFn, webApi } from "@slack/bolt";
import type { NamedGroup, Word } from "../../domain/command-line.ts";
import type { UseCases } from "./use-cases.ts";

/** What a verb gets to work with, from a command or from a button that stands for one. */
export type VerbRequest = {
  readonly team: string;
  readonly person: string;
  readonly client: webApi.WebClient;
  /** Opens one modal within three seconds. */
  readonly triggerId: string;
  /** Answers where it was asked, seen only by who asked unless said otherwise. */
  readonly respond: RespondFn;
  /** The words behind the verb. */
  readonly words: readonly Word[];
  /** What stands behind the verb, as Slack escaped it: a name may hold what splits words. */
  readonly rest: string;
  /** What is promised to be done or told, in the journal; whatever is begun for it takes the promise over. */
  readonly fulfils: string | undefined;
  /** The channel in which it was asked; a button in a modal has none. */
  readonly channel?: string;
  /** The window or Home in which it was asked, by a button. */
  readonly view?: NonNullable<BlockButtonAction["view"]>;
};

/** A handler of `/task VERB …`. */
export type Verb = (useCases: UseCases, request: VerbRequest) => Promise<void>;

/** A verb on one task; the id is of a task that existed when it was found. */
export type TaskVerb = (useCases: UseCases, request: TaskRequest) => Promise<void>;

export type TaskRequest = Omit<VerbRequest, "words" | "rest"> & {
  readonly taskId: string;
  /** Whom the command named beside the task (Slack user ids). */
  readonly people: readonly string[];
  /** The user groups that it named. */
  readonly groups: readonly NamedGroup[];
};
