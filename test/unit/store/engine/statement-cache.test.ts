import { afterEach, beforeEach, expect, test } from "@jest/globals";
import Libsql from "libsql";
import { StatementCache } from "../../../../src/store/engine/statement-cache.ts";

let database: Libsql.Database;
let prepared: string[];
let statements: StatementCache;

beforeEach(() => {
  database = new Libsql(":memory:");
  database.exec("create table things (id integer primary key, text text)");
  prepared = [];
  statements = new StatementCache((sql) => {
    prepared.push(sql);
    return database.prepare(sql);
  });
});
afterEach(() => {
  database.close();
});

const INSERT = "insert into things (text) values (?)";
const ALL = "select * from things order by id";

const run = (sql: string, ...parameters: unknown[]): unknown =>
  statements.use(sql, parameters, ({ statement, isReader }) =>
    isReader ? statement.all(parameters) : statement.run(parameters),
  );

test("a statement is prepared once, and answers anew each time", () => {
  run(INSERT, "one");
  const before = run(ALL);
  run(INSERT, "two");
  const after = run(ALL);

  expect(before).toEqual([{ id: 1, text: "one" }]);
  expect(after).toEqual([
    { id: 1, text: "one" },
    { id: 2, text: "two" },
  ]);
  expect(prepared).toEqual([INSERT, ALL]);
});

test("a statement that is kept sees a column that came later", () => {
  run(INSERT, "one");
  run(ALL);
  run("alter table things add column more integer default 7");

  const rows = run(ALL);

  expect(rows).toEqual([{ id: 1, text: "one", more: 7 }]);
  expect(prepared.filter((sql) => sql === ALL)).toHaveLength(1);
});

test("a statement that failed is prepared anew", () => {
  const insert = "insert into things (id) values (?)";
  run(insert, 1);
  expect(() => run(insert, 1)).toThrow("UNIQUE");

  run(insert, 2);

  expect(prepared).toEqual([insert, insert]);
});

test("what is long is not kept with the statement that it was bound to", () => {
  run(INSERT, Buffer.alloc(10_001));
  run(INSERT, "x".repeat(10_001));
  run(INSERT, "x".repeat(10_000));
  run(INSERT, "short");

  expect(prepared).toEqual([INSERT, INSERT, INSERT]);
});

test("when there are too many, the one used longest ago goes", () => {
  const long = (name: string) => `select '${name}' as name, '${"x".repeat(200_000)}' as text`;
  run(long("a"));
  run(long("b"));
  run(long("a"));
  run(long("c"));
  prepared = [];

  run(long("a"));
  run(long("b"));

  expect(prepared).toEqual([long("b")]);
});
