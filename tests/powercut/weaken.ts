import Database from 'better-sqlite3';

/**
 * Loaded into a desk (`--import`) as a control, never part of the product: whatever durability the desk asks SQLite for,
 * it gets the one in TONLE_WEAKENED_TO, and is told that it got what it asked for. A proof that passes with this has
 * proved nothing.
 */
const level = process.env.TONLE_WEAKENED_TO ?? '';
if (!['NORMAL', 'OFF'].includes(level)) throw new Error(`${level} is no weaker durability`);

const FULL = 2;
const real = Database.prototype.pragma;
Database.prototype.pragma = function weakened(source: string, options?: Database.PragmaOptions): unknown {
  if (!/^\s*synchronous\b/i.test(source)) return real.call(this, source, options);
  real.call(this, `synchronous = ${level}`);
  return FULL;
};
