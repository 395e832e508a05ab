import { MEMBER_COLUMNS } from '../members.ts';

/** A row of the register: a woman born on 20 May 1990, an employee with these paid months (`2026-01;2026-02`). */
export function memberRow(nssfKey: string, paid: string): string {
  return `${nssfKey.slice(0, 7)}-${nssfKey.slice(7)}-1,សុខ សុភា,,female,1990-05-20,day,,employee,,,false,false,true,,,${paid}`;
}

/** A file for `import-members`. */
export function registerOf(...rows: string[]): string {
  return [MEMBER_COLUMNS.join(','), ...rows, ''].join('\n');
}
