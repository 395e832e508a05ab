import type { Migration } from './migration.ts';

/** With whom a member's contributions are paid, so that what a whole group has paid can be published as one rule. */
export const contributionGroup: Migration = {
  number: 35,
  sql: `
ALTER TABLE member ADD COLUMN "contributionGroup" text;
`,
};
