// Times, sizes and numbers as the person reads them.

import { locale, words } from "../words";

export function clock(time: string): string {
  return new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit" }).format(new Date(time));
}

export function day(time: string): string {
  const date = new Date(time);
  const days = daysBetween(date, new Date());
  if (days === 0) return words.value.today;
  if (days === 1) return words.value.yesterday;
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(locale.value, { weekday: "long", day: "numeric", month: "long", year }).format(date);
}

export function dayAndClock(time: string): string {
  return new Intl.DateTimeFormat(locale.value, { dateStyle: "short", timeStyle: "short" }).format(new Date(time));
}

/** For lists: the clock today, the day before. */
export function brief(time: string): string {
  const date = new Date(time);
  if (daysBetween(date, new Date()) === 0) return clock(time);
  return new Intl.DateTimeFormat(locale.value, { day: "2-digit", month: "2-digit" }).format(date);
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
