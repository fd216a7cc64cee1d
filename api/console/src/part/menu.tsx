// A button that opens a list of things to do.

import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./button";
import { Ellipsis, type Icon } from "./icon";

export interface Item {
  readonly label: string;
  readonly icon?: Icon;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly pick: () => void;
}

interface Props {
  label: string;
  icon?: Icon;
  items: readonly (Item | false | null | undefined)[];
}

export function Menu({ label, icon = Ellipsis, items }: Props) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    holder.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event) => !holder.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    holder.current?.querySelector("button")?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    if (!open) return;
    const found = [...(holder.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
    const at = found.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") found[(at + 1) % found.length]?.focus();
    else if (event.key === "ArrowUp") found[(at - 1 + found.length) % found.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = items.filter((item): item is Item => !!item);
  if (!shown.length) return null;
  return (
    <div class="menu" ref={holder} onKeyDown={keys}>
      <IconButton icon={icon} label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div class="menu-items" role="menu" aria-label={label}>
          {shown.map(({ label: name, icon: Picture, danger, disabled, pick }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              class={danger ? "danger-text" : ""}
              disabled={disabled}
              onClick={() => {
                close();
                pick();
              }}
            >
              {Picture && <Picture size={17} aria-hidden="true" />}
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
