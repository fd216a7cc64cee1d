// A long text that comes from a file: pasted, or read from it.

import { useRef } from "preact/hooks";
import { Button } from "../../part/button";
import { AreaField } from "../../part/field";
import { FileText } from "../../part/icon";
import { accountWords } from "../../words/account";

interface Props {
  name: string;
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

export function FileArea({ name, label, hint, value, onChange }: Props) {
  const a = accountWords.value;
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="file-area">
      <AreaField label={label} hint={hint} name={name} class="code" rows={4} spellcheck={false} value={value} onChange={onChange} />
      <input
        ref={file}
        type="file"
        class="spoken"
        tabIndex={-1}
        aria-label={`${a.chooseFile}: ${label}`}
        onChange={async (event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) onChange(await chosen.text());
        }}
      />
      <Button small icon={FileText} onClick={() => file.current?.click()}>
        {a.chooseFile}
      </Button>
    </div>
  );
}
