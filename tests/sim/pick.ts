/** One of a list by a number that knows nothing of its length; null where there is none. */
export const pickOrNull = <T>(list: readonly T[], which: number): T | null =>
  list[which % Math.max(1, list.length)] ?? null;

export const pick = <T>(list: readonly T[], which: number): T => {
  const one = pickOrNull(list, which);
  if (one === null) throw new Error('there is nothing to pick from');
  return one;
};
