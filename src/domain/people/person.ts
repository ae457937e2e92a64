/** A member of the Slack workspace. */
export type Person = {
  /** Slack user id, `U…` or `W…`. */
  readonly id: string;
  /** What colleagues call them: display name, else real name, else the id. */
  readonly name: string;
  readonly email?: string;
  /** IANA time zone, e.g. "Europe/Vienna". */
  readonly timeZone?: string;
  /** Workspace admin or owner. */
  readonly isAdmin: boolean;
  readonly isBot: boolean;
  /** False once they have left the workspace. */
  readonly isActive: boolean;
  /** A guest of the workspace, or somebody of another one; absent for its members. */
  readonly standing?: "guest" | "stranger";
};

/** Whether somebody belongs to the workspace, be it as a guest; undefined: Slack knows nobody. */
export const belongs = (person: Person | undefined): boolean =>
  person?.isActive === true && !person.isBot && person.standing !== "stranger";

/** Whether somebody belongs to the workspace as a guest. */
export const isGuest = (person: Person | undefined): boolean => person?.standing === "guest";

/**
 * Whether somebody can be given a task: an app and somebody of another workspace could not do it. Whoever has left can; their lead
 * learns that they are not reached.
 */
export const canBeAssigned = (person: Person | undefined): boolean =>
  person !== undefined && !person.isBot && person.standing !== "stranger";

/** What somebody in Slack is called; undefined when Slack does not know them or does not answer. */
export type FindName = (person: string) => Promise<string | undefined>;

/** The same for a sentence that has to name somebody, or begins with them. */
export const nameOrColleague =
  (findName: FindName, otherwise: "a colleague" | "A colleague" = "a colleague") =>
  async (person: string): Promise<string> =>
    (await findName(person)) ?? otherwise;

/** A user on the Tasks API's side who can be a worker or a reviewer. */
export type Account = {
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
};

/** What a worker is called, by Slack user id. */
export type NameOf = (person: string) => string;

/** Names for sentences; whoever is not known by name yet is "this person". */
export const nameIn =
  (names: Readonly<Record<string, string>>) =>
  (person: string): string =>
    names[person] ?? "this person";
