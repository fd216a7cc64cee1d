// What can wait until nothing else is to do.

/** Not even then, where a page never comes to rest. */
const MOST_MS = 5_000;

/** Does something once the page has rested; at the earliest after `ms`. */
export function whenIdle(work: () => void, ms = 0): void {
  setTimeout(() => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => work(), { timeout: MOST_MS });
    else work();
  }, ms);
}
