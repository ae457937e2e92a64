import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import * as z from "zod";
import { createLog } from "../../../src/log.ts";
import { startTestWorkspace, type TestWorkspace } from "../../support/start-workspace.ts";

const Line = z.looseObject({
  msg: z.string(),
  request: z.string().optional(),
  metricsPort: z.number().optional(),
  what: z.string().optional(),
  name: z.string().optional(),
});

const Attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });
const Traces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              name: z.string(),
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              attributes: z.array(Attribute),
            }),
          ),
        }),
      ),
    }),
  ),
});
type Sent = z.infer<typeof Traces>["resourceSpans"][number];

const lines: z.infer<typeof Line>[] = [];
const sent: { readonly path: string | undefined; readonly authorization: string | undefined; readonly of: Sent }[] = [];

/** A collector of traces. */
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { url: path, headers } = request;
    const { resourceSpans } = Traces.parse(JSON.parse(Buffer.concat(chunks).toString()));
    for (const of of resourceSpans) sent.push({ path, authorization: headers.authorization, of });
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
});

let workspace: TestWorkspace;
let metrics: string;
/** Of the submission that made a task. */
let request: string | undefined;

const scrape = async (path = "/metrics", method = "GET"): Promise<Response> => fetch(`${metrics}${path}`, { method });
const spans = () => sent.flatMap(({ of }) => of.scopeSpans.flatMap((scope) => scope.spans));
const requestOf = ({ attributes }: { attributes: readonly z.infer<typeof Attribute>[] }) =>
  attributes.find(({ key }) => key === "labeldesk.request")?.value.stringValue;

beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  const write = (text: string) => void lines.push(Line.parse(JSON.parse(text)));
  workspace = await startTestWorkspace({
    side: "clarifai",
    env: {
      LOG_LEVEL: "debug",
      METRICS_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20planted-for-traces",
    },
    overrides: { log: createLog({ level: "debug", destination: { write } }) },
  });
  metrics = `http://127.0.0.1:${lines.find(({ metricsPort }) => metricsPort !== undefined)?.metricsPort}`;
});
afterAll(async () => {
  await workspace?.stop();
  collector.closeAllConnections();
  collector.close();
});

test("the calls that a submission makes carry its request, and so do the lines about what follows from it", async () => {
  const { slack, faults } = workspace;
  const [lead, ana] = [slack.person("lena"), slack.person("ana")];
  await lead.openModal();
  await lead.fill("Name", "Planted words");
  await lead.chooseAll("Concepts", ["3"]);
  await lead.pickPeople("Workers", [ana.id]);
  slack.failNext("chat.postMessage", { error: "internal_error" });
  const posted = faults.untilSeen({ method: "POST", path: /\/tasks$/ });
  await lead.submit();
  await ana.untilMessage("Planted words");

  const [, id] =
    String((await posted).headers["x-clarifai-request-id-prefix"]).match(/^labeldesk-([0-9a-f]{12})$/) ?? [];
  request = id;
  const unsent = lines.find(({ msg }) => msg === "Slack does not answer; again later");

  expect(request).toBeDefined();
  expect(unsent?.request).toBe(request);
});

test("by one id all lines are found, from the delivery to the messages", () => {
  const done = lines.filter((line) => line.msg === "done" && line.request === request);

  expect(done.map(({ what, name }) => `${what} ${name}`)).toEqual(
    expect.arrayContaining([
      "delivery view_submission",
      "call PostTasks",
      "event submission.settled",
      "slack chat.postMessage",
    ]),
  );
  expect(lines.filter(({ name }) => name === "PostTasks").map((line) => line.request)).toEqual([request]);
});

test("what is done without anybody having asked is done for no request", () => {
  const listed = workspace.faults.requests.filter(({ method, path }) => method === "GET" && /\/tasks\?/.test(path));

  expect(listed.length).toBeGreaterThan(0);
  expect(listed.map(({ headers }) => headers["x-clarifai-request-id-prefix"])).toContain(undefined);
});

test("metrics tell of acks, calls on both sides, the outbox, and the queues", async () => {
  const response = await scrape();
  const text = await response.text();

  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(text).toMatch(/^labeldesk_ack_seconds_count\{kind="view_submission",outcome="acked"\} 1$/m);
  expect(text).toMatch(/^labeldesk_ack_seconds_bucket\{le="3",kind="command",outcome="acked"\} [1-9]/m);
  expect(text).toMatch(/^labeldesk_tasks_api_seconds_count\{call="PostTasks",outcome="ok"\} 1$/m);
  expect(text).toMatch(/^labeldesk_slack_api_seconds_count\{method="views\.open",outcome="ok"\} [1-9]/m);
  expect(text).toMatch(/^labeldesk_slack_api_seconds_count\{method="chat\.postMessage",outcome="refused"\} 1$/m);
  expect(text).toMatch(/^labeldesk_outbox_attempts_total\{kind="submission\.settled",outcome="sent"\} 1$/m);
  for (const state of ["due", "retrying", "waiting", "dead"]) {
    expect(text).toMatch(new RegExp(`^labeldesk_outbox_events\\{state="${state}"\\} \\d+$`, "m"));
    expect(text).toMatch(new RegExp(`^labeldesk_outbox_oldest_seconds\\{state="${state}"\\} [\\d.]+$`, "m"));
  }
  for (const lane of ["labels", "verdicts"]) {
    expect(text).toMatch(new RegExp(`^labeldesk_unsent\\{lane="${lane}"\\} 0$`, "m"));
    expect(text).toMatch(new RegExp(`^labeldesk_unsent_oldest_seconds\\{lane="${lane}"\\} 0$`, "m"));
  }
  expect(text).toMatch(/^labeldesk_queue\{queue="submissions",state="running"\} 0$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
});

test("there is nothing but metrics on their port, and none on the other", async () => {
  const statuses = await Promise.all([scrape("/"), scrape("/healthz"), scrape("/metrics", "POST")]);

  expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect((await fetch(`${workspace.appUrl}/metrics`)).status).toBe(404);
});

test("neither names, words nor secrets stand in metrics", async () => {
  const { slack, tasks } = workspace;
  const text = await (await scrape()).text();

  for (const planted of [
    "Planted",
    slack.botToken,
    slack.signingSecret,
    tasks.key,
    tasks.appId,
    slack.person("ana").id,
  ])
    expect(text).not.toContain(planted);
});

test("a submission is one trace: its delivery, the call it makes, and the messages that follow", async () => {
  await workspace.stop();
  const ofRequest = spans().filter((span) => requestOf(span) === request);
  const [delivery, ...others] = ofRequest.filter(({ name }) => name === "delivery view_submission");
  const call = ofRequest.find(({ name }) => name === "call PostTasks");
  const message = ofRequest.find(({ name }) => name === "slack chat.postMessage");
  const event = ofRequest.find(({ spanId }) => spanId === message?.parentSpanId);

  expect(others).toEqual([]);
  expect(call?.parentSpanId).toBe(delivery?.spanId);
  expect(event?.name).toMatch(/^event /);
  expect(new Set(ofRequest.map(({ traceId }) => traceId)).size).toBe(1);
  expect(
    new Set(
      spans()
        .filter((span) => requestOf(span) !== request)
        .map(({ traceId }) => traceId),
    ),
  ).not.toContain(delivery?.traceId);
});

test("traces go where they are asked for, under the app's name, and hold no words and no secrets", () => {
  const { slack, tasks } = workspace;
  const text = JSON.stringify(sent.map(({ of }) => of));

  for (const { path, authorization, of } of sent) {
    expect({ path, authorization }).toEqual({ path: "/v1/traces", authorization: "Bearer planted-for-traces" });
    expect(of.resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "labeldesk" } });
  }
  for (const planted of ["Planted", "planted-for-traces", slack.botToken, slack.signingSecret, tasks.key])
    expect(text).not.toContain(planted);
});
