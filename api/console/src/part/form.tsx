// A form: sends once, shows what was refused at its field, and puts the focus there.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { asFailure, type Failure } from "../wire/failure";
import { words } from "../words";
import { Button } from "./button";
import { FailureNote } from "./failure-note";
import { Placed, Refused } from "./field";

interface Props {
  submit: string;
  onSubmit: () => Promise<unknown>;
  onCancel?: () => void;
  /** What stands between the fields and the buttons when something went wrong in a way of its own; null for the usual note. */
  explain?: (failure: Failure) => ComponentChildren | null;
  danger?: boolean;
  disabled?: boolean;
  children: ComponentChildren;
}

export function Form({ submit, onSubmit, onCancel, explain, danger, disabled, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const placed = useRef(new Set<string>());

  const sending = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSubmit();
    } catch (error) {
      setFailure(asFailure(error));
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    } finally {
      setBusy(false);
    }
  };

  const t = words.value;
  const refused = new Map((failure?.fields ?? []).map(({ field, problem, detail }) => [field, t.fieldProblems[problem] ?? detail]));
  return (
    <Refused.Provider value={refused}>
      <form ref={form} class="form" onSubmit={sending} noValidate>
        <Placed.Provider value={placed.current}>{children}</Placed.Provider>
        {failure && (explain?.(failure) ?? <FailureNote failure={failure} placed={placed.current} />)}
        <div class="buttons">
          {onCancel && <Button onClick={onCancel}>{t.cancel}</Button>}
          <Button type="submit" kind={danger ? "danger" : "primary"} busy={busy} disabled={disabled}>
            {submit}
          </Button>
        </div>
      </form>
    </Refused.Provider>
  );
}
