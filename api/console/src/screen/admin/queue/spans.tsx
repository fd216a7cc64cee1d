// The hours of one day: spans from a time to a time.

import { Button, IconButton } from "../../../part/button";
import { TextField } from "../../../part/field";
import { Plus, Trash2 } from "../../../part/icon";
import type { Wire } from "../../../wire";
import { adminWords } from "../../../words/admin";

type TimeSpan = Wire<"TimeSpan">;

interface Props {
  /** The day, for who does not see where the fields stand. */
  name: string;
  spans: readonly TimeSpan[];
  pathOf: (at: number) => string;
  onChange: (spans: readonly TimeSpan[]) => void;
  empty?: string;
  more?: { readonly label: string; readonly run: () => void };
}

/** A clock knows no 24:00: at the end of a span, midnight is that. */
const shown = (time: string) => (time === "24:00" ? "00:00" : time);
const ending = (time: string) => (time === "00:00" ? "24:00" : time);

export function Spans({ name, spans, pathOf, onChange, empty, more }: Props) {
  const { queues: a } = adminWords.value;
  const change = (at: number, part: Partial<TimeSpan>) =>
    onChange(spans.map((span, other) => (other === at ? { ...span, ...part } : span)));
  const next = (): TimeSpan => (spans.length ? { from: spans.at(-1)!.to, to: "24:00" } : { from: "09:00", to: "18:00" });
  return (
    <div class="spans">
      {!spans.length && <span class="quiet">{empty ?? a.closedDay}</span>}
      {spans.map((span, at) => (
        <div key={at} class="span">
          <TextField
            label={a.fromOf(name)}
            type="time"
            name={`${pathOf(at)}.from`}
            value={span.from}
            onChange={(from) => change(at, { from })}
          />
          <TextField
            label={a.toOf(name)}
            type="time"
            name={`${pathOf(at)}.to`}
            value={shown(span.to)}
            onChange={(to) => change(at, { to: ending(to) })}
          />
          <IconButton icon={Trash2} label={a.removeSpan(name)} onClick={() => onChange(spans.filter((_, other) => other !== at))} />
        </div>
      ))}
      <div class="buttons start">
        <Button small icon={Plus} aria-label={a.addSpan(name)} onClick={() => onChange([...spans, next()])}>
          {a.spans}
        </Button>
        {more && (
          <Button small kind="quiet" onClick={more.run}>
            {more.label}
          </Button>
        )}
      </div>
    </div>
  );
}
