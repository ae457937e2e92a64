import { APP_DATABASE, type DatabaseChoice, databaseOf, TASKS_DATABASE } from "../app/database-of.ts";
import { migrations as ofApp } from "../store/migrations/migrations.ts";
import type { Part } from "../store/transfer/scope.ts";
import { migrations as ofTasksService } from "../tasks-service/tables/migrations/migrations.ts";

/**
 * The databases of an installation. The app's is first: where two are looked at one after the other, what the app still owes is looked for
 * on the other side when it goes on, while what it has noted as done would be missed there.
 */
export const databasesOf = (choice: DatabaseChoice): readonly Part[] => [
  { name: APP_DATABASE.schema, target: databaseOf(choice, APP_DATABASE), migrations: ofApp },
  { name: TASKS_DATABASE.schema, target: databaseOf(choice, TASKS_DATABASE), migrations: ofTasksService },
];

/** Where a database is, in words that tell no password. */
export const placeOf = ({ target }: Part): string =>
  target.kind === "sqlite" ? target.path : `PostgreSQL, schema ${target.schema}`;
