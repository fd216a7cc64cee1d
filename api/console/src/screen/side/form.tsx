// The service form of a chat.

import { useState } from "preact/hooks";
import { chats, registers } from "../../desk/desk";
import { Empty } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { Form } from "../../part/form";
import { Shown } from "../../part/table";
import { say } from "../../part/toast";
import type { ChatView } from "../../wire";
import { patch } from "../../wire/request";
import { words } from "../../words";
import { FormFields, fieldsOf, type Values } from "./form-fields";

export function FormTab({ chat }: { chat: ChatView }) {
  const t = words.value;
  const fields = useFetched(() => fieldsOf(chat.queue_id), [chat.queue_id, registers.value.custom_fields]);
  const [values, setValues] = useState<Values>({ ...(chat.form as Values | undefined) });
  const submit = async () => {
    chats.apply(await patch<ChatView>(`/v1/chats/${chat.id}/form`, { values }));
    say(t.saved);
  };
  return (
    <Shown of={fields}>
      {(found) =>
        found.length ? (
          <Form submit={t.save} onSubmit={submit}>
            <FormFields fields={found} values={values} onChange={setValues} prefix="values." />
          </Form>
        ) : (
          <Empty>{t.noForm}</Empty>
        )
      }
    </Shown>
  );
}
