/** A step forward. Numbers go by tens; there is no way back. */
export interface Migration {
  number: number;
  sql: string;
}
