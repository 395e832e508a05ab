/** How the program was started: `--practice`, `--data DIR` and `--centre URL` as for the plain desk, and where practice started from inside goes. */
export interface StartOptions {
  isPractice: boolean;
  data: string | null;
  practiceData: string | null;
  centreUrl: string | null;
}

/** Reads its own words and leaves the rest alone: Chromium's switches stand on the same line. */
export function readStartOptions(argv: readonly string[]): StartOptions {
  const after = (name: string): string | null => {
    const joined = argv.find((word) => word.startsWith(`${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 1);
    const at = argv.indexOf(name);
    return at < 0 ? null : (argv[at + 1] ?? null);
  };
  return {
    isPractice: argv.includes('--practice'),
    data: after('--data'),
    practiceData: after('--practice-data'),
    centreUrl: after('--centre'),
  };
}
