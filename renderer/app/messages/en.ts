import { desk } from './en/desk.ts';
import { errors } from './en/errors.ts';
import { register } from './en/register.ts';
import { shell } from './en/shell.ts';
import { sync } from './en/sync.ts';
import { visits } from './en/visits.ts';
import { words } from './en/words.ts';

export const en = { shell, words, desk, register, visits, sync, errors };
export type Messages = typeof en;
