import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { en } from '../../renderer/app/messages/en.ts';
import { fr } from '../../renderer/app/messages/fr.ts';
import { km } from '../../renderer/app/messages/km.ts';
import { findLayoutFaults, visibleTexts } from './page-faults.ts';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const MESSAGES = { km, en, fr };
export type Language = keyof typeof MESSAGES;

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds serious or critical, as one line each. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (values) => window.axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values } }),
    STANDARDS,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id} at ${target.join(' ')}: ${html.slice(0, 120)}`));
}

/** What overflows, is cut, or stands so close that stacked letters touch. */
export function layoutFindings(page: Page): Promise<string[]> {
  return page.evaluate(findLayoutFaults);
}

/** A message with its values filled in, as a pattern; null where nothing but values and signs would be left. */
function patternOf(message: string): RegExp | null {
  if (message.replace(/\{\{\w+\}\}/g, '').replace(/[^\p{L}]/gu, '').length < 4) return null;
  const source = message.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{\w+\}\}/g, '.+');
  return new RegExp(`^${source}$`, 'u');
}

function flat(messages: object, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string') return [[`${path}${name}`, value]];
    return typeof value === 'object' && value !== null ? flat(value, `${path}${name}.`) : [];
  });
}

const KEY = new RegExp(`\\b(?:${Object.keys(en).join('|')})\\.[a-z][A-Za-z-]*`);
const UNFILLED = /\{\{?\w+\}?\}|\bundefined\b|\bnull\b|\bNaN\b|\[object/;

/** Texts that are no words: keys of messages, places of values, or the words of another language. */
export async function textFindings(page: Page, language: Language): Promise<string[]> {
  const own = new Map(flat(MESSAGES[language]));
  const other = flat(MESSAGES[language === 'en' ? 'km' : 'en']);
  const foreign = other.filter(([key, text]) => own.get(key) !== text).map(([, text]) => patternOf(text));
  const texts = await page.evaluate(visibleTexts);
  const known = new Set(own.values());
  return texts.filter(
    (text) =>
      KEY.test(text) ||
      UNFILLED.test(text) ||
      (!known.has(text) && foreign.some((pattern) => pattern?.test(text) ?? false)),
  );
}
