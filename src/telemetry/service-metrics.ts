import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds; some tens of milliseconds is usual, and a large request takes some seconds beside the others. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What is asked of the service when somebody looks; `jobs` is undefined while its database cannot be read. */
type ServiceLevels = { readonly requests: number; readonly jobs: number | undefined };

/** Prometheus' metrics of the local tasks service. Labels hold names of calls and outcomes, and nothing else. */
export function createServiceMetrics() {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Histogram({
    name: "labeldesk_tasks_service_seconds",
    help: "From a request's arrival to its answer, by call: ok, refused, limited (429), failed.",
    labelNames: ["call", "outcome"],
    buckets: REQUEST_BUCKETS,
    registers,
  });
  const underWay = new Gauge({
    name: "labeldesk_tasks_service_requests",
    help: "Requests that are being answered, or wait for a thread that answers large ones.",
    registers,
  });
  const jobs = new Gauge({
    name: "labeldesk_tasks_service_jobs",
    help: "Tasks whose work is still to be brought in line, and one for what deleted ones have left over.",
    registers,
  });

  return {
    contentType: register.contentType,

    /** Measures a call; `note` says in a word how it ended, and one that ends without it counts as "failed". */
    async watch<T>(call: string, run: (note: (outcome: string) => void) => Promise<T>): Promise<T> {
      const end = requests.startTimer({ call });
      let outcome = "failed";
      try {
        return await run((word) => {
          outcome = word;
        });
      } finally {
        end({ outcome });
      }
    },

    read(levels: ServiceLevels): Promise<string> {
      underWay.set(levels.requests);
      jobs.remove();
      if (levels.jobs !== undefined) jobs.set(levels.jobs);
      return register.metrics();
    },
  };
}
