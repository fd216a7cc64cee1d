// Something to be taken along: shown whole, copied by one button.

import { useId } from "preact/hooks";
import { words } from "../words";
import { Button } from "./button";
import { Copy } from "./icon";
import { say } from "./toast";

interface Props {
  label: string;
  value: string;
  hint?: string;
  /** Several lines, as written. */
  block?: boolean;
}

export function CopyField({ label, value, hint, block }: Props) {
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      say(words.value.copied);
    } catch {
      // Without the permission it can still be marked and copied by hand.
      const shown = document.getElementById(id) as HTMLTextAreaElement | HTMLInputElement | null;
      shown?.focus();
      shown?.select();
    }
  };
  return (
    <div class="field copy">
      <label for={id}>{label}</label>
      <div class={block ? "copy-block" : "copy-line"}>
        {block ? <textarea id={id} class="code" readOnly rows={5} value={value} /> : <input id={id} class="code" readOnly value={value} />}
        <Button icon={Copy} onClick={copy} aria-label={`${words.value.copy}: ${label}`}>
          {words.value.copy}
        </Button>
      </div>
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}
