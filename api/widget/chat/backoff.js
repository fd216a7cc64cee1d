// How long to wait before the next attempt.

export const FIRST_MS = 500;
export const MOST_MS = 30_000;

/** The wait before attempt `attempt` (0 = first repeat): doubling, and half of it left to chance, so that clients cut at once do not return at once. */
export function backoff(attempt, random = Math.random) {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random());
}

/** The wait a closing server asked for in its reason (`retry_after_ms=N`), if it did; spread again by a little chance. */
export function askedWait(reason, random = Math.random) {
  const found = /retry_after_ms=(\d{1,6})/.exec(reason || "");
  return found ? Math.min(60_000, Number(found[1])) + Math.round(250 * random()) : null;
}
