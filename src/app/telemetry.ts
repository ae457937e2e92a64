import type { Log } from "../domain/log.ts";
import type { RequestScope } from "../domain/request-scope.ts";
import { UNWATCHED, type Watch } from "../domain/watch.ts";
import type { Levels } from "../telemetry/metrics.ts";
import type { TracingOptions } from "../telemetry/tracing.ts";

type Needs = {
  /** Whether the log takes a line for all that is done. */
  readonly isVerbose: boolean;
  /** Off when absent. */
  readonly metricsPort: number | undefined;
  /** Off when absent. */
  readonly tracing: TracingOptions | undefined;
  readonly host: string | undefined;
  readonly requestScope: RequestScope;
  /** Takes what closes each thing as soon as it is open. */
  readonly onOpened: (close: () => Promise<void>) => void;
  readonly log: Log;
};

export type Telemetry = {
  readonly watch: Watch;
  /** Begins to answer whoever scrapes, where that is asked for. */
  serve(levels: () => Promise<Levels>): Promise<void>;
};

/** What tells whoever runs the app how it is. What is not asked for is not even loaded. */
export async function composeTelemetry(needs: Needs): Promise<Telemetry> {
  const { isVerbose, metricsPort: port, tracing, host, requestScope, onOpened, log } = needs;
  const watches: Watch[] = [];
  let serve: Telemetry["serve"] = async () => {};

  if (isVerbose) {
    const { createLogWatch } = await import("../telemetry/log-watch.ts");
    watches.push(createLogWatch(log));
  }
  if (tracing !== undefined) {
    const { createTracing } = await import("../telemetry/tracing.ts");
    const { watch, close } = createTracing(tracing, { requestScope, log });
    watches.push(watch);
    onOpened(close);
  }
  if (port !== undefined) {
    const { createMetrics } = await import("../telemetry/metrics.ts");
    const { serveMetrics } = await import("../telemetry/metrics-server.ts");
    const metrics = createMetrics();
    watches.push(metrics.watch);
    serve = async (levels) => {
      const listen = { port, ...(host !== undefined && { host }) };
      const read = async (): Promise<string> => metrics.read(await levels());
      const server = await serveMetrics({ contentType: metrics.contentType, read, listen, log });
      onOpened(server.close);
      log.info({ metricsPort: server.port }, "metrics are served");
    };
  }
  return { watch: watches.reduce(inside, UNWATCHED), serve };
}

/** One within the other: both see the same work, and are told the same. */
const inside =
  (outer: Watch, inner: Watch): Watch =>
  (work, run) =>
    outer(work, (noteOuter) =>
      inner(work, (noteInner) =>
        run((outcome) => {
          noteOuter(outcome);
          noteInner(outcome);
        }),
      ),
    );
