// Times, sizes and numbers as the person reads them.

import { locale, words } from "../words";

/** Making one costs more than using it a hundred times. */
const made = new Map<string, Intl.DateTimeFormat>();

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  const name = `${locale.value} ${JSON.stringify(options)}`;
  let found = made.get(name);
  if (!found) made.set(name, (found = new Intl.DateTimeFormat(locale.value, options)));
  return found.format(date);
}

export function clock(time: string): string {
  return format(new Date(time), { hour: "2-digit", minute: "2-digit" });
}

export function day(time: string): string {
  const date = new Date(time);
  const days = daysBetween(date, new Date());
  if (days === 0) return words.value.today;
  if (days === 1) return words.value.yesterday;
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return format(date, { weekday: "long", day: "numeric", month: "long", year });
}

export function dayAndClock(time: string): string {
  return format(new Date(time), { dateStyle: "short", timeStyle: "short" });
}

/** For lists: the clock today, the day before. */
export function brief(time: string): string {
  const date = new Date(time);
  if (daysBetween(date, new Date()) === 0) return clock(time);
  return format(date, { day: "2-digit", month: "2-digit" });
}

function daysBetween(one: Date, two: Date): number {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((midnight(two) - midnight(one)) / 86_400_000);
}

/** "45 s", "3 min", "2 h 05". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${Math.floor(hours / 24)} d`;
}

export function bytes(size: number): string {
  const number = (value: number, unit: string) =>
    `${new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }).format(value)} ${unit}`;
  if (size < 1024) return number(size, "B");
  return size < 1024 * 1024 ? number(size / 1024, "kB") : number(size / 1024 / 1024, "MB");
}

export function count(value: number): string {
  return new Intl.NumberFormat(locale.value).format(value);
}

export function percent(share: number): string {
  return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 0 }).format(share);
}
