// Days and times as the visitor's language writes them.

/** The local day of a time, as a sortable word. */
export function dayOf(time) {
  const date = new Date(time);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

/** A day as a heading. */
export function sayDay(say, time, now = Date.now()) {
  const day = dayOf(time);
  if (day === dayOf(now)) return say("day.today");
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  if (day === dayOf(before)) return say("day.yesterday");
  return new Intl.DateTimeFormat(say.locale, { dateStyle: "long" }).format(new Date(time));
}

/** A time of day. */
export function sayTime(say, time) {
  return new Intl.DateTimeFormat(say.locale, { timeStyle: "short" }).format(new Date(time));
}

/** A day and time to come. */
export function sayMoment(say, time) {
  return new Intl.DateTimeFormat(say.locale, { dateStyle: "full", timeStyle: "short" }).format(new Date(time));
}

/** A size in bytes. */
export function saySize(say, bytes) {
  const [unit, divisor] = bytes >= 1_048_576 ? ["megabyte", 1_048_576] : bytes >= 1024 ? ["kilobyte", 1024] : ["byte", 1];
  return new Intl.NumberFormat(say.locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(bytes / divisor);
}
