// Changing a text where it stands.

import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../part/button";
import { attempt } from "../../part/toast";
import { patch } from "../../wire/request";
import { words } from "../../words";

interface Props {
  address: string;
  text: string;
  onDone: () => void;
  onSaved?: (saved: unknown) => void;
}

export function EditText({ address, text, onDone, onSaved }: Props) {
  const t = words.value;
  const [now, setNow] = useState(text);
  const [busy, setBusy] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const save = async () => {
    if (!now.trim() || now === text) return onDone();
    setBusy(true);
    const done = await attempt(async () => onSaved?.(await patch(address, { text: now })));
    setBusy(false);
    if (done) onDone();
  };
  return (
    <div class="edit-text">
      <textarea
        ref={area}
        aria-label={t.edit}
        rows={Math.min(8, now.split("\n").length + 1)}
        value={now}
        onInput={(event) => setNow(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void save();
          }
        }}
      />
      <div class="buttons">
        <Button small onClick={onDone}>
          {t.cancel}
        </Button>
        <Button small kind="primary" busy={busy} onClick={save}>
          {t.save}
        </Button>
      </div>
    </div>
  );
}
