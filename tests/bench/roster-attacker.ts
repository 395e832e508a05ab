/**
 * What guesses cost somebody who has the pepper, from the measured rate. Without the pepper there is nothing to guess
 * against: the file is AES-256 under the database key, and even opened it holds bytes that only HMAC-SHA-256 under 256
 * random bits could tell from noise.
 */
const BIRTH_DATES = 85 * 365.25;
const SECONDS_A_YEAR = 365.25 * 86_400;
const WRITABLE_CARDS = 1e14;

export function attackerCosts(slowCallMs: number, hiddenBits: number, members: number) {
  const callsAGuess = 2 ** hiddenBits;
  const secondsAGuess = (slowCallMs / 1000) * callsAGuess;
  const years = (guesses: number) => (guesses * secondsAGuess) / SECONDS_A_YEAR;
  return {
    slowCallMs,
    callsAGuess,
    secondsAGuess,
    note: 'a wrong guess costs every call; a right one half of them on average; one core of this machine',
    diskOnly:
      'impossible: every page is sealed with the database key, which is not on the disk in the clear, and the pepper is sealed with a key of it',
    diskAndPepper: {
      allKnownCardsAndAllBirthDates: { guesses: members * BIRTH_DATES, cpuYears: years(members * BIRTH_DATES) },
      oneKnownCardAllBirthDates: {
        guesses: BIRTH_DATES,
        cpuYears: years(BIRTH_DATES),
        cpuHours: years(BIRTH_DATES) * 8766,
      },
      oneKnownCardKnownYearOfBirth: { guesses: 365.25, cpuMinutes: (365.25 * secondsAGuess) / 60 },
      oneKnownCardKnownBirthDate: { guesses: 1, cpuSeconds: secondsAGuess },
      allWritableCardsAndAllBirthDates: {
        guesses: WRITABLE_CARDS * BIRTH_DATES,
        cpuYears: years(WRITABLE_CARDS * BIRTH_DATES),
      },
    },
  };
}
