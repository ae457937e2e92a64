import type { Log } from "../domain/log.ts";
import type { TasksService, TasksServiceOptions } from "../tasks-service/create-tasks-service.ts";

type ServiceMetrics = {
  readonly options: Pick<TasksServiceOptions, "watch">;
  /** Begins to answer whoever scrapes; gives what ends that. Rejects where the port is taken. */
  serve(service: Pick<TasksService, "levels">): Promise<() => Promise<void>>;
};

/** Metrics of the service served alone: on the loopback interface, as the service itself. Nothing is loaded without a port. */
export async function openServiceMetrics(port: number | undefined, log: Log): Promise<ServiceMetrics> {
  if (port === undefined) return { options: {}, serve: async () => async () => undefined };
  const { createServiceMetrics } = await import("../telemetry/service-metrics.ts");
  const { serveMetrics } = await import("../telemetry/metrics-server.ts");
  const { watch, contentType, read } = createServiceMetrics();
  return {
    options: { watch },
    async serve(service) {
      const server = await serveMetrics({
        contentType,
        read: async () => read(await service.levels()),
        listen: { port, host: "127.0.0.1" },
        log,
      });
      process.stdout.write(`Metrics on http://127.0.0.1:${server.port}/metrics\n`);
      return server.close;
    },
  };
}
