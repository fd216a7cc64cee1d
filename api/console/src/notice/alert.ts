// How each kind of thing is told, as the agent chose it; kept, so that it holds from the first moment.

import { signal } from "@preact/signals";
import { forget, recall, remember } from "../session/keep";
import { whenOver } from "../session/own";
import type { Wire } from "../wire";
import { get } from "../wire/request";

export type Alerts = Wire<"Alerts">;
export type AlertKind = keyof Alerts;

const NAME = "alerts";
const alerts = signal<Alerts>(recall<Alerts>(NAME) ?? {});

whenOver(() => {
  forget(NAME);
  alerts.value = {};
});

export function takeAlerts(now: Alerts): void {
  remember(NAME, now);
  alerts.value = now;
}

export async function fetchAlerts(): Promise<void> {
  const { alerts: now } = await get<Wire<"AgentPreferences">>("/v1/me/preferences");
  if (now) takeAlerts(now);
}

/** Whether a kind is heard. */
export function sounds(kind: AlertKind): boolean {
  return alerts.peek()[kind]?.sound !== "none";
}

/** Whether a kind is told by notices of the system. */
export function tells(kind: AlertKind): boolean {
  return alerts.peek()[kind]?.push !== false;
}
