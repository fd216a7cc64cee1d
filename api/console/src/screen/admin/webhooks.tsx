// The register of webhooks; each opens on a page with its settings and its log.

import { segments } from "../../route/router";
import type { Wire } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { register } from "./register/register";
import { webhookFields, withKinds } from "./webhooks/fields";
import { WebhookPage } from "./webhooks/page";
import { WebhookState } from "./webhooks/state";

type WebhookView = Wire<"WebhookView">;

const Register = register<WebhookView, keyof Wire<"AddWebhookRequest">>(() => {
  const a = accountWords.value;
  return {
    title: a.webhooks,
    about: a.webhooksHint,
    add: a.addWebhook,
    path: "/v1/webhooks",
    keyOf: ({ id }) => id,
    nameOf: ({ url }) => url,
    leads: ({ id }) => `admin/webhooks/${id}`,
    columns: [
      { title: a.url, cell: ({ url }) => <span class="breakable">{url}</span> },
      { title: a.kinds, cell: ({ kinds }) => a.kindCount(kinds.length) },
      { title: a.internal, cell: ({ internal }) => (internal ? words.value.yes : words.value.no) },
      { title: words.value.state, cell: (webhook) => <WebhookState of={webhook} /> },
    ],
    fields: webhookFields(),
    save: (body) => post("/v1/webhooks", withKinds(body)),
    once: ({ secret }: Wire<"WebhookSecretView">) => [{ label: a.webhookSecret, value: secret, hint: a.webhookSecretOnce }],
  };
});

export function Webhooks() {
  const id = segments.value[2];
  return id ? <WebhookPage key={id} id={id} /> : <Register />;
}
