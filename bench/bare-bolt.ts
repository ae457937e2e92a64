import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { App, type BlockAction, LogLevel } from "@slack/bolt";
import type { View } from "@slack/types";
import Database from "libsql";
import { EMPTY_TASK_FORM_RECORD } from "../src/domain/task-form/task-form-record.ts";
import { buildFormOf } from "../src/handlers/task-form/task-form-view.ts";
import { buildHelp } from "../src/views/help.ts";
import { buildWords } from "../src/views/status-view.ts";
import { sayWorking } from "../src/views/submissions/working.ts";
import { FIELD, TASK_FORM } from "../src/views/task-form/ids.ts";
import { changedForm } from "./form-deliveries.ts";
import { BOT, SIGNING_SECRET } from "./workspace.ts";

/** The peer: an app as Bolt's own documentation has it, which gives the same answers as ours and does nothing else. */
const app = new App({
  token: BOT.token,
  signingSecret: SIGNING_SECRET,
  logLevel: LogLevel.WARN,
  clientOptions: { slackApiUrl: process.env["SLACK_API_URL"] ?? "" },
});

const HELP = buildHelp();
const WINDOW: View = JSON.parse(process.env["PEER_WINDOW"] ?? "{}");
const FORM = buildFormOf("00000000-0000-0000-0000-000000000000", EMPTY_TASK_FORM_RECORD, "Clarifai");

app.command("/task", async ({ ack, command, client }) => {
  if (command.text === "help") return ack({ response_type: "ephemeral", ...HELP });
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view: FORM });
});

/** One row is committed before each answer, as the app's own database commits one. */
const database = new Database(process.env["PEER_DATABASE"] ?? ":memory:");
for (const setting of ["journal_mode = wal", "synchronous = full"]) database.pragma(setting, {});
database.exec("create table if not exists answers (id text primary key, said text not null)");
const keep = database.prepare("insert into answers values (?, ?)");

app.view("label.window", async ({ ack, view }) => {
  keep.run(randomUUID(), JSON.stringify(view.state.values));
  await ack({ response_action: "update", view: WINDOW });
});

const CHANGED_FORM = changedForm();
const WORKING = buildWords(sayWorking("create-task", `What people write ${randomUUID()}`));

app.action<BlockAction>(FIELD.inputSource, async ({ ack, body, client }) => {
  await ack();
  if (body.view) await client.views.update({ view_id: body.view.id, hash: body.view.hash, view: CHANGED_FORM });
});

app.view(TASK_FORM.create, async ({ ack, view }) => {
  keep.run(randomUUID(), JSON.stringify(view.state.values));
  await ack({ response_action: "update", view: WORKING });
});

const server = (await app.start({ port: 0, host: "127.0.0.1" })) as Server;
const address = server.address();
if (address && typeof address === "object") process.stdout.write(`${JSON.stringify({ port: address.port })}\n`);
