import type { HomeConnection } from "../../domain/home/app-home.ts";
import type { Log } from "../../domain/log.ts";
import type { Account } from "../../domain/people/person.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { TasksApiError } from "../../domain/tasks-api-error.ts";
import { describeFault } from "../../domain/tasks-api-fault.ts";
import type { AskPerson, PeopleDirectory } from "../ports.ts";
import type { Connection, Connections } from "./connections.ts";

const OTHER_SIDE = "Clarifai";
const NOT_ADMIN = "Only workspace admins connect an account: ask one of them.";
const NOT_TOLD = "Slack did not say whether you are a workspace admin, which this needs. Try again in a moment.";
const SET_FOR_ALL =
  "Labeldesk was started with an account on Clarifai, and that is used here. Whoever runs it can leave CLARIFAI_PAT, CLARIFAI_USER_ID and CLARIFAI_APP_ID out; then an account can be connected here.";
const NO_SEALING =
  "An account can be connected once Labeldesk can keep its key encrypted: whoever runs it sets ENCRYPTION_KEY, and starts it again.";

/** Which account a workspace works with; `isReadable`: false where its key does not open any more. */
export type ConnectedAccount = {
  readonly userId: string;
  readonly appId: string;
  readonly by: string;
  readonly at: Date;
  readonly isReadable: boolean;
};

export type Connecting = ReturnType<typeof createConnecting>;

/** Why nothing was connected, in words; `unsent`: how many labels and verdicts stand in the way, unless they are given up. */
export type NotConnected = { readonly why: string; readonly unsent?: number };

/** Whether what the side of now does not take is given up with it. */
type Leaving = { readonly givesUpUnsent: boolean };

/** An admin connects the workspace with an account on the other side, or takes it away again. */
export function createConnecting(deps: {
  team: string;
  connections: Connections;
  /** The account comes from the configuration, and nothing can be connected. */
  isSetForAll: boolean;
  people: Pick<PeopleDirectory, "findSurely">;
  /** Whose key it is. Rejects with `TasksApiError`. */
  keyOwner: (key: string) => Promise<Account>;
  /** Whether the key opens the app and its tasks. Rejects with `TasksApiError`. */
  check: (connection: Connection) => Promise<void>;
  /** Sends what people have said and decided to the side of now; gives how much of it that does not take. */
  sendAll: () => Promise<number>;
  /** From now on the workspace works with what is connected. `isOther`: with another app, of which nothing is known yet. */
  apply: (isOther: boolean, by: string) => Promise<void>;
  log: Log;
}) {
  const { team, connections, isSetForAll, people, keyOwner, check, sendAll, apply, log } = deps;

  /** What people have said belongs to the side that is left: that has it first. */
  async function blocked(by: string, { givesUpUnsent }: Leaving): Promise<NotConnected | undefined> {
    const unsent = await sendAll();
    if (unsent === 0) return undefined;
    log.warn(
      { team, person: by, unsent, givesUpUnsent },
      "a side is to be left that has not got all labels and verdicts",
    );
    return givesUpUnsent ? undefined : { why: notSent(unsent), unsent };
  }

  /** Why this person connects nothing, in a sentence; undefined when they may. */
  async function refusal(person: string, options?: AskPerson): Promise<string | undefined> {
    try {
      const found = await people.findSurely(person, options);
      if (!found?.isActive || !found.isAdmin || found.standing !== undefined) return NOT_ADMIN;
    } catch (error) {
      log.warn({ err: error, person }, "Slack does not say whether somebody is an admin");
      return NOT_TOLD;
    }
    if (isSetForAll) return SET_FOR_ALL;
    return connections.canKeep ? undefined : NO_SEALING;
  }

  async function connected(): Promise<ConnectedAccount | undefined> {
    const found = await connections.find(team);
    if (!found) return undefined;
    const { userId, appId, connectedBy: by, connectedAt: at, key } = found;
    return { userId, appId, by, at, isReadable: key !== undefined };
  }

  return {
    refusal,
    connected,

    /** What admins can change; undefined where nothing can be connected. */
    async changeable(): Promise<HomeConnection | undefined> {
      if (isSetForAll || !connections.canKeep) return undefined;
      const found = await connected();
      if (!found) return { state: "none" };
      const { userId, appId, isReadable } = found;
      return { state: isReadable ? "connected" : "lost", userId, appId };
    },

    /** Keeps a connection that works; else says in words why it does not, and changes nothing. */
    async connect(
      by: string,
      connection: Connection,
      leaving: Leaving,
    ): Promise<Result<{ readonly owner: Account }, NotConnected>> {
      const refused = await refusal(by, { anew: true });
      if (refused !== undefined) return err({ why: refused });
      const { userId, appId } = connection;
      try {
        const owner = await keyOwner(connection.key);
        await check(connection);
        const before = await connected();
        const isOther = before?.userId !== userId || before.appId !== appId;
        const reason = isOther ? await blocked(by, leaving) : undefined;
        if (reason) return err(reason);
        await connections.keep(team, by, connection);
        await apply(isOther, by);
        log.info({ team, person: by, userId, appId }, "a workspace was connected with an account");
        return ok({ owner });
      } catch (error) {
        if (!(error instanceof TasksApiError)) throw error;
        log.warn({ err: error, team, person: by }, "an account was not connected");
        return err({ why: explain(error, connection) });
      }
    },

    /** Takes the connection away; gives why not. */
    async disconnect(by: string, leaving: Leaving): Promise<NotConnected | undefined> {
      const refused = await refusal(by, { anew: true });
      if (refused !== undefined) return { why: refused };
      const reason = await blocked(by, leaving);
      if (reason) return reason;
      await connections.forget(team, by);
      await apply(true, by);
      log.info({ team, person: by }, "a workspace's account was disconnected");
      return undefined;
    },
  };
}

const notSent = (count: number): string =>
  `${count === 1 ? "1 label or verdict has" : `${count} labels and verdicts have`} not been taken by the side that this workspace works with now. They are tried again all the time: try again in a moment, or say in the window that they are given up.`;

function explain(error: TasksApiError, { userId, appId }: Connection): string {
  if (error.code === "unauthorized")
    return `${OTHER_SIDE} does not know this token: copy a personal access token from the account settings there, Security.`;
  if (error.code === "forbidden")
    return `This token may not work with the tasks of ${appId}: give it all scopes, or one of somebody who may.`;
  if (error.code === "not_found" || error.isAppMissing)
    return `With this token ${OTHER_SIDE} finds no app ${appId} of ${userId}: both stand in the address of the app, clarifai.com/USER/APP.`;
  return describeFault(error, OTHER_SIDE);
}
