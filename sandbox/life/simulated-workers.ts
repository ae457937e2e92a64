import { setTimeout } from "node:timers/promises";
import type { SandboxSlack } from "../slack/create-sandbox-slack.ts";
import type { Delivered } from "../slack/protocol.ts";
import type { SimulatedWorker } from "../slack/sandbox-state.ts";
import { Signals } from "../slack/signals.ts";
import { createLabeler } from "./create-labeler.ts";
import { labelInputs } from "./label-inputs.ts";
import { readTrueBoxes, readTruths } from "./read-truth.ts";
import { ACCURACIES } from "./workers.ts";

/** How many inputs somebody labels when they are let. */
const AT_ONCE = 20;
/** Between two answers, so that one can look on. */
const PAUSE_MS = 150;

/** Somebody went on, began or ended. `remark`: why it ended before all were labeled, in words. */
export type WorkerSignal = { readonly worker: SimulatedWorker; readonly remark: string | null };

type Work = { done: number; isStopped: boolean };

/** The labelers whom one can let work: each goes through the app like a person, by the same payloads. */
export class SimulatedWorkers {
  readonly signals = new Signals<WorkerSignal>();
  readonly #slack: SandboxSlack;
  readonly #pauseMs: number;
  readonly #atWork = new Map<string, Work>();
  readonly #runs = new Map<string, number>();

  constructor(slack: SandboxSlack, pauseMs = PAUSE_MS) {
    this.#slack = slack;
    this.#pauseMs = pauseMs;
  }

  list(): readonly SimulatedWorker[] {
    return Object.entries(ACCURACIES).flatMap(([handle, accuracy]) => {
      const member = this.#slack.workspace.people.find((person) => person.handle === handle);
      if (member === undefined) return [];
      const work = this.#atWork.get(member.id);
      const name = member.realName.split(" ")[0] ?? handle;
      return [{ person: member.id, name, accuracy, atOnce: AT_ONCE, done: work?.done ?? null }];
    });
  }

  /** Lets a person label; what comes of it is told by signals. */
  start(person: string): Delivered {
    const worker = this.#find(person);
    if (worker === undefined) return { notice: "Nobody labels by themselves here but the labelers." };
    if (worker.done !== null) return { notice: `${worker.name} is labeling already.` };
    if (this.#slack.core.modals.top(person) !== undefined)
      return { notice: `${worker.name} has a window open. Close it first, as ${worker.name}.` };
    const work = { done: 0, isStopped: false };
    this.#atWork.set(person, work);
    this.#tell(person, null);
    void this.#work(worker, work).then((remark) => {
      this.#atWork.delete(person);
      this.#tell(person, remark);
    });
    return { notice: null };
  }

  /** Ends after the answer that is on its way. */
  stop(person: string): Delivered {
    const work = this.#atWork.get(person);
    if (work !== undefined) work.isStopped = true;
    return { notice: null };
  }

  async #work({ person, name, accuracy }: SimulatedWorker, work: Work): Promise<string | null> {
    const slack = this.#slack;
    const run = this.#runs.get(person) ?? 0;
    this.#runs.set(person, run + 1);
    try {
      await labelInputs(slack.person(person), {
        slack,
        labeler: createLabeler(`${name} ${run}`, accuracy),
        truths: await readTruths(),
        boxes: await readTrueBoxes(),
        most: AT_ONCE,
        pause: () => setTimeout(this.#pauseMs),
        onLabeled: () => {
          work.done += 1;
          this.#tell(person, null);
        },
        isStopped: () => work.isStopped,
      });
    } catch (error) {
      return `${name} labeled ${work.done} of ${AT_ONCE} and could not go on: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (work.done === AT_ONCE || work.isStopped) return null;
    return `${name} labeled ${work.done} of ${AT_ONCE}: nothing else waits for ${name}. Polygons are left to people.`;
  }

  #find(person: string): SimulatedWorker | undefined {
    return this.list().find((worker) => worker.person === person);
  }

  #tell(person: string, remark: string | null): void {
    const worker = this.#find(person);
    if (worker !== undefined) this.signals.emit({ worker, remark });
  }
}
