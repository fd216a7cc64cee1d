// A list above the field: arrows choose, Enter or Tab takes, Escape closes. The focus stays in the field.

import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

interface Props<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  row: (item: T) => ComponentChildren;
  onPick: (item: T) => void;
  onClose: () => void;
  field: RefObject<HTMLTextAreaElement>;
}

export function Suggest<T>({ label, items, keyOf, row, onPick, onClose, field }: Props<T>) {
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, items.length - 1);
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    const keys = (event: KeyboardEvent) => {
      const item = items[chosen];
      if (event.key === "ArrowDown") setAt((chosen + 1) % items.length);
      else if (event.key === "ArrowUp") setAt((chosen - 1 + items.length) % items.length);
      else if ((event.key === "Enter" || event.key === "Tab") && item && !event.shiftKey) onPick(item);
      else if (event.key === "Escape") onClose();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    area.addEventListener("keydown", keys, true);
    area.setAttribute("aria-controls", "suggest");
    area.setAttribute("aria-activedescendant", `suggest-${chosen}`);
    return () => {
      area.removeEventListener("keydown", keys, true);
      area.removeAttribute("aria-controls");
      area.removeAttribute("aria-activedescendant");
    };
  });
  return (
    <ul class="suggest" id="suggest" role="listbox" aria-label={label}>
      {items.map((item, index) => (
        <li
          key={keyOf(item)}
          id={`suggest-${index}`}
          role="option"
          aria-selected={index === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(item);
          }}
        >
          {row(item)}
        </li>
      ))}
    </ul>
  );
}
