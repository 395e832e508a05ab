/** A step forward. Numbers go by tens; there is no way back, so the host backs the file up before it calls `migrate`. */
export interface Migration {
  number: number;
  sql: string;
  /** Makes tables anew that others refer to, so that references are checked once, at its end. */
  isRebuild?: true;
}
