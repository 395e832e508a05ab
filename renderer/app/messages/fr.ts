import type { Messages } from './en.ts';
import { answers } from './fr/answers.ts';
import { claims } from './fr/claims.ts';
import { cover } from './fr/cover.ts';
import { desk } from './fr/desk.ts';
import { errors } from './fr/errors.ts';
import { fix } from './fr/fix.ts';
import { month } from './fr/month.ts';
import { notices } from './fr/notices.ts';
import { quality } from './fr/quality.ts';
import { register } from './fr/register.ts';
import { shell } from './fr/shell.ts';
import { sticks } from './fr/sticks.ts';
import { sync } from './fr/sync.ts';
import { visits } from './fr/visits.ts';
import { words } from './fr/words.ts';
export const fr: Messages = {
  shell,
  words,
  desk,
  cover,
  register,
  visits,
  sync,
  fix,
  sticks,
  notices,
  answers,
  quality,
  claims,
  month,
  errors,
};
