import { ClientRequest } from "node:http";
import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import { readArguments } from "../../sandbox/slack/read-arguments.ts";
import { GuardedDriver } from "../../src/store/engine/guarded-driver.ts";

/** Told before something passes the boundary; what it gives is called when that is done and nobody has heard of it yet. */
export type Watch = (boundary: string) => () => void;

/** People's handles by their ids, which differ from workspace to workspace. */
export type Handles = Readonly<Record<string, string>>;

/**
 * Puts a watch at the two boundaries through which everything leaves the app that outlives its process: what is written to the
 * database, and every call of Slack and of the Tasks API. Between two of them a process can die anywhere without a difference.
 */
export function watchBoundaries(watch: Watch, handles: Handles): void {
  watchFetch(watch, handles);
  watchRequests(watch, handles);
  watchWrites(watch);
}

/** By `fetch` the Tasks API is called, and files are uploaded. */
function watchFetch(watch: Watch, handles: Handles): void {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const method = input instanceof Request ? input.method : init?.method;
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const passed = watch(nameOfCall({ method, pathname }, handles));
    const answer = await fetch(input, init);
    passed();
    return answer;
  };
}

/** By Node's own client Slack is called (src/slack/http-fetch.ts). */
function watchRequests(watch: Watch, handles: Handles): void {
  const { prototype } = ClientRequest;
  const { end } = prototype;
  prototype.end = function (this: ClientRequest, ...given: unknown[]) {
    const [body] = given;
    const contentType = String(this.getHeader("content-type"));
    const { pathname } = new URL(this.path, "http://slack");
    const passed = watch(nameOfCall({ method: this.method, pathname, contentType, body }, handles));
    this.prependOnceListener("response", passed);
    return Reflect.apply(end, this, given);
  };
}

type Call = {
  readonly method: string | undefined;
  readonly pathname: string;
  readonly contentType?: string;
  readonly body?: unknown;
};

function nameOfCall({ method = "GET", pathname, contentType, body }: Call, handles: Handles): string {
  if (pathname.startsWith("/v2/")) return `Tasks ${method} ${withoutIds(pathname)}`;
  if (!pathname.startsWith("/api/")) return "Slack upload";
  const asked = readArguments(contentType, typeof body === "string" ? body : "");
  const whom = handles[String(asked["channel"] ?? asked["user_id"] ?? asked["user"])];
  const name = pathname.split("/").at(-1) ?? "";
  return whom === undefined ? `Slack ${name}` : `Slack ${name} ${whom}`;
}

/** `/v2/users/U/apps/A/tasks/T` → `tasks/…`: ids differ from run to run. */
const withoutIds = (path: string): string =>
  path
    .replace(/^\/v2\/(users\/[^/]+\/apps\/[^/]+\/)?/, "")
    .split("/")
    .map((part) => (/^[a-z_]+$/.test(part) ? part : "…"))
    .join("/");

/** The verb and the table of a statement that writes. */
const WRITE = /^\s*(insert into|update|delete from) "([a-z_]+)"/;

/** The clock's mending (`store/due-times.ts`), every few moments: it belongs to nothing that people do. */
const REGULAR_WORK = /update follow_rounds.*update outbox/;

const writeOf = ({ sql }: CompiledQuery): string | undefined => {
  const [, verb, table] = WRITE.exec(sql) ?? [];
  return verb && table && `${verb.split(" ")[0]} ${table}`;
};

function watchWrites(watch: Watch): void {
  /** What the open transaction of a connection has written. */
  const written = new WeakMap<DatabaseConnection, Set<string>>();
  const driver = GuardedDriver.prototype;
  const { acquireConnection, beginTransaction, commitTransaction } = driver;

  driver.acquireConnection = async function (this: GuardedDriver) {
    const connection = await acquireConnection.call(this);
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const write = writeOf(query);
      const transaction = written.get(connection);
      if (write === undefined) return execute<R>(query);
      if (transaction !== undefined) {
        transaction.add(write);
        return execute<R>(query);
      }
      const passed = watch(`write ${write}`);
      const result = await execute<R>(query);
      passed();
      return result;
    };
    return connection;
  };
  driver.beginTransaction = async function (this: GuardedDriver, connection, settings) {
    written.set(connection, new Set());
    await beginTransaction.call(this, connection, settings);
  };
  driver.commitTransaction = async function (this: GuardedDriver, connection) {
    const writes = [...(written.get(connection) ?? [])].sort().join(", ");
    written.delete(connection);
    if (writes === "" || REGULAR_WORK.test(writes)) return commitTransaction.call(this, connection);
    const passed = watch(`commit ${writes}`);
    await commitTransaction.call(this, connection);
    passed();
  };
}
