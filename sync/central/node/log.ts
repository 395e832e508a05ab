import type { Log } from '../world.ts';

/** JSON lines on standard error. */
export const logToStderr: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`);
};

/** For the command line, where standard error is read by a person: only what is worth a second look. */
export const logTroubleToStderr: Log = (level, event, fields) => {
  if (level !== 'info') logToStderr(level, event, fields);
};
