import type { KeptInstallation, NewInstallation } from "../../domain/installation.ts";
import type { Log } from "../../domain/log.ts";
import { SECRETS, type Sealer } from "../../domain/secrets.ts";

export type InstallationStore = {
  /** Keeps an installation in the place of the one before. `by`: who has installed it (Slack user id). */
  save(installation: KeptInstallation, by?: string): Promise<void>;
  /** Notes that an organization's installation is used in this workspace; one of its own stays. */
  cover(installation: KeptInstallation): Promise<void>;
  find(team: string): Promise<KeptInstallation | undefined>;
  list(): Promise<readonly KeptInstallation[]>;
  /** Notes that Slack has told of its end; the first time stays, until it is kept anew or cleared. */
  noteLeaving(team: string, at: Date): Promise<void>;
  listLeaving(): Promise<readonly { readonly team: string; readonly notedAt: Date }[]>;
  clearLeaving(team: string): Promise<void>;
};

/** The app in one workspace, with the token that it has there. */
export type Installed = Omit<KeptInstallation, "sealed"> & { readonly token: string };

export type Installations = ReturnType<typeof createInstallations>;

/** Where the app was installed by OAuth. Tokens are kept sealed, and opened for whoever works with them. */
export function createInstallations(deps: {
  store: InstallationStore;
  sealer: Sealer;
  now: () => Date;
  newId: () => string;
  log: Log;
}) {
  const { store, sealer, now, newId, log } = deps;
  /** Revisions of which it was said that they do not open. */
  const unreadable = new Set<string>();

  /** With its own token, else with that of its organization; undefined where neither opens. */
  function open({ sealed, ...kept }: KeptInstallation, ofOrg?: KeptInstallation): Installed | undefined {
    const from = sealed ? { ...kept, sealed } : ofOrg;
    const token = from?.sealed && sealer.open(from.sealed, SECRETS.botToken(from));
    if (token !== undefined) {
      const { botId, userId } = from ?? kept;
      // What covers it may be installed anew.
      const revision = sealed || !ofOrg ? kept.revision : `${kept.team}/${ofOrg.revision}`;
      return { ...kept, botId, userId, revision, token };
    }
    if (from && !unreadable.has(from.revision)) {
      unreadable.add(from.revision);
      log.error({ team: kept.team }, "no key in ENCRYPTION_KEY opens a workspace's token: install the app there again");
    }
    return undefined;
  }

  return {
    async keep({ team, org, name, token, botId, userId, by }: NewInstallation): Promise<void> {
      const sealed = sealer.seal(token, SECRETS.botToken({ team }));
      await store.save({ team, org, name, botId, userId, sealed, revision: newId(), installedAt: now() }, by);
    },

    /** Workspaces, also those that an organization's installation covers; organizations themselves are none. */
    async list(): Promise<readonly Installed[]> {
      const kept = await store.list();
      const orgs = new Map(kept.filter(isOrg).map((one) => [one.team, one]));
      return kept.filter((one) => !isOrg(one)).flatMap((one) => open(one, orgs.get(one.org ?? "")) ?? []);
    },

    /** `org`: the organization to whose installation a delivery for the workspace belongs; from then on it is covered by that. */
    async find(team: string, org?: string): Promise<Installed | undefined> {
      const known = await store.find(team);
      if (known) return open(known, known.org === undefined ? undefined : await store.find(known.org));
      const ofOrg = org === undefined ? undefined : await store.find(org);
      if (!ofOrg || !isOrg(ofOrg)) return undefined;
      const covered = { ...ofOrg, team, sealed: undefined, revision: newId(), installedAt: now() };
      await store.cover(covered);
      return open(covered, ofOrg);
    },

    /**
     * What is left when this workspace, or this organization, is: those that it covers, and itself; `revision` is of its row, undefined
     * where there is none.
     */
    async covered(team: string): Promise<readonly { readonly team: string; readonly revision: string | undefined }[]> {
      const kept = await store.list();
      const own = kept.find((one) => one.team === team);
      return [
        ...kept.filter((one) => one.org === team && !one.sealed && one !== own),
        { team, revision: own?.revision },
      ];
    },

    /** The token that is kept for a workspace or an organization, and whether it is that of its organization; undefined where none opens. */
    async tokenOf(team: string): Promise<{ readonly token: string; readonly isOfOrg: boolean } | undefined> {
      const kept = await store.find(team);
      const opened = kept && open(kept, kept.org === undefined ? undefined : await store.find(kept.org));
      return opened && { token: opened.token, isOfOrg: !kept.sealed };
    },

    /** Of which Slack has told the end, until it is known whether it is over. */
    leaving: { note: store.noteLeaving, list: store.listLeaving, clear: store.clearLeaving },

    /** When the app was last installed there; undefined where it is not. */
    installedAt: async (team: string): Promise<Date | undefined> => (await store.find(team))?.installedAt,
  };
}

const isOrg = ({ team, org }: Pick<KeptInstallation, "team" | "org">): boolean => team === org;
