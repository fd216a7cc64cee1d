// Whether a webhook gets anything, and why not.

import type { Wire } from "../../../wire";
import { accountWords } from "../../../words/account";
import { dayAndClock } from "../../../words/format";

export function WebhookState({ of: { active, disabled, failing_since } }: { of: Wire<"WebhookView"> }) {
  const a = accountWords.value;
  if (!active) return <span class="bad-text">{(disabled && a.disabledBy[disabled]) || a.off}</span>;
  if (failing_since) return <span class="bad-text">{a.failingSince(dayAndClock(failing_since))}</span>;
  return <span class="good-text">{a.working}</span>;
}
