// One webhook: its state, its settings, its secret, and its log.

import { useState } from "preact/hooks";
import { Button } from "../../../part/button";
import { Confirm } from "../../../part/confirm";
import { useFetched } from "../../../part/fetched";
import { usePaged } from "../../../part/paged";
import { Shown } from "../../../part/table";
import { attempt, say } from "../../../part/toast";
import { href } from "../../../route/router";
import type { Wire } from "../../../wire";
import { Failure } from "../../../wire/failure";
import { all, patch, post } from "../../../wire/request";
import { accountWords } from "../../../words/account";
import { dayAndClock } from "../../../words/format";
import { OnceDialog } from "../register/once";
import { SettingsForm } from "../register/settings";
import { webhookFields, withKinds } from "./fields";
import { type DeliveryView, WebhookLog } from "./log";
import { WebhookState } from "./state";

type WebhookView = Wire<"WebhookView">;

/** The API lists webhooks and shows none by itself. */
async function webhookOf(id: string): Promise<WebhookView> {
  const found = (await all<WebhookView>("/v1/webhooks")).find((one) => one.id === id);
  if (!found) throw new Failure({ code: "not_found", status: 404 });
  return found;
}

export function WebhookPage({ id }: { id: string }) {
  const a = accountWords.value;
  const path = `/v1/webhooks/${id}`;
  const found = useFetched(() => webhookOf(id), [id]);
  const log = usePaged<DeliveryView>(`${path}/deliveries`);
  const [rotating, setRotating] = useState(false);
  const [secret, setSecret] = useState("");
  const change = async (body: Record<string, unknown>) => found.set(await patch<WebhookView>(path, body));
  const test = () =>
    attempt(async () => {
      await post(`${path}/test`);
      say(a.testPosted);
      log.again();
    });
  return (
    <div class="page">
      <p>
        <a href={href("admin/webhooks")}>{a.webhooks}</a>
      </p>
      <Shown of={found}>
        {(webhook) => (
          <>
            <header class="page-head">
              <div>
                <h1 class="breakable">{webhook.url}</h1>
                <WebhookState of={webhook} />
                {webhook.previous_secret_until && <p class="quiet">{a.bothSecrets(dayAndClock(webhook.previous_secret_until))}</p>}
              </div>
              <div class="buttons">
                <Button onClick={test}>{a.testEvent}</Button>
                <Button onClick={() => setRotating(true)}>{a.rotate}</Button>
                <Button kind={webhook.active ? "plain" : "primary"} onClick={() => attempt(() => change({ active: !webhook.active }))}>
                  {webhook.active ? a.switchOff : a.switchOn}
                </Button>
              </div>
            </header>
            <WebhookLog of={log} path={path} />
            <SettingsForm title={a.settings} fields={webhookFields()} of={webhook} save={(body) => change(withKinds(body))} />
          </>
        )}
      </Shown>
      {rotating && (
        <Confirm
          title={a.rotateTitle}
          sentence={a.rotateSentence}
          confirm={a.rotate}
          onConfirm={async () => {
            const answer = await post<Wire<"WebhookSecretView">>(`${path}/secret`);
            found.set(answer);
            setSecret(answer.secret);
          }}
          onClose={() => setRotating(false)}
        />
      )}
      {secret && (
        <OnceDialog
          title={a.rotate}
          told={[{ label: a.webhookSecret, value: secret, hint: a.webhookSecretOnce }]}
          onClose={() => setSecret("")}
        />
      )}
    </div>
  );
}
