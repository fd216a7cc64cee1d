// A moment that moves on, for countdowns and waiting times.

import { signal } from "@preact/signals";
import { clockAheadMs } from "../desk/desk";

const now = signal(Date.now());
setInterval(() => {
  if (document.visibilityState === "visible") now.value = Date.now();
}, 1_000);
document.addEventListener("visibilitychange", () => {
  now.value = Date.now();
});

/** The server's time in Unix milliseconds; a component that reads it is drawn anew each second. */
export function serverNow(): number {
  return now.value + clockAheadMs.value;
}
