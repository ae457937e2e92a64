import type { Log } from "../../domain/log.ts";
import { SECRETS, type Sealed, type Sealer } from "../../domain/secrets.ts";

/** Somebody's key for the other side, and whose account it is. */
export type OwnKey = { readonly account: string; readonly key: string };

type Owner = { readonly team: string; readonly person: string };
type KeptKey = Owner & { readonly account: string; readonly sealed: Sealed };

export type OwnKeyStore = {
  find(team: string, person: string): Promise<KeptKey | undefined>;
  /** Keeps a key in the place of the one before. */
  save(key: KeptKey): Promise<void>;
  remove(team: string, person: string): Promise<void>;
};

export type OwnKeys = ReturnType<typeof createOwnKeys>;

/** The keys that people have given the app to label and review as themselves (decision 0023). They are kept sealed, or not at all. */
export function createOwnKeys(deps: {
  store: OwnKeyStore;
  /** Undefined where nobody has given the app a key to seal with. */
  sealer: Sealer | undefined;
  log: Log;
}) {
  const { store, sealer, log } = deps;

  async function find(team: string, person: string): Promise<OwnKey | undefined> {
    const kept = sealer && (await store.find(team, person));
    if (!kept) return undefined;
    const key = sealer.open(kept.sealed, SECRETS.ownKey(kept));
    if (key !== undefined) return { account: kept.account, key };
    const { keyId } = kept.sealed;
    log.warn({ team, person, keyId }, "no key in ENCRYPTION_KEY opens somebody's own key: they are asked for it again");
    return undefined;
  }

  return {
    /** False: a key that is given is used once, and not kept. */
    canKeep: sealer !== undefined,

    /** Undefined for somebody who has given none, or one that cannot be opened any more. */
    find,

    /** Whose key is kept; as `find`. */
    async accountOf(team: string, person: string): Promise<string | undefined> {
      return (await find(team, person))?.account;
    },

    async keep({ team, person }: Owner, { account, key }: OwnKey): Promise<void> {
      if (!sealer) throw new Error("nothing to seal a key with");
      const sealed = sealer.seal(key, SECRETS.ownKey({ team, person, account }));
      await store.save({ team, person, account, sealed });
    },

    forget: (team: string, person: string): Promise<void> => store.remove(team, person),
  };
}
