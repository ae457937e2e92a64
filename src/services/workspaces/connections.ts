import type { Log } from "../../domain/log.ts";
import { SECRETS, type Sealed, type Sealer } from "../../domain/secrets.ts";

/** An app of an account on the other side, and a key that may work there. */
export type Connection = { readonly userId: string; readonly appId: string; readonly key: string };

type KeptConnection = {
  readonly team: string;
  readonly userId: string;
  readonly appId: string;
  readonly sealed: Sealed;
  readonly revision: string;
  readonly connectedBy: string;
  readonly connectedAt: Date;
};

export type ConnectionStore = {
  find(team: string): Promise<KeptConnection | undefined>;
  list(): Promise<readonly KeptConnection[]>;
  /** Keeps a connection in the place of the one before. */
  save(connection: Omit<KeptConnection, "connectedAt">): Promise<void>;
  /** `by`: who disconnects it (Slack user id). */
  remove(team: string, by: string): Promise<void>;
};

/** Which account a workspace is connected with; `key` is undefined where no key at hand opens it. */
export type Connected = Omit<KeptConnection, "team" | "sealed"> & { readonly key: string | undefined };

export type Connections = ReturnType<typeof createConnections>;

/** The accounts that admins have connected for their workspaces. Keys are kept sealed. */
export function createConnections(deps: {
  store: ConnectionStore;
  /** Undefined where nobody has given the app a key to seal with: nothing can be connected then. */
  sealer: Sealer | undefined;
  newId: () => string;
  log: Log;
}) {
  const { store, sealer, newId, log } = deps;
  /** Revisions of which it was said that they do not open. */
  const unreadable = new Set<string>();

  function open(kept: KeptConnection): Connected {
    const { sealed, team, ...connected } = kept;
    const key = sealer?.open(sealed, SECRETS.accountKey(kept));
    if (key === undefined && !unreadable.has(kept.revision)) {
      unreadable.add(kept.revision);
      log.error({ team }, "no key in ENCRYPTION_KEY opens a workspace's account key: an admin connects it again");
    }
    return { ...connected, key };
  }

  return {
    canKeep: sealer !== undefined,

    async find(team: string): Promise<Connected | undefined> {
      const kept = await store.find(team);
      return kept && open(kept);
    },

    /** Those of all workspaces, by workspace. */
    async all(): Promise<ReadonlyMap<string, Connected>> {
      return new Map((await store.list()).map((kept) => [kept.team, open(kept)]));
    },

    async keep(team: string, by: string, { userId, appId, key }: Connection): Promise<void> {
      if (!sealer) throw new Error("nothing to seal a key with");
      const sealed = sealer.seal(key, SECRETS.accountKey({ team, userId, appId }));
      await store.save({ team, userId, appId, sealed, revision: newId(), connectedBy: by });
    },

    forget: store.remove,
  };
}
