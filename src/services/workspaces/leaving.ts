import type { Log } from "../../domain/log.ts";

/** Events are as old as Slack's clock says, and what was installed is as old as ours does: they may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
/** For so long Slack may still take a token that it has told the end of. After that the event was of an installation before. */
const BELIEVED_LATE_MS = 60_000;

/** Whether Slack lets the app into a workspace at this moment; "unclear" where it does not say. */
export type Standing = "installed" | "gone" | "unclear";

/** Workspaces, or organizations, of which Slack has told that the app was removed, until it is known whether it was. */
export type LeavingNotes = {
  /** When the app was last installed there; undefined where that is not known. */
  installedAt(team: string): Promise<Date | undefined>;
  /** Keeps the first time, until it is cleared or the app is installed there again. */
  note(team: string, at: Date): Promise<void>;
  list(): Promise<readonly { readonly team: string; readonly notedAt: Date }[]>;
  clear(team: string): Promise<void>;
};

export type Leaving = ReturnType<typeof createLeaving>;

/**
 * The end of an installation. What Slack tells may come late, after the app was installed again, and its times are whole seconds of
 * another clock: so whether it is over is asked of Slack, with the token that is kept. Nothing is deleted while Slack takes that, or
 * does not answer; what was told is noted, and asked about again in each round.
 */
export function createLeaving(deps: {
  notes: LeavingNotes;
  /** Also where it cannot be opened. */
  isInstalled: (team: string) => Promise<boolean>;
  /**
   * Asks Slack about what is installed there at this moment. `leave` ends what works there and deletes what is kept of it, but for what is
   * installed since.
   */
  ask: (team: string) => Promise<{ readonly standing: Standing; readonly leave: () => Promise<void> }>;
  now: () => Date;
  log: Log;
}) {
  const { notes, isInstalled, ask, now, log } = deps;
  /** Those that are being looked at: a second telling changes nothing. */
  const lookedAt = new Map<string, Promise<void>>();

  function look(team: string, notedAt: Date): Promise<void> {
    const under = lookedAt.get(team) ?? decide(team, notedAt).finally(() => lookedAt.delete(team));
    lookedAt.set(team, under);
    return under;
  }

  async function decide(team: string, notedAt: Date): Promise<void> {
    const { standing, leave } = await ask(team);
    if (standing === "gone") {
      await leave();
      log.info({ team }, "the app was removed: what was kept for a workspace is deleted");
    } else if (standing === "installed" && now().getTime() - notedAt.getTime() >= BELIEVED_LATE_MS) {
      await notes.clear(team);
      log.warn(
        { team },
        "Slack told of the app's end, and goes on taking its token: it was installed again, and stays",
      );
    }
  }

  return {
    /** Slack tells that the app was removed at this time. Resolves when it was looked at once. */
    async told(team: string, at: Date): Promise<void> {
      if (!(await isInstalled(team))) return;
      const installedAt = await notes.installedAt(team);
      if (installedAt && installedAt.getTime() - CLOCKS_DIFFER_MS > at.getTime())
        return log.info({ team }, "an event of before the app was installed again changes nothing");
      const notedAt = now();
      await notes.note(team, notedAt);
      await look(team, notedAt);
    },

    /** Looks again where it is not known yet. To be called every few seconds. Never rejects. */
    async round(): Promise<void> {
      try {
        for (const { team, notedAt } of await notes.list())
          await look(team, notedAt).catch((err: unknown) => {
            log.error({ err, team }, "a workspace could not be left; it is tried again");
          });
      } catch (err) {
        log.error({ err }, "which workspaces are to be left could not be looked up; it is looked up again");
      }
    },
  };
}

/** The notes of an app with one token: they are kept as long as the process. */
export function createBriefNotes(): LeavingNotes {
  const noted = new Map<string, Date>();
  return {
    installedAt: async () => undefined,
    async note(team, at) {
      if (!noted.has(team)) noted.set(team, at);
    },
    list: async () => [...noted].map(([team, notedAt]) => ({ team, notedAt })),
    clear: async (team) => void noted.delete(team),
  };
}
