// What comes beside the events and is true for a moment only: typing, looking, presence, numbers, visits.

import type { ServerFrame } from "../wire";
import { bump, counters, queueCounts, visits } from "./desk";
import { hearLooking, hearPresence, hearTyping } from "./moment";

export function hear(frame: ServerFrame): void {
  switch (frame.type) {
    case "typing":
      hearTyping(frame);
      break;
    case "looking":
      hearLooking(frame);
      break;
    case "presence":
      hearPresence(frame);
      break;
    case "queue_counts":
      queueCounts.value = new Map(queueCounts.peek()).set(frame.counts.queue_id, frame.counts);
      break;
    case "counters":
      counters.value = frame.counters;
      break;
    case "visits": {
      const next = new Map(visits.peek());
      for (const visit of frame.visits) next.set(visit.id, visit);
      for (const id of frame.ended_ids) next.delete(id);
      visits.value = next;
      bump("visits");
      break;
    }
  }
}
