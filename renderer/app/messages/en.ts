import { answers } from './en/answers.ts';
import { claims } from './en/claims.ts';
import { cover } from './en/cover.ts';
import { desk } from './en/desk.ts';
import { errors } from './en/errors.ts';
import { fix } from './en/fix.ts';
import { month } from './en/month.ts';
import { notices } from './en/notices.ts';
import { quality } from './en/quality.ts';
import { register } from './en/register.ts';
import { shell } from './en/shell.ts';
import { sticks } from './en/sticks.ts';
import { sync } from './en/sync.ts';
import { visits } from './en/visits.ts';
import { words } from './en/words.ts';

export const en = {
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
export type Messages = typeof en;
