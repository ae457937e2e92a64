import type { Log } from "../domain/log.ts";
import { createRounds } from "../services/labeling/rounds.ts";
import type { Forget } from "./forgetting.ts";
import type { Seat } from "./open-base.ts";
import type { Workspace } from "./open-workspace.ts";
import type { Seats } from "./seats.ts";

/** How soon a replica learns what another one was told: that a workspace was added, connected anew, or has removed the app. */
const LOOKED_EVERY_MS = 10_000;

type Running = Pick<Seat, "installation" | "revision"> & { readonly opened: Promise<Workspace> };

/**
 * The workspaces in which the app is at work: one for each seat, opened at the start or when something is delivered for it, opened
 * anew when its seat is another one, and ended when it has none any more.
 */
export function createWorkspaces(deps: {
  seats: Seats;
  open: (seat: Seat) => Promise<Workspace>;
  forget: Forget;
  log: Log;
}) {
  const { seats, open, forget, log } = deps;
  const running = new Map<string, Running>();
  const opened: Workspace[] = [];
  const ending = new Set<Promise<void>>();
  /** Fixed installations that their workspace has removed: the configuration still has them. */
  const left = new Set<string>();
  const rounds = createRounds({ everyMs: LOOKED_EVERY_MS, work: lookAgain });
  /** Those that are set to work anew, as their seat is once nothing works there. */
  const exchanging = new Set<string>();
  /** Those of which everything is being deleted: nothing is opened there. */
  const leaving = new Set<string>();
  /** Those that have ended here, until this replica has deleted all that is kept of them, or they are installed again. */
  const gone = new Set<string>();
  let isStopped = false;

  /** The workspace of a seat, as that says; one that is at work otherwise goes on until this one does. */
  function take(seat: Seat): Promise<Workspace> {
    const { team } = seat.bot;
    const before = running.get(team);
    if (before && (before.revision === seat.revision || exchanging.has(team))) return before.opened;
    const { installation, revision } = seat;
    const begun: Running = { installation, revision, opened: open(seat) };
    begin(team, begun, before);
    return begun.opened;
  }

  /** `before` goes on until this one is open, and for good where it cannot be. */
  function begin(team: string, begun: Running, before: Running | undefined): void {
    running.set(team, begun);
    begun.opened.then(
      (workspace) => {
        opened.push(workspace);
        if (before) end(before);
        // It was ended before it was open.
        if (isStopped || running.get(team) !== begun) end(begun);
      },
      () => {
        if (running.get(team) === begun) restore(team, before);
      },
    );
  }

  function restore(team: string, before: Running | undefined): void {
    if (before) running.set(team, before);
    else running.delete(team);
  }

  /** Lets a workspace end what it has begun. Never rejects. */
  function end(one: Running, until?: number): Promise<void> {
    const ended = stopOne(one, until).finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  }

  async function stopOne(one: Running, until: number | undefined): Promise<void> {
    const workspace = await one.opened.catch(() => undefined);
    if (!workspace || !opened.includes(workspace)) return;
    opened.splice(opened.indexOf(workspace), 1);
    try {
      await workspace.stop(until);
    } catch (err) {
      log.error({ err, team: workspace.bot.team }, "a workspace did not end in peace");
    }
  }

  async function lookAgain(): Promise<void> {
    try {
      const found = (await seats.list()).filter((seat) => !left.has(seat.installation) && !leaving.has(seat.bot.team));
      const teams = new Set(found.map(({ bot }) => bot.team));
      for (const team of teams) gone.delete(team);
      for (const team of new Set([...running.keys(), ...gone])) {
        if (teams.has(team) || leaving.has(team)) continue;
        if (await seats.has(team)) gone.delete(team);
        else await leaveGone(team);
      }
      await Promise.all(found.map(openOrLater));
    } catch (err) {
      log.error({ err }, "where the app is installed could not be looked up; it is looked up again");
    }
  }

  async function openOrLater(seat: Seat): Promise<void> {
    try {
      await take(seat);
    } catch (err) {
      log.error({ err, team: seat.bot.team }, "a workspace could not be opened; it is tried again");
    }
  }

  /** Another replica has deleted what was kept; until its end, this one may have written more. */
  async function leaveGone(team: string): Promise<void> {
    try {
      await endAndForget(team, undefined);
    } catch (err) {
      log.error(
        { err, team },
        "what is kept of a workspace that has removed the app could not be deleted; it is tried again",
      );
    }
  }

  /** Ends what works for a workspace, and deletes what is kept of it, unless it is installed again: then it works there. */
  async function leave(team: string, installation: string | undefined): Promise<void> {
    await endAndForget(team, installation);
    if (!seats.areFixed) await lookAgain();
  }

  async function endAndForget(team: string, installation: string | undefined): Promise<void> {
    leaving.add(team);
    gone.add(team);
    try {
      await endOf(team);
      // Where the installation is another one by now, or none, `lookAgain` sees which.
      if (await forget(team, installation)) gone.delete(team);
    } finally {
      leaving.delete(team);
    }
  }

  async function endOf(team: string): Promise<void> {
    const one = running.get(team);
    if (!one) return;
    running.delete(team);
    if (seats.areFixed) left.add(one.installation);
    await end(one);
  }

  return {
    /** Resolves when all that can be opened is at work; rejects where a fixed one cannot be. */
    async start(): Promise<void> {
      const found = await seats.list();
      await Promise.all(found.map((seat) => (seats.areFixed ? take(seat) : openOrLater(seat))));
      rounds.start();
    },

    /** Undefined where the app is not installed. Rejects when it cannot be opened at this moment. */
    async of(team: string, org?: string): Promise<Workspace | undefined> {
      const known = running.get(team);
      if (known) return known.opened;
      const seat = await seats.find(team, org);
      return seat && !left.has(seat.installation) && !leaving.has(team) && !isStopped ? take(seat) : undefined;
    },

    /**
     * Ends what works in a workspace, does something while nothing does, and sets it to work as its seat is then. Whatever is delivered
     * meanwhile waits for that.
     */
    async exchange(team: string, between: () => Promise<void>): Promise<void> {
      const before = running.get(team);
      if (!before) return between();
      async function openAnew(): Promise<Workspace> {
        if (before) await end(before);
        await between();
        const seat = await seats.find(team);
        if (!seat) throw new Error(`the app is not installed in ${team} any more`);
        begun.revision = seat.revision;
        return open(seat);
      }
      exchanging.add(team);
      const begun = { ...before, opened: openAnew().finally(() => exchanging.delete(team)) };
      begin(team, begun, undefined);
      await begun.opened;
    },

    /** Takes over what has changed at once: for whoever has changed it. */
    lookAgain,
    leave,

    /** Why messages wait, in each workspace. That one of several takes no messages is no reason to take nothing more for the others. */
    holds() {
      const held = opened.map((workspace) => workspace.holds());
      const areAllRefused = held.every((holds) => holds.some(({ isOfAll }) => isOfAll));
      return held.flat().map((hold) => ({ ...hold, isOfAll: hold.isOfAll && areAllRefused }));
    },

    /** How many submissions wait to be carried out in all workspaces, and how many are. */
    sizes() {
      const sizes = opened.map((workspace) => workspace.useCases.submissions.sizes());
      const sum = (of: "waiting" | "running"): number => sizes.reduce((all, size) => all + size[of], 0);
      return { waiting: sum("waiting"), running: sum("running") };
    },

    async stop(until: number): Promise<void> {
      isStopped = true;
      await rounds.stop();
      await Promise.all([...[...running.values()].map((one) => end(one, until)), ...ending]);
      running.clear();
    },
  };
}

export type Workspaces = ReturnType<typeof createWorkspaces>;
