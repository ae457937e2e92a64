import type Libsql from "libsql";

type Statement = ReturnType<Libsql.Database["prepare"]>;

/** A prepared statement, and whether it gives rows. */
export type Prepared = { readonly statement: Statement; readonly isReader: boolean };

/** Of SQL. SQLite takes about 25 bytes for each character of a statement, so that a connection's statements stay below 15 MB. */
const KEPT_CHARACTERS = 500_000;
/** What was bound to a statement stays with it; a picture shall not. */
const KEPT_PARAMETER_LENGTH = 10_000;

/**
 * Keeps a connection's prepared statements by their SQL; those used longest ago go first. To prepare one anew takes longer than to run it:
 * a third to a half of the time in the database.
 */
export class StatementCache {
  readonly #prepare: (sql: string) => Statement;
  readonly #kept = new Map<string, Prepared>();
  #characters = 0;

  constructor(prepare: (sql: string) => Statement) {
    this.#prepare = prepare;
  }

  /** Runs `use`, which must read all rows. A statement that failed is not used again: libsql does not reset one that met a lock. */
  use<T>(sql: string, parameters: readonly unknown[], use: (prepared: Prepared) => T): T {
    const prepared = this.#take(sql) ?? this.#prepareAnew(sql);
    const result = use(prepared);
    if (!parameters.some(isLong)) this.#keep(sql, prepared);
    return result;
  }

  clear(): void {
    this.#kept.clear();
    this.#characters = 0;
  }

  #take(sql: string): Prepared | undefined {
    const prepared = this.#kept.get(sql);
    if (prepared === undefined) return undefined;
    this.#kept.delete(sql);
    this.#characters -= sql.length;
    return prepared;
  }

  #prepareAnew(sql: string): Prepared {
    const statement = this.#prepare(sql);
    return { statement, isReader: statement.reader };
  }

  #keep(sql: string, prepared: Prepared): void {
    this.#kept.set(sql, prepared);
    this.#characters += sql.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= KEPT_CHARACTERS) return;
      this.#take(oldest);
    }
  }
}

function isLong(parameter: unknown): boolean {
  return (typeof parameter === "string" || Buffer.isBuffer(parameter)) && parameter.length > KEPT_PARAMETER_LENGTH;
}
