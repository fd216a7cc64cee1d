// How long to wait before the next attempt.

const FIRST_MS = 500;
const MOST_MS = 30_000;

/** The wait before attempt `attempt` (0 = first repeat): doubling, and half of it left to chance, so that those cut at once do not return at once. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random());
}

/** The wait that a closing server asked for (`retry_after_ms=N`), spread by a little chance; null when it did not. */
export function askedWait(reason: string, random: () => number = Math.random): number | null {
  const found = /retry_after_ms=(\d{1,6})/.exec(reason);
  return found ? Math.min(60_000, Number(found[1])) + Math.round(250 * random()) : null;
}
