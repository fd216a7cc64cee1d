// The organization's own fields of a chat.

import { SelectField, TextField } from "../../part/field";
import type { Wire } from "../../wire";
import { all } from "../../wire/request";
import { words } from "../../words";

export type CustomField = Wire<"CustomFieldView">;
/** As they are on the wire: text, whatever the kind; null takes a value away. */
export type Values = Record<string, string | null>;

export async function fieldsOf(queueId: string): Promise<CustomField[]> {
  const fields = await all<CustomField>("/v1/custom_fields");
  return fields.filter(({ active, queue_id }) => active && (!queue_id || queue_id === queueId));
}

interface Props {
  fields: readonly CustomField[];
  values: Values;
  onChange: (values: Values) => void;
  prefix?: string;
}

export function FormFields({ fields, values, onChange, prefix = "" }: Props) {
  const set = (key: string, value: string | null) => onChange({ ...values, [key]: value });
  return (
    <>
      {fields.map((field) => (
        <OneField
          key={field.id}
          field={field}
          name={`${prefix}${field.key}`}
          value={values[field.key]}
          onChange={(value) => set(field.key, value)}
        />
      ))}
    </>
  );
}

function OneField({
  field,
  name,
  value,
  onChange,
}: {
  field: CustomField;
  name: string;
  value: string | null | undefined;
  onChange: (value: string | null) => void;
}) {
  const label = field.required_at_close ? `${field.label} *` : field.label;
  const text = value ?? "";
  switch (field.kind) {
    case "yes_no":
      return (
        <SelectField
          label={label}
          name={name}
          value={text}
          onChange={(next) => onChange(next || null)}
          choices={[
            { value: "", label: words.value.notSaid },
            { value: "true", label: words.value.yes },
            { value: "false", label: words.value.no },
          ]}
        />
      );
    case "choice":
      return (
        <SelectField
          label={label}
          name={name}
          value={text}
          onChange={(next) => onChange(next || null)}
          choices={[{ value: "", label: words.value.none }, ...field.choices.map((choice) => ({ value: choice, label: choice }))]}
        />
      );
    case "number":
      return (
        <TextField
          label={label}
          name={name}
          inputMode="decimal"
          value={text}
          onChange={(next) => onChange(next.replace(",", ".") || null)}
        />
      );
    case "date":
      return <TextField label={label} name={name} type="date" value={text} onChange={(next) => onChange(next || null)} />;
    default:
      return <TextField label={label} name={name} value={text} onChange={(next) => onChange(next || null)} />;
  }
}
