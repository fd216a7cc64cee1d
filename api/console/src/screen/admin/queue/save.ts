// Saves a part of a queue: its settings are replaced as a whole, so what is not touched is sent along as it is now.

import { queues } from "../../../desk/desk";
import type { QueueView, Wire } from "../../../wire";
import { patch } from "../../../wire/request";

type Settings = Wire<"QueueSettings">;

/** `body` as a form gives it: `name`, and `settings` in part; the look in part as well. */
export async function saveQueue(id: string, body: { readonly name?: unknown; readonly settings?: Partial<Settings> }): Promise<void> {
  const now = queues.peek(id)!.settings;
  const { settings, ...rest } = body;
  const merged = settings && { ...now, ...settings, look: { ...now.look, ...settings.look } };
  queues.apply(await patch<QueueView>(`/v1/queues/${id}`, { ...rest, ...(merged && { settings: merged }) }));
}
