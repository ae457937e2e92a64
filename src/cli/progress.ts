/** Where nobody watches a line change, there is a line for so many rows: a log stays short. */
const ROWS_PER_LINE = 100_000;

/** Says on standard error how many rows are written; `total`: of so many, where that is known. */
export function createProgress(total?: number) {
  let count = 0;
  let said = 0;
  return {
    count: (): number => count,

    tell(part: string, table: string, rows: number): void {
      count += rows;
      const line = `${count}${total === undefined ? "" : ` of ${total}`} rows · ${part}.${table}`;
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
      else if (count - said >= ROWS_PER_LINE) {
        said = count;
        process.stderr.write(`${line}\n`);
      }
    },

    end(): void {
      if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    },
  };
}
