// A text that is there to be taken elsewhere: a key, an address, a hash.

import { useId, useRef } from "preact/hooks";
import { words } from "../words";
import { Button } from "./button";
import { Copy } from "./icon";
import { say } from "./toast";

interface Props {
  label: string;
  value: string;
  hint?: string;
}

export function Secret({ label, value, hint }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="secret">
        <input
          ref={field}
          id={id}
          value={value}
          readOnly
          spellcheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button icon={Copy} onClick={() => copy(value, field.current)}>
          {words.value.copy}
        </Button>
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Copies a text; where the browser has no clipboard for pages (plain http), from a field that holds it. */
export async function copy(text: string, holder?: HTMLInputElement | HTMLTextAreaElement | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    holder?.select();
    if (!document.execCommand("copy")) return;
  }
  say(words.peek().copied);
}
