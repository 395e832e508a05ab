import type { Messages } from './en.ts';
import { answers } from './km/answers.ts';
import { claims } from './km/claims.ts';
import { cover } from './km/cover.ts';
import { desk } from './km/desk.ts';
import { errors } from './km/errors.ts';
import { fix } from './km/fix.ts';
import { month } from './km/month.ts';
import { notices } from './km/notices.ts';
import { quality } from './km/quality.ts';
import { register } from './km/register.ts';
import { shell } from './km/shell.ts';
import { sticks } from './km/sticks.ts';
import { sync } from './km/sync.ts';
import { visits } from './km/visits.ts';
import { words } from './km/words.ts';
export const km: Messages = {
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
