// What belongs to who is signed in and lies outside of the desk: it goes with the session, whoever keeps it.

import { type Signal, signal } from "@preact/signals";

const all = new Set<() => void>();

/** What is done for the next agent at this screen to find nothing of the last one's. */
export function whenOver(forget: () => void): void {
  all.add(forget);
}

/** A signal that is again what it was at first once the session is over. */
export function ownSignal<T>(first: T): Signal<T> {
  const made = signal(first);
  whenOver(() => {
    made.value = first;
  });
  return made;
}

export function forgetOwn(): void {
  for (const forget of all) forget();
}
