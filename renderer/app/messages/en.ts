import { answers } from './en/answers.ts';
import { cover } from './en/cover.ts';
import { desk } from './en/desk.ts';
import { errors } from './en/errors.ts';
import { quality } from './en/quality.ts';
import { register } from './en/register.ts';
import { shell } from './en/shell.ts';
import { sync } from './en/sync.ts';
import { visits } from './en/visits.ts';
import { words } from './en/words.ts';

export const en = { shell, words, desk, cover, register, visits, sync, answers, quality, errors };
export type Messages = typeof en;
