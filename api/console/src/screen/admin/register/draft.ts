// What a form holds while it is filled in, and what is sent of it.

import { Failure } from "../../../wire/failure";
import type { FieldOf } from "./shape";

/** Values as controls hold them, by the field's name. */
export type Draft = Readonly<Record<string, unknown>>;

/** The value at a dotted path, as `settings.look.color`. */
export function valueAt(holder: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((held, word) => (held as Record<string, unknown> | null | undefined)?.[word], holder);
}

/** Puts a value at a dotted path, making what is missing on the way. */
function put(holder: Record<string, unknown>, path: string, value: unknown): void {
  const words = path.split(".");
  const last = words.pop()!;
  const inner = words.reduce((held, word) => (held[word] ??= {}) as Record<string, unknown>, holder);
  inner[last] = value;
}

/** The fields that a form shows: some are for new entries only, or for changes, or depend on another one. */
export function shownFields<Name extends string>(
  fields: readonly FieldOf<Name>[],
  draft: Draft,
  adding: boolean,
): readonly FieldOf<Name>[] {
  return fields.filter((field) => (!field.on || field.on === (adding ? "add" : "change")) && (field.shown?.(draft) ?? true));
}

/** A draft of what is there, or of something new. */
export function draftOf(fields: readonly FieldOf<string>[], row: unknown): Draft {
  const entries = fields.map((field) => {
    const value = row === null ? field.start : field.from ? field.from(row) : valueAt(row, field.name);
    return [field.name, held(field, value)];
  });
  return Object.fromEntries(entries);
}

function held(field: FieldOf<string>, value: unknown): unknown {
  switch (field.kind) {
    case "check":
      return value ?? false;
    case "lines":
      return Array.isArray(value) ? value.join("\n") : "";
    case "many":
      return value ?? null;
    case "moment":
      return value ? localMoment(String(value)) : "";
    case "secret":
      return "";
    case "own":
      return value ?? field.start;
    case "number":
      return typeof value === "number" ? decimal(value / (field.per ?? 1)) : "";
    default:
      return value === null || value === undefined ? "" : String(value);
  }
}

/** A number as short as it can be written. */
function decimal(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

/** The request's body; what a person typed that cannot be a value is refused before it is sent. */
export function bodyOf(fields: readonly FieldOf<string>[], draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const problems: { field: string; problem: string; detail: string }[] = [];
  for (const field of fields) {
    const value = sent(field, draft[field.name]);
    const problem = problemOf(field, draft[field.name], value);
    if (problem) problems.push({ field: field.name, problem, detail: "" });
    else if (value !== undefined) put(body, field.name, value);
  }
  if (problems.length) throw new Failure({ code: "invalid_fields", fields: problems });
  return body;
}

/** The largest number that the wire takes. */
const NUMBER_MOST = 4_294_967_295;

function problemOf(field: FieldOf<string>, typed: unknown, value: unknown): string | null {
  const text = String(typed ?? "").trim();
  if (field.needed && !text) return "required";
  if (field.form && text && !field.form.test(text)) return "malformed";
  if (field.kind !== "number") return null;
  if (Number.isNaN(value)) return "malformed";
  return Number(value) > (field.most ?? NUMBER_MOST) ? "out_of_range" : null;
}

/** A whole number, or none; in a larger unit it may have decimals, after a point or a comma. */
function numberOf(text: string, per: number | undefined): number {
  const form = per ? /^\d{1,12}([.,]\d{1,4})?$/ : /^\d{1,12}$/;
  return form.test(text) ? Math.round(Number(text.replace(",", ".")) * (per ?? 1)) : Number.NaN;
}

/** The value to send; undefined leaves the field out. */
function sent(field: FieldOf<string>, value: unknown): unknown {
  const text = typeof value === "string" ? value.trim() : value;
  switch (field.kind) {
    case "number":
      if (text === "") return field.empty === undefined ? null : field.empty;
      return numberOf(String(text), field.per);
    case "lines":
      return String(value)
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
    case "check":
    case "many":
      return value;
    case "own":
      return value === "" ? field.empty : value;
    case "moment":
      return text === "" ? null : new Date(String(text)).toISOString();
    case "secret":
      return value === "" ? undefined : value;
    default:
      return text === "" && field.empty !== undefined ? field.empty : text;
  }
}

/** A point in time as `datetime-local` wants it: by this device's clock, to the minute. */
function localMoment(time: string): string {
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
