// What arrives for this agent and is heard or shown beside being held: told once, to whoever makes sounds and notices of it.

import type { EventView } from "../wire";

type Arrived = { kind: "message" | "whisper" | "direct" | "offer" | "assigned" | "mention" | "transfer"; event: EventView };
const listeners = new Set<(arrived: Arrived) => void>();

/** Hears what arrives; gives back what ends that. */
export function onArrival(heard: (arrived: Arrived) => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

export function arrived(kind: Arrived["kind"], event: EventView): void {
  for (const heard of listeners) heard({ kind, event });
}
