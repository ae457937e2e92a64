import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { type Database, openDatabase } from "../../../src/store/engine/open.ts";
import { TABLES_OF_TEAMS } from "../../../src/store/forget-team.ts";
import { createStore, type Store } from "../../../src/store/store.ts";
import { createTestIds } from "../../support/app-store.ts";
import { putMigrated } from "../../support/migrated-database.ts";

/** Ids of everything but the workspace are the same in both: whatever forgets the workspace meets the other's. */
const SAME = "same";
const [OURS, THEIRS] = ["T0OURS", "T0THEIRS"];
const NOW = new Date("2026-03-02T09:00:00Z");
const LATER = NOW.getTime() + 3_600_000;
/** Columns of text in which only some words make sense, in all tables or in one. */
const WORDS: Readonly<Record<string, string>> = {
  kinds: "[]",
  workers: "[]",
  reviewers: "[]",
  user_groups: "[]",
  "label_answers.state": "said",
  "saved_reviews.state": "saved",
  "task_index.status": "PENDING",
  status: "pending",
  role: "worker",
  state: "waiting",
  purpose: "label",
  modified_at: NOW.toISOString(),
  content: "{}",
  payload: "{}",
  input: "{}",
  about: "{}",
  said: "{}",
  seen: "{}",
  told: "{}",
};
/** Times that are over, and such that are still to come. */
const TIMES: Readonly<Record<string, number>> = {
  opened_at: NOW.getTime(),
  expires_at: LATER,
  due_at: NOW.getTime() - 1,
  leased_until: 0,
  timed_at: NOW.getTime(),
};

type Table = (typeof TABLES_OF_TEAMS)[number] | "outbox";

/** What each store gives of a table to somebody of `team`, asked for what has the same ids in both. */
const READS: Readonly<Partial<Record<Table, (store: Store, team: string) => Promise<unknown>>>> = {
  installations: (store, team) => store.installations.find(team),
  connections: (store, team) => store.connections.find(team),
  drafts: (store, team) => store.drafts.findUnsent({ team, person: SAME }, SAME),
  submissions: (store, team) => store.submissions.claimAbandoned(team, 10, 0),
  links: (store, team) => Promise.all([store.links.find(team, SAME), store.links.findPerson(team, SAME)]),
  own_keys: (store, team) => store.ownKeys.find(team, SAME),
  questions: (store, team) => store.questions.find(team, `questions-${OURS}`),
  posted_messages: (store, team) => store.postedMessages.listForTask(team, SAME),
  task_index: (store, team) => store.taskIndex.find(team, SAME),
  task_index_rounds: (store, team) => store.taskIndexRounds.progress(team),
  known_tasks: (store, team) => store.knownTasks.count(team),
  posted_cards: (store, team) => store.postedCards.listForTask(team, SAME),
  person_settings: async (store, team) => [...(await store.settings.findPeople(team, [SAME]))],
  workspace_settings: (store, team) => store.settings.findWorkspace(team),
  held_notices: (store, team) => store.heldNotices.listDue(team, SAME),
  home_readers: (store, team) => store.homeReaders.among(team, [SAME]),
  long_values: async (store, team) => [...(await store.longValues.find(team, [SAME]))],
  labeling_sessions: (store, team) => store.labeling.lanesOf({ team, taskId: SAME }),
  label_answers: (store, team) => store.labeling.recentAnswers({ team, person: SAME, taskId: SAME }, 10),
  uploaded_pictures: (store, team) => store.uploadedPictures.listForTask(team, SAME, 10),
  label_drafts: async (store, team) => [
    ...(await store.labelDrafts.find({ team, person: SAME, taskId: SAME }, [SAME])),
  ],
  review_drafts: async (store, team) => [
    ...(await store.reviewDrafts.find({ team, person: SAME, taskId: SAME }, [SAME])),
  ],
  reviewing_sessions: (store, team) => store.reviewing.findSession({ team, person: SAME, taskId: SAME }),
  saved_reviews: (store, team) => store.reviewing.recentReviews({ team, person: SAME, taskId: SAME }, 10),
  change_requests: async (store, team) => [
    ...(await store.changeRequests.find({ team, taskId: SAME, worker: SAME }, [SAME])),
  ],
  followed_tasks: (store, team) => store.following.find(team, SAME),
  label_counts: (store, team) => store.following.listCounts(team, SAME),
  channel_follows: (store, team) => store.channelFollows.listForChannel(team, SAME),
  channel_leads: (store, team) => store.channelFollows.listForLead(team, SAME),
  reminders: async (store, team) => [...(await store.reminders.listSince(team, SAME, new Date(0)))],
  review_asks: (store, team) => store.reviewAsks.find({ team, person: SAME, taskId: SAME }),
  history: (store, team) => store.history.list({ team, taskId: SAME }, 10),
  outbox: (store, team) => store.outbox.claim(10, 0, { except: [], team }),
};

/** Read by an id that nobody else can have: a hash of a secret, a random one of the question; or not read at all. */
const BY_ANOTHER_ID: readonly Table[] = ["page_sessions", "question_messages", "follow_rounds", "send_paces"];

let folder: string;
let store: Store;
let database: Database<Record<string, never>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "labeldesk-test-"));
  const target = { kind: "sqlite", path: join(folder, "labeldesk.db") } as const;
  await putMigrated(target, "app");
  store = await createStore(target, { now: () => NOW, newId: createTestIds() });
  database = openDatabase(target);
});
afterAll(async () => {
  await database.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A row in every table that has a team: true of every column, and the same for every team but for the ids that must differ. */
async function plant(team: string): Promise<void> {
  const tables = await database.db.introspection.getTables();
  for (const { name, columns } of tables) {
    if (!columns.some((column) => column.name === "team")) continue;
    const values = columns
      .filter((column) => !column.isAutoIncrementing && column.name !== "seq")
      .map((column) => [column.name, plantedIn(column.name, column.dataType, team, name)] as const);
    await sql`insert into ${sql.table(name)} (${sql.join(values.map(([column]) => sql.ref(column)))})
      values (${sql.join(values.map(([, value]) => value))})`.execute(database.db as Kysely<Record<string, never>>);
  }
}

function plantedIn(column: string, type: string, team: string, table: string): string | number {
  if (column === "team") return team;
  // Keys that are unique over all workspaces.
  const isKeyOfAll =
    (column === "id" && table !== "task_index") || ["hash", "dedupe_key", "question_id"].includes(column);
  if (isKeyOfAll) return `${table}-${team}`;
  if (table === "submissions" && column === "status") return "pending";
  if (/int/i.test(type)) return TIMES[column] ?? 1;
  return WORDS[`${table}.${column}`] ?? WORDS[column] ?? SAME;
}

const readAll = async (team: string): Promise<Readonly<Record<string, string>>> => {
  const found: Record<string, string> = {};
  for (const [table, read] of Object.entries(READS))
    found[table] = JSON.stringify(await read(store, team)) ?? "nothing";
  return found;
};

async function countOf(team: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of [...TABLES_OF_TEAMS, "outbox"]) {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from ${sql.table(table)} where team = ${team}`.execute(database.db);
    counts[table] = Number(rows[0]?.n ?? 0);
  }
  return counts;
}

describe("what is kept of one workspace", () => {
  test("is read in every table by itself alone, whatever ids another one has", async () => {
    expect([...Object.keys(READS), ...BY_ANOTHER_ID].sort()).toEqual([...TABLES_OF_TEAMS, "outbox"].sort());
    const before = await readAll(THEIRS);
    await plant(OURS);

    expect(await readAll(THEIRS)).toEqual(before);
    const ours = await readAll(OURS);
    // What is planted is there to be found: else the line above would prove nothing.
    expect(Object.keys(READS).filter((table) => ours[table] === before[table])).toEqual([]);
  });

  test("stays when another one writes, removes and is forgotten; and is gone from every table when it is forgotten", async () => {
    await plant(THEIRS);
    const kept = await countOf(OURS);
    await Promise.all([
      store.links.save({ team: THEIRS, person: SAME, account: "other", linkedBy: SAME }),
      store.links.remove(THEIRS, SAME),
      store.ownKeys.remove(THEIRS, SAME),
      store.connections.remove(THEIRS, SAME),
      store.drafts.remove({ id: `drafts-${OURS}`, team: THEIRS, person: SAME }),
      store.taskIndex.forget(THEIRS, [SAME]),
      store.following.remove(THEIRS, SAME, []),
      store.labelDrafts.remove({ team: THEIRS, person: SAME, taskId: SAME }, [SAME]),
      store.pageSessions.removeOf(THEIRS, SAME),
      store.heldNotices.release({ team: THEIRS, person: SAME, key: SAME }),
      store.labeling.hasten(THEIRS, SAME),
    ]);
    await store.forgetSide(THEIRS);
    await store.forgetTeam(THEIRS, SAME);

    expect(await countOf(OURS)).toEqual(kept);
    expect(Object.values(kept).every((count) => count === 1)).toBe(true);
    await store.forgetTeam(OURS, SAME);
    for (const team of [OURS, THEIRS]) expect(new Set(Object.values(await countOf(team)))).toEqual(new Set([0]));
  });
});
