import type { Messages } from './en.ts';
import { desk } from './km/desk.ts';
import { errors } from './km/errors.ts';
import { register } from './km/register.ts';
import { shell } from './km/shell.ts';
import { sync } from './km/sync.ts';
import { visits } from './km/visits.ts';
import { words } from './km/words.ts';
export const km: Messages = { shell, words, desk, register, visits, sync, errors };
