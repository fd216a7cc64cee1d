// Hours in which nothing is pushed.

import { useState } from "preact/hooks";
import { Button } from "../../part/button";
import { CheckField, Field, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { Moon, Plus } from "../../part/icon";
import { say } from "../../part/toast";
import type { Wire } from "../../wire";
import { patch } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";

type Preferences = Wire<"AgentPreferences">;
type Hours = Wire<"QuietHours">;
type Span = Wire<"QuietSpan">;
type Weekday = Wire<"Weekday">;

const DAYS: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const NIGHT: Span = { days: [...DAYS], from: "22:00", to: "07:00" };

function timeZones(): string[] {
  return (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.("timeZone") ?? [];
}

export function QuietHours({ now, onSaved }: { now: Hours | null; onSaved: (saved: Preferences) => void }) {
  const a = accountWords.value;
  const [spans, setSpans] = useState<readonly Span[]>(now?.spans ?? []);
  const [zone, setZone] = useState(now?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [ring, setRing] = useState(now?.offers_ring ?? false);
  const change = (at: number, part: Partial<Span>) => setSpans(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  const submit = async () => {
    const quiet_hours = spans.length ? { time_zone: zone.trim(), spans, offers_ring: ring } : null;
    onSaved(await patch<Preferences>("/v1/me/preferences", { quiet_hours }));
    say(words.peek().saved);
  };
  return (
    <section class="card" aria-labelledby="quiet-title">
      <h2 id="quiet-title">
        <Moon size={18} aria-hidden="true" />
        {a.quietHours}
      </h2>
      <p class="quiet">{a.quietHint}</p>
      <Form submit={words.value.save} onSubmit={submit}>
        {spans.length ? null : <p>{a.quietOff}</p>}
        {spans.map((span, at) => (
          <SpanFields
            key={at}
            number={at}
            span={span}
            onChange={(part) => change(at, part)}
            onRemove={() => setSpans(spans.filter((_, index) => index !== at))}
          />
        ))}
        <div class="buttons start">
          <Button small icon={Plus} onClick={() => setSpans([...spans, NIGHT])}>
            {a.addSpan}
          </Button>
        </div>
        {spans.length > 0 && (
          <>
            <Field label={a.timeZone} name="quiet_hours.time_zone">
              {(ids) => <input {...ids} list="time-zones" value={zone} onInput={(event) => setZone(event.currentTarget.value)} />}
            </Field>
            <datalist id="time-zones">
              {timeZones().map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
            <CheckField label={a.offersRing} checked={ring} onChange={setRing} />
          </>
        )}
      </Form>
    </section>
  );
}

interface SpanProps {
  number: number;
  span: Span;
  onChange: (part: Partial<Span>) => void;
  onRemove: () => void;
}

function SpanFields({ number, span, onChange, onRemove }: SpanProps) {
  const a = accountWords.value;
  const name = `quiet_hours.spans.${number}`;
  return (
    <fieldset class="span-fields">
      <legend class="label">{a.quietSpan(number + 1)}</legend>
      <div class="day-choices">
        {DAYS.map((day) => (
          <CheckField
            key={day}
            label={a.weekdays[day]}
            checked={span.days.includes(day)}
            onChange={(on) => onChange({ days: DAYS.filter((one) => (one === day ? on : span.days.includes(one))) })}
          />
        ))}
      </div>
      <div class="filters">
        <TextField label={a.fromTime} name={`${name}.from`} type="time" value={span.from} onChange={(from) => onChange({ from })} />
        <TextField label={a.toTime} name={`${name}.to`} type="time" value={span.to} onChange={(to) => onChange({ to })} />
      </div>
      <div class="buttons start">
        <Button small onClick={onRemove}>
          {a.removeSpan}
        </Button>
      </div>
    </fieldset>
  );
}
