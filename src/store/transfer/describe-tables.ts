import { sql } from "kysely";
import type { Kind, TableShape } from "./item.ts";
import { enter, type Scope } from "./scope.ts";

/** What columns are declared as. A migration that declares another type adds it here; a test describes all tables. */
const KINDS: Readonly<Record<string, Kind>> = {
  text: "text",
  integer: "integer",
  bigint: "integer",
  int4: "integer",
  int8: "integer",
  real: "real",
  float4: "real",
  "double precision": "real",
  float8: "real",
  blob: "bytes",
  bytea: "bytes",
};

type Column = {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  /** Which of the columns of the primary key it is, from 1; 0: none. */
  readonly place: number;
  readonly isCounter: boolean;
};

/** All tables of a part by name, as the database itself describes them. */
export async function describeTables(scope: Scope): Promise<readonly TableShape[]> {
  await enter(scope);
  const columns = scope.engine === "postgres" ? await columnsOfPostgres(scope) : await columnsOfSqlite(scope);
  const shapes: TableShape[] = [];
  for (const [name, own] of groupByTable(columns)) {
    const sorted = own.toSorted((a, b) => compare(a.name, b.name));
    const keyed = own.filter(({ place }) => place > 0).toSorted((a, b) => a.place - b.place);
    if (keyed.length === 0) throw new Error(`${name} has no primary key, and is not copied without one`);
    const counter = own.find(({ isCounter }) => isCounter);
    shapes.push({
      name,
      columns: sorted.map((column) => ({ name: column.name, kind: kindOf(column) })),
      key: keyed.map((column) => column.name),
      ...(counter && { counter: { column: counter.name, last: await lastOf(scope, name, counter.name) } }),
    });
  }
  return shapes.toSorted((a, b) => compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function groupByTable(columns: readonly Column[]): ReadonlyMap<string, readonly Column[]> {
  const tables = new Map<string, Column[]>();
  for (const column of columns) tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
  return tables;
}

function kindOf({ table, name, type }: Column): Kind {
  const kind = KINDS[type.toLowerCase()];
  if (kind === undefined) throw new Error(`${table}.${name} is of the type ${type}, which is not copied yet`);
  return kind;
}

async function columnsOfPostgres({ trx }: Scope): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    select c.relname as "table", a.attname as name, t.typname as type,
      coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) as place, a.attidentity <> '' as "isCounter"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = to_regnamespace(current_schema()) and c.relkind in ('r', 'p')
    order by c.relname, a.attnum`.execute(trx);
  return rows;
}

async function columnsOfSqlite({ trx }: Scope): Promise<readonly Column[]> {
  const { rows } = await sql<Omit<Column, "isCounter"> & { declared: string }>`
    select t.name as "table", c.name, c.type, c.pk as place, t.sql as declared
    from sqlite_master t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'`.execute(trx);
  return rows.map(({ declared, ...column }) => ({
    ...column,
    isCounter: column.place > 0 && /\bautoincrement\b/i.test(declared),
  }));
}

/** 0 where none was given yet. */
async function lastOf({ engine, trx }: Scope, table: string, column: string): Promise<number> {
  const { rows } = await (engine === "postgres"
    ? sql<{
        last: number | null;
      }>`select pg_sequence_last_value(pg_get_serial_sequence(quote_ident(${table}), ${column})::regclass) as last`
    : sql<{ last: number }>`select seq as last from sqlite_sequence where name = ${table}`
  ).execute(trx);
  return rows[0]?.last ?? 0;
}
