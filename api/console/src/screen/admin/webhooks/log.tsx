// What was posted to a webhook, and what its receiver answered.

import { useState } from "preact/hooks";
import { Button } from "../../../part/button";
import { Dialog } from "../../../part/dialog";
import { Facts } from "../../../part/facts";
import { RefreshCw } from "../../../part/icon";
import { More, type Paged } from "../../../part/paged";
import { RowTable, Shown } from "../../../part/table";
import { attempt, say } from "../../../part/toast";
import type { Wire } from "../../../wire";
import { post } from "../../../wire/request";
import { words } from "../../../words";
import { accountWords } from "../../../words/account";
import { dayAndClock } from "../../../words/format";

export type DeliveryView = Wire<"WebhookDeliveryView">;

export function WebhookLog({ of, path }: { of: Paged<DeliveryView>; path: string }) {
  const t = words.value;
  const a = accountWords.value;
  const [open, setOpen] = useState<string | null>(null);
  const shown = of.value?.items.find(({ id }) => id === open);
  const replay = ({ id }: DeliveryView) =>
    attempt(async () => {
      await post(`${path}/deliveries/${id}/replay`);
      say(a.replayed);
      of.again();
    });
  return (
    <section class="card" aria-labelledby="log-title">
      <header class="page-head">
        <h2 id="log-title">{a.log}</h2>
        <Button small icon={RefreshCw} busy={of.busy} onClick={of.again}>
          {a.refresh}
        </Button>
      </header>
      <Shown of={of}>
        {({ items }) => (
          <>
            <RowTable
              caption={a.log}
              rows={items}
              keyOf={({ id }) => id}
              onOpen={({ id }) => setOpen(id)}
              empty={a.noWebhookDeliveries}
              columns={[
                { title: a.kind, cell: ({ kind }) => kind },
                { title: a.when, cell: ({ created_at }) => dayAndClock(created_at) },
                { title: t.state, cell: (one) => <State of={one} /> },
                {
                  title: a.answer,
                  cell: ({ status, answer }) => <span class="excerpt">{[status, answer].filter(Boolean).join(" ")}</span>,
                },
                { title: a.attempts, number: true, cell: ({ attempts }) => attempts },
                {
                  title: t.actions,
                  cell: (one) =>
                    one.body && (
                      <Button small aria-label={`${a.replay}: ${one.kind}`} onClick={() => replay(one)}>
                        {a.replay}
                      </Button>
                    ),
                },
              ]}
            />
            <More of={of} />
          </>
        )}
      </Shown>
      {shown && <LogDialog delivery={shown} onReplay={() => replay(shown)} onClose={() => setOpen(null)} />}
    </section>
  );
}

function State({ of: { state } }: { of: DeliveryView }) {
  const word = accountWords.value.webhookStates[state] ?? state;
  return <span class={state === "accepted" ? "good-text" : state === "failed" ? "bad-text" : "quiet"}>{word}</span>;
}

function LogDialog({ delivery, onReplay, onClose }: { delivery: DeliveryView; onReplay: () => void; onClose: () => void }) {
  const a = accountWords.value;
  const time = (at?: string | null) => at && dayAndClock(at);
  return (
    <Dialog title={delivery.kind} onClose={onClose} wide>
      <Facts
        facts={[
          ["webhook-id", <code key="id">{delivery.id}</code>],
          [a.when, time(delivery.created_at)],
          [words.value.state, <State key="state" of={delivery} />],
          [a.attempts, delivery.attempts],
          [a.tried, time(delivery.tried_at)],
          [a.steps.due, time(delivery.due_at)],
          [a.answer, [delivery.status, delivery.answer].filter(Boolean).join(" ")],
        ]}
      />
      <h3>{a.body}</h3>
      {delivery.body ? (
        <pre class="posted" tabIndex={0}>
          {pretty(delivery.body)}
        </pre>
      ) : (
        <p class="quiet">{a.erasedBody}</p>
      )}
      {delivery.body && (
        <div class="buttons">
          <Button kind="primary" onClick={onReplay}>
            {a.replay}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
