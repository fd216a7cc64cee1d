// Ready, busy or not ready.

import { useState } from "preact/hooks";
import { agents, me, myAvailability, myId } from "../desk/desk";
import { ChevronDown } from "../part/icon";
import { attempt } from "../part/toast";
import type { AgentView, Availability } from "../wire";
import { put } from "../wire/request";
import { words } from "../words";

const CHOICES: readonly Availability[] = ["ready", "busy", "not_ready"];

async function declare(availability: Availability): Promise<void> {
  const before = agents.peek(myId.peek());
  // At once on the screen; taken back when the server says no.
  agents.patch(myId.peek(), () => ({ availability }));
  const done = await attempt(async () => {
    agents.apply(await put<AgentView>("/v1/me/availability", { availability }));
  });
  if (!done && before) agents.patch(before.id, () => ({ availability: before.availability }));
}

/** A small selection in the menu, or a wide row of buttons. */
export function AvailabilitySwitch({ wide }: { wide?: boolean }) {
  const t = words.value;
  const now = myAvailability.value;
  const [busy, setBusy] = useState(false);
  const pick = async (availability: Availability) => {
    setBusy(true);
    await declare(availability);
    setBusy(false);
  };
  if (!me.value) return null;
  if (wide) {
    return (
      <div class="availability wide" role="radiogroup" aria-label={t.availability}>
        {CHOICES.map((choice) => (
          <button
            key={choice}
            type="button"
            role="radio"
            aria-checked={choice === now}
            class={choice}
            disabled={busy}
            onClick={() => pick(choice)}
          >
            <span class={`lamp ${choice}`} aria-hidden="true" />
            {t.availabilities[choice]}
          </button>
        ))}
        <p class="hint">{t.availabilityHints[now]}</p>
      </div>
    );
  }
  return (
    <label class={`availability small ${now}`}>
      <span class="spoken">{t.availability}</span>
      <span class="lamp-row" aria-hidden="true">
        <span class={`lamp ${now}`} />
        <ChevronDown size={14} />
      </span>
      {/* A selection cuts its text to one line; this may take two. */}
      <span class="declared" aria-hidden="true">
        {t.availabilities[now]}
      </span>
      <select value={now} disabled={busy} onChange={(event) => pick(event.currentTarget.value as Availability)}>
        {CHOICES.map((choice) => (
          <option key={choice} value={choice}>
            {t.availabilities[choice]}
          </option>
        ))}
        {now === "offline" && <option value="offline">{t.availabilities.offline}</option>}
      </select>
    </label>
  );
}
