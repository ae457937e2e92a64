import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Assigned, Assigning } from "./assigner.ts";
import { type Figure, toFigure } from "./figures.ts";
import { seedPeople, serviceDatabaseIn, withLocalService } from "./local-service.ts";
import { ask, endProcess, startHelper } from "./processes.ts";
import { copyDatabase, seedInputs } from "./seed-rows.ts";

const WORKERS = [2, 100];
const PER_INPUT = [1, 3];

/**
 * How long the local service takes to divide so many inputs among workers with various weights, from the request to the last assignment;
 * beside the same number of rows that SQLite inserts by itself, in a process of its own.
 */
export async function* measureAssigning(
  assignerFile: string,
  { quick, only, rounds }: { quick: boolean; only: RegExp; rounds: (inputs: number) => number },
): AsyncGenerator<Figure> {
  for (const inputs of quick ? [10_000] : [10_000, 100_000, 1_000_000]) {
    const cases = WORKERS.flatMap((workers) =>
      PER_INPUT.filter((perInput) => perInput <= workers).map((perInput) => {
        return { workers, perInput, name: `assign.${inputs}x${workers}.w${perInput}` };
      }),
    ).filter(({ name }) => only.test(name));
    if (cases.length === 0) continue;
    const dataDir = await mkdtemp(join(tmpdir(), "labeldesk-assign-"));
    try {
      const people = Array.from({ length: Math.max(...WORKERS) }, (_, nth) => `U0ASSIGN${nth}`);
      await withLocalService(dataDir, (service) => seedPeople(service, people));
      seedInputs(serviceDatabaseIn(dataDir), inputs);
      for (const { workers, perInput, name } of cases) {
        const measured: { ours: Assigned; peer: Assigned }[] = [];
        const among = people.slice(0, workers);
        for (let round = 0; round < rounds(inputs); round += 1) {
          const peerFirst = round % 2 === 1 ? await assign("database", among, perInput) : undefined;
          const ours = await assign("service", among, perInput);
          measured.push({ ours, peer: peerFirst ?? (await assign("database", among, perInput)) });
        }
        for (const [what, unit, key] of FIGURES)
          yield toFigure(
            `${name}.${what}`,
            unit,
            measured.map(({ ours, peer }) => ({ ours: ours[key], peer: peer[key] })),
          );
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }

    /** On a copy of its own, so that each finds the same. */
    async function assign(by: Assigning["by"], workers: readonly string[], perInput: number): Promise<Assigned> {
      const own = await mkdtemp(join(dataDir, "round-"));
      const path = serviceDatabaseIn(own);
      await copyDatabase(serviceDatabaseIn(dataDir), path);
      const helper = startHelper(assignerFile);
      try {
        return await ask<Assigned>(helper, { by, dataDir: own, path, workers, perInput } satisfies Assigning);
      } finally {
        await endProcess(helper);
        await rm(own, { recursive: true, force: true });
      }
    }
  }
}

const FIGURES = [
  ["seconds", "s", "seconds"],
  ["cpu_s", "s", "cpuSeconds"],
  ["peak_mb", "MB", "peakMb"],
  ["off", "inputs", "off"],
] as const;
