// Several things of one kind inside a form, each with its own fields: added, removed, put into order.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Button, IconButton } from "../../../part/button";
import { ChevronDown, ChevronUp, Plus, Trash2 } from "../../../part/icon";
import { adminWords } from "../../../words/admin";
import { swapped } from "./order";

interface Props<T> {
  items: readonly T[];
  onChange: (items: readonly T[]) => void;
  /** What a row is called, for its heading and buttons. */
  nameOf: (item: T, at: number) => string;
  add: string;
  blank: () => T;
  empty?: string;
  ordered?: boolean;
  children: (item: T, change: (part: Partial<T>) => void, at: number) => ComponentChildren;
}

export function Rows<T>({ items, onChange, nameOf, add, blank, empty, ordered, children }: Props<T>) {
  const a = adminWords.value;
  const holder = useRef<HTMLDivElement>(null);
  const added = () => {
    onChange([...items, blank()]);
    requestAnimationFrame(() => holder.current?.querySelector<HTMLElement>(".form-row:last-of-type input")?.focus());
  };
  return (
    <div class="form-rows" ref={holder}>
      {!items.length && empty && <p class="quiet">{empty}</p>}
      {items.map((item, at) => (
        <fieldset key={at} class="form-row">
          <legend>{nameOf(item, at)}</legend>
          <span class="row-acts">
            {ordered && (
              <>
                <IconButton
                  icon={ChevronUp}
                  label={a.moveUp(nameOf(item, at))}
                  disabled={at === 0}
                  onClick={() => onChange(swapped(items, at, -1))}
                />
                <IconButton
                  icon={ChevronDown}
                  label={a.moveDown(nameOf(item, at))}
                  disabled={at === items.length - 1}
                  onClick={() => onChange(swapped(items, at, 1))}
                />
              </>
            )}
            <IconButton
              icon={Trash2}
              label={a.removeOf(nameOf(item, at))}
              onClick={() => onChange(items.filter((_, other) => other !== at))}
            />
          </span>
          {children(item, (part) => onChange(items.map((one, other) => (other === at ? { ...one, ...part } : one))), at)}
        </fieldset>
      ))}
      <div class="buttons start">
        <Button icon={Plus} onClick={added}>
          {add}
        </Button>
      </div>
    </div>
  );
}
