// The control of a field, by its kind.

import { useId } from "preact/hooks";
import { AreaField, CheckField, Field, SelectField, TextField } from "../../../part/field";
import { adminWords } from "../../../words/admin";
import type { Draft } from "./draft";
import type { FieldOf } from "./shape";

interface Props {
  adding: boolean;
  field: FieldOf<string>;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Control({ adding, field, value, onChange }: Props) {
  const { name, label, hint } = field;
  const shared = { name, label, hint, value: String(value ?? ""), onChange };
  switch (field.kind) {
    case "text":
      return <TextField {...shared} type={field.type ?? "text"} placeholder={field.placeholder} autocomplete="off" />;
    case "area":
      return <AreaField {...shared} rows={field.rows ?? 4} class={field.code ? "code" : undefined} spellcheck={!field.code} />;
    case "lines":
      return <AreaField {...shared} rows={field.rows ?? 4} />;
    case "number":
      return <TextField {...shared} inputMode="numeric" class="short" placeholder={field.placeholder} autocomplete="off" />;
    case "check":
      return <CheckField label={label} hint={hint} checked={!!value} onChange={onChange} />;
    case "choice":
      return <SelectField {...shared} choices={field.choices} />;
    case "many":
      return <Many {...field} value={value as readonly string[] | null} onChange={onChange} />;
    case "secret":
      return <TextField {...shared} hint={secretHint(hint, adding)} type="password" autocomplete="new-password" />;
    case "moment":
      return <TextField {...shared} type="datetime-local" />;
    case "color":
      return <ColorField {...shared} />;
    case "zone":
      return <ZoneField {...shared} />;
    case "own":
      return <>{field.control(value as never, onChange, field)}</>;
  }
}

function secretHint(hint: string | undefined, adding: boolean): string {
  return [hint, !adding && adminWords.value.keptSecret].filter(Boolean).join(" ");
}

interface ControlsProps {
  fields: readonly FieldOf<string>[];
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Whether something new is filled in. */
  adding?: boolean;
}

/** The controls of these fields over one draft. */
export function Controls({ fields, draft, onDraft, adding = false }: ControlsProps) {
  return (
    <>
      {fields.map((field) => (
        <Control
          key={field.name}
          adding={adding}
          field={field}
          value={draft[field.name]}
          onChange={(value) => onDraft({ ...draft, [field.name]: value })}
        />
      ))}
    </>
  );
}

interface ManyProps extends Extract<FieldOf<string>, { kind: "many" }> {
  value: readonly string[] | null;
  onChange: (value: readonly string[] | null) => void;
}

function Many({ label, hint, choices, all, value, onChange }: ManyProps) {
  const picked = value ?? [];
  return (
    <fieldset class="choices">
      <legend>{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      {all && <CheckField label={all} checked={value === null} onChange={(checked) => onChange(checked ? null : [])} />}
      {(!all || value !== null) &&
        choices.map((choice) => (
          <CheckField
            key={choice.value}
            label={choice.label}
            checked={picked.includes(choice.value)}
            onChange={(checked) => onChange(checked ? [...picked, choice.value] : picked.filter((one) => one !== choice.value))}
          />
        ))}
    </fieldset>
  );
}

interface TextProps {
  name: string;
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
}

/** A colour as text, with the browser's own picker beside it. */
export function ColorField({ name, label, hint, value, onChange }: TextProps) {
  const shown = /^#[0-9a-f]{6}$/i.test(value) ? value : "#0b5cad";
  return (
    <Field label={label} name={name} hint={hint}>
      {(ids) => (
        <div class="color">
          <input
            type="color"
            aria-label={`${label}: ${adminWords.value.pickColor}`}
            value={shown}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
          <input
            {...ids}
            name={name}
            placeholder="#0b5cad"
            autocomplete="off"
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  );
}

const ZONES: readonly string[] = "supportedValuesOf" in Intl ? Intl.supportedValuesOf("timeZone") : [];

/** A time zone by its IANA name; the browser proposes those it knows. */
export function ZoneField({ name, label, hint, value, onChange }: TextProps) {
  const list = useId();
  return (
    <>
      <TextField name={name} label={label} hint={hint} list={list} autocomplete="off" value={value} onChange={onChange} />
      <datalist id={list}>
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
