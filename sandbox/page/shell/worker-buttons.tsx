import type { SimulatedWorker } from "../../slack/sandbox-state.ts";
import { Icon } from "../parts/icons.tsx";
import { useLiveSandbox } from "../parts/sandbox-context.ts";

/** A button for each labeler who works by themselves: lets them label, says how far they are, and stops them. */
export function WorkerButtons() {
  const { page } = useLiveSandbox();
  const workers = page.sandbox?.workers ?? [];
  if (workers.length === 0) return null;
  return (
    <div class="top-bar-workers">
      {workers.map((worker) => (
        <WorkerButton key={worker.person} worker={worker} />
      ))}
    </div>
  );
}

function WorkerButton({ worker }: { readonly worker: SimulatedWorker }) {
  const { client, run } = useLiveSandbox();
  const { person, name, accuracy, atOnce, done } = worker;
  const route = done === null ? "POST workers/start" : "POST workers/stop";
  return (
    <button
      type="button"
      class="top-bar-worker"
      data-busy={done !== null || undefined}
      title={`${name} answers like a person; ${Math.round(accuracy * 100)} % of the answers are true.`}
      onClick={() => void run(null, () => client.post(route, { person }))}
    >
      {done === null ? (
        `Let ${name} label ${atOnce}`
      ) : (
        <>
          <Icon name="close" size={12} />
          {`Stop ${name} · ${done} of ${atOnce}`}
        </>
      )}
    </button>
  );
}
