// Tabs: arrow keys move between them.

import { words } from "../words";

export interface Tab<T extends string = string> {
  readonly id: T;
  readonly label: string;
  readonly count?: number;
  /** The count is a warning. */
  readonly red?: boolean;
}

interface Props<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  current: T;
  onPick: (id: T) => void;
}

export function Tabs<T extends string>({ label, tabs, current, onPick }: Props<T>) {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === current);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    onPick(next.id);
    const list = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => list.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          aria-selected={tab.id === current}
          tabIndex={tab.id === current ? 0 : -1}
          onClick={() => onPick(tab.id)}
        >
          {tab.label}
          {!!tab.count && <Count value={tab.count} red={tab.red} />}
        </button>
      ))}
    </div>
  );
}

/** A number in a pill. */
export function Count({ value, red, label }: { value: number; red?: boolean; label?: string }) {
  return (
    <span class={`count ${red ? "red" : ""}`} title={label}>
      {value > 99 ? "99+" : value}
      {label && <span class="spoken"> {label}</span>}
    </span>
  );
}

/** A dot that says "unread". */
export function Dot() {
  return (
    <span class="dot">
      <span class="spoken">{words.value.unread}</span>
    </span>
  );
}
