// The register of WhatsApp numbers.

import type { Wire } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { queueChoices, queueColumn } from "./register/usual";

type AccountView = Wire<"WhatsappAccountView">;

const path = "/v1/whatsapp_accounts";

export const Whatsapp = register<AccountView, keyof Wire<"WhatsappAccountRequest">>(() => {
  const { whatsapp: a, ...w } = adminWords.value;
  const queues = queueChoices();
  const callback = ({ webhook_url }: AccountView) => [{ label: a.callback, value: webhook_url, hint: a.callbackHint }];
  return {
    title: a.title,
    about: `${a.about} ${a.templates}`,
    add: a.add,
    path,
    change: "put",
    refusedAt: { already_exists: "phone_number_id" },
    keyOf: ({ id }) => id,
    nameOf: ({ phone }) => phone,
    columns: [
      { title: a.phone, cell: ({ phone }) => phone },
      queueColumn(),
      { title: a.phoneId, cell: ({ phone_number_id }) => phone_number_id },
      { title: a.enabled, cell: ({ enabled }) => (enabled ? words.value.yes : words.value.no) },
    ],
    fields: [
      { name: "phone", label: a.phone, hint: a.phoneHint, kind: "text", type: "tel", placeholder: "+55 11 4004-1234" },
      { name: "queue_id", label: words.value.queue, kind: "choice", start: queues[0]?.value, choices: queues },
      { name: "phone_number_id", label: a.phoneId, hint: a.idHint, kind: "text" },
      { name: "business_account_id", label: a.businessId, hint: a.idHint, kind: "text" },
      { name: "access_token", label: a.token, kind: "secret" },
      { name: "app_secret", label: a.appSecret, kind: "secret" },
      { name: "verify_token", label: a.verify, hint: a.verifyHint, kind: "secret" },
      { name: "enabled", label: a.enabled, kind: "check", start: true },
    ],
    once: callback,
    acts: [
      { label: a.callback, run: async (row) => ({ title: row.phone, told: callback(row) }) },
      {
        label: a.check,
        run: async ({ id, phone }) => {
          const answer = await post<Wire<"WhatsappCheckView">>(`${path}/${id}/check`);
          return { title: `${phone}: ${answer.accepted ? w.accepted : w.refused}`, told: [{ label: w.itsWords, value: answer.words }] };
        },
      },
    ],
  };
});
