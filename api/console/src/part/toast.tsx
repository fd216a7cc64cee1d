// Short notices that go by themselves, read aloud when they come.

import { ownSignal } from "../session/own";
import { asFailure } from "../wire/failure";
import { words } from "../words";
import { sentenceOf } from "./failure-note";
import { X } from "./icon";

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

const SHOWN_MS = 6_000;
const toasts = ownSignal<readonly Toast[]>([]);
let last = 0;

export function say(text: string, bad = false): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.slice(-3), { id, text, bad }];
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Does something, and says so when it goes wrong. True when it went well. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    say(sentenceOf(asFailure(error)), true);
    return false;
  }
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.bad ? "bad" : ""}`}>
          <span>{toast.text}</span>
          <button type="button" aria-label={words.value.close} onClick={() => dismiss(toast.id)}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
