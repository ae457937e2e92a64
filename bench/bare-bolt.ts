import type { Server } from "node:http";
import { App, LogLevel } from "@slack/bolt";
import { EMPTY_TASK_FORM_RECORD } from "../src/domain/task-form/task-form-record.ts";
import { buildFormOf } from "../src/handlers/task-form/task-form-view.ts";
import { buildHelp } from "../src/views/help.ts";
import { BOT, SIGNING_SECRET } from "./workspace.ts";

/** The peer: an app as Bolt's own documentation has it, which gives the same answers as ours and does nothing else. */
const app = new App({
  token: BOT.token,
  signingSecret: SIGNING_SECRET,
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: process.env["SLACK_API_URL"] ?? "" },
});

const HELP = buildHelp();
const FORM = buildFormOf("00000000-0000-0000-0000-000000000000", EMPTY_TASK_FORM_RECORD, "Clarifai");

app.command("/task", async ({ ack, command, client }) => {
  if (command.text === "help") return ack({ response_type: "ephemeral", ...HELP });
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view: FORM });
});

const server = (await app.start({ port: 0, host: "127.0.0.1" })) as Server;
const address = server.address();
if (address && typeof address === "object") process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
