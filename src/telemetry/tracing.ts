import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomBytes } from "node:crypto";
import { DiagLogLevel, diag, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Log } from "../domain/log.ts";
import type { RequestScope } from "../domain/request-scope.ts";
import type { Watch } from "../domain/watch.ts";

/** A collector that does not answer holds neither the app nor its stop up. */
const EXPORT_WITHIN_MS = 2_000;
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

export type TracingOptions = {
  /** Where a collector takes OTLP over HTTP: `/v1/traces` follows. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
};

export type Tracing = {
  readonly watch: Watch;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
};

/** Outcomes that nobody has to look into. */
const WELL: readonly string[] = ["acked", "ok", "sent", "put_off"];

const KINDS = {
  delivery: SpanKind.SERVER,
  call: SpanKind.CLIENT,
  slack: SpanKind.CLIENT,
  event: SpanKind.CONSUMER,
} as const;

/**
 * Traces of OpenTelemetry, sent to a collector. One request is one trace: its id is made of the request's, so that what is done for
 * it hours later, or by another replica, belongs to the same one, and nothing about traces is kept anywhere.
 */
export function createTracing(
  options: TracingOptions,
  { requestScope, log }: { requestScope: RequestScope; log: Log },
): Tracing {
  const active = new AsyncLocalStorage<{ readonly span: Span; readonly request: string | undefined }>();
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": options.serviceName }),
    idGenerator: {
      generateTraceId: () => traceIdOf(requestScope.current()),
      generateSpanId: () => randomBytes(SPAN_BYTES).toString("hex"),
    },
    spanProcessors: [
      new BatchSpanProcessor(
        new OTLPTraceExporter({
          url: `${options.endpoint}/v1/traces`,
          headers: { ...options.headers },
          timeoutMillis: EXPORT_WITHIN_MS,
        }),
      ),
    ],
  });
  const tracer = provider.getTracer("labeldesk");
  const report = (detail: string): void => log.warn({ source: "opentelemetry", detail }, "traces cannot be sent");
  const quiet = (): void => undefined;
  // Its own way of telling that the collector cannot be reached; there is one for the process.
  diag.setLogger(
    { error: report, warn: report, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );

  return {
    watch({ what, name }, run) {
      const request = requestScope.current();
      const around = active.getStore();
      // What wakes a queue is not what the queue then works for.
      const parent = around && around.request === request ? trace.setSpan(ROOT_CONTEXT, around.span) : ROOT_CONTEXT;
      const attributes = request === undefined ? {} : { "labeldesk.request": request };
      const span = tracer.startSpan(`${what} ${name}`, { kind: KINDS[what], attributes }, parent);
      let outcome = "failed";
      const note = (said: string): void => {
        outcome = said;
        span.addEvent("settled", { outcome });
      };
      return active.run({ span, request }, async () => {
        try {
          return await run(note);
        } finally {
          span.setAttribute("labeldesk.outcome", outcome);
          if (!WELL.includes(outcome)) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
      });
    },
    async close() {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, EXPORT_WITHIN_MS).unref();
      });
      const sent = provider.shutdown().catch((err: unknown) => log.warn({ err }, "the last traces could not be sent"));
      await Promise.race([sent, late]);
    },
  };
}

const traceIdOf = (request: string | undefined): string =>
  request === undefined
    ? randomBytes(TRACE_BYTES).toString("hex")
    : createHash("sha256")
        .update(request)
        .digest("hex")
        .slice(0, 2 * TRACE_BYTES);
