import * as z from "zod";
import { httpUrl, type Reader } from "./reader.ts";

export type TracingConfig = {
  /** Of a collector that takes OTLP over HTTP, without a slash at its end. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
};

const OtlpEndpoint = httpUrl("http://127.0.0.1:4318");
/** name=value, several with commas between, percent-encoded where they must be (opentelemetry.io/docs/specs/otel/protocol/exporter). */
const OtlpHeaders = z
  .string()
  .transform((text) => text.split(",").map((pair) => pair.trim().split(/=(.*)/s, 2)))
  .refine(
    (pairs) => pairs.every(([name = "", value = ""]) => /^[\w-]+$/.test(name) && /^[\x20-\x7e]+$/.test(decoded(value))),
    "must be name=value, several with commas between.",
  )
  .transform((pairs) => Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, decoded(value)])));

/** Empty where it is not percent-encoded as it should be. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** `undefined` where no traces are asked for, or where they are not rightly. */
export function readTracing({ has, read, problems }: Reader): TracingConfig | undefined {
  const headers = read("OTEL_EXPORTER_OTLP_HEADERS", OtlpHeaders) ?? {};
  const serviceName = read("OTEL_SERVICE_NAME", z.string()) ?? "labeldesk";
  const endpoint = read("OTEL_EXPORTER_OTLP_ENDPOINT", OtlpEndpoint);
  if (has("OTEL_EXPORTER_OTLP_HEADERS") && !has("OTEL_EXPORTER_OTLP_ENDPOINT"))
    problems.push(
      "OTEL_EXPORTER_OTLP_HEADERS is for traces. Set OTEL_EXPORTER_OTLP_ENDPOINT to where they go, or leave both out.",
    );
  return endpoint === undefined ? undefined : { endpoint, headers, serviceName };
}
