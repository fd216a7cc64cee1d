// When a queue takes chats: always, or in the spans of a week, with holidays.

import { useState } from "preact/hooks";
import { CheckField, TextField } from "../../../part/field";
import { Form } from "../../../part/form";
import { say } from "../../../part/toast";
import type { QueueView, Wire } from "../../../wire";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { ZoneField } from "../register/control";
import { Rows } from "../register/rows";
import { saveQueue } from "./save";
import { Spans } from "./spans";

type QueueHours = Wire<"QueueHours">;
type Holiday = NonNullable<QueueHours["holidays"]>[number];
type WeekdaySpan = NonNullable<QueueHours["week"]>[number];
type Weekday = WeekdaySpan["weekday"];

const DAYS: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const WORKDAYS = DAYS.slice(0, 5);

function usual(): QueueHours {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return { time_zone: zone, week: WORKDAYS.map((weekday) => ({ weekday, from: "09:00", to: "18:00" })), holidays: [] };
}

export function Hours({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  const [always, setAlways] = useState(!queue.settings.hours);
  const [hours, setHours] = useState<QueueHours>(() => queue.settings.hours ?? usual());
  const save = async () => {
    await saveQueue(queue.id, { settings: { hours: always ? null : hours } });
    say(words.value.saved);
  };
  return (
    <section class="card" aria-label={a.tabs.hours}>
      <h2>{a.tabs.hours}</h2>
      <Form submit={words.value.save} onSubmit={save}>
        <CheckField label={a.always} hint={a.alwaysHint} checked={always} onChange={setAlways} />
        {!always && (
          <>
            <ZoneField
              label={a.zone}
              name="settings.hours.time_zone"
              value={hours.time_zone}
              onChange={(time_zone) => setHours({ ...hours, time_zone })}
            />
            <Week week={hours.week ?? []} onChange={(week) => setHours({ ...hours, week })} />
            <Holidays holidays={hours.holidays ?? []} onChange={(holidays) => setHours({ ...hours, holidays })} />
          </>
        )}
      </Form>
    </section>
  );
}

/** The spans of each day. They are sent as one list, and a refusal names a place in it. */
function Week({ week, onChange }: { week: readonly WeekdaySpan[]; onChange: (week: readonly WeekdaySpan[]) => void }) {
  const { queues: a } = adminWords.value;
  const ofDay = (weekday: Weekday) => week.flatMap((span, at) => (span.weekday === weekday ? [{ span, at }] : []));
  const monday = week.filter(({ weekday }) => weekday === "monday");
  const copy = () =>
    onChange([
      ...WORKDAYS.flatMap((weekday) => monday.map((span) => ({ ...span, weekday }))),
      ...week.filter(({ weekday }) => !WORKDAYS.includes(weekday)),
    ]);
  return (
    <fieldset class="week">
      <legend class="label">{a.week}</legend>
      {DAYS.map((weekday) => {
        const spans = ofDay(weekday);
        return (
          <div key={weekday} class="day-hours">
            <strong>{a.weekdays[weekday]}</strong>
            <Spans
              name={a.weekdays[weekday]}
              spans={spans.map(({ span }) => span)}
              pathOf={(at) => `settings.hours.week.${spans[at]!.at}`}
              onChange={(next) =>
                onChange([...week.filter((span) => span.weekday !== weekday), ...next.map((span) => ({ ...span, weekday }))])
              }
              more={weekday === "monday" && monday.length > 0 ? { label: a.copyToWeek, run: copy } : undefined}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

function Holidays({ holidays, onChange }: { holidays: readonly Holiday[]; onChange: (holidays: readonly Holiday[]) => void }) {
  const { queues: a } = adminWords.value;
  return (
    <div class="holidays">
      <h3>{a.holidays}</h3>
      <Rows
        items={holidays}
        onChange={onChange}
        nameOf={({ name, date }) => name || date || a.holiday}
        add={a.addHoliday}
        blank={(): Holiday => ({ date: "", name: "", hours: [] })}
      >
        {(holiday, change, at) => (
          <>
            <div class="two-fields">
              <TextField
                label={a.date}
                name={`settings.hours.holidays.${at}.date`}
                type="date"
                value={holiday.date}
                onChange={(date) => change({ date })}
              />
              <TextField
                label={a.holidayName}
                name={`settings.hours.holidays.${at}.name`}
                value={holiday.name}
                onChange={(name) => change({ name })}
              />
            </div>
            <Spans
              name={holiday.name || holiday.date || a.holiday}
              spans={holiday.hours ?? []}
              pathOf={(span) => `settings.hours.holidays.${at}.hours.${span}`}
              onChange={(hours) => change({ hours })}
              empty={a.closedAllDay}
            />
          </>
        )}
      </Rows>
    </div>
  );
}
