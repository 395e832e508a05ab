import type { Messages } from './en.ts';
import { desk } from './fr/desk.ts';
import { errors } from './fr/errors.ts';
import { register } from './fr/register.ts';
import { shell } from './fr/shell.ts';
import { sync } from './fr/sync.ts';
import { visits } from './fr/visits.ts';
import { words } from './fr/words.ts';
export const fr: Messages = { shell, words, desk, register, visits, sync, errors };
