// Fields of forms: a label, the control, a hint, and what is wrong with it.

import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext, useId } from "preact/hooks";

/** What the server refused, by field; set by `Form`. */
export const Refused = createContext<ReadonlyMap<string, string>>(new Map());
/** The fields that a form has, so that it need not tell twice what one of them tells. */
export const Placed = createContext<Set<string>>(new Set());

interface FieldProps {
  label: string;
  /** The field's path in the request, by which a refusal finds it. */
  name?: string;
  hint?: string;
  error?: string | null;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean }) => ComponentChildren;
}

export function Field({ label, name, hint, error, children }: FieldProps) {
  const id = useId();
  const refused = useContext(Refused);
  const placed = useContext(Placed);
  if (name) placed.add(name);
  const problem = error ?? (name ? refused.get(name) : undefined);
  const described = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": problem ? true : undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

type InputProps = Omit<JSX.IntrinsicElements["input"], "onChange" | "value" | "label"> & {
  label: string;
  name?: string;
  hint?: string;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
};

export function TextField({ label, name, hint, error, value, onChange, ...rest }: InputProps) {
  return (
    <Field label={label} name={name} hint={hint} error={error}>
      {(ids) => <input {...rest} {...ids} name={name} value={value} onInput={(event) => onChange(event.currentTarget.value)} />}
    </Field>
  );
}

type AreaProps = Omit<JSX.IntrinsicElements["textarea"], "onChange" | "value" | "label"> & {
  label: string;
  name?: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
};

export function AreaField({ label, name, hint, value, onChange, rows = 4, ...rest }: AreaProps) {
  return (
    <Field label={label} name={name} hint={hint}>
      {(ids) => <textarea {...rest} {...ids} rows={rows} value={value} onInput={(event) => onChange(event.currentTarget.value)} />}
    </Field>
  );
}

export interface Choice<T extends string = string> {
  readonly value: T;
  readonly label: string;
  readonly disabled?: boolean;
}

interface SelectProps<T extends string> {
  label: string;
  name?: string;
  hint?: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}

export function SelectField<T extends string>({ label, name, hint, value, choices, onChange }: SelectProps<T>) {
  return (
    <Field label={label} name={name} hint={hint}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function CheckField({ label, hint, checked, disabled, onChange }: CheckProps) {
  const id = useId();
  return (
    <div class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
