// What becomes of a queue's chats: how long they are kept, from which mailbox answers go, what was agreed to.

import { me } from "../../../desk/desk";
import { useFetched } from "../../../part/fetched";
import { Shown } from "../../../part/table";
import { href } from "../../../route/router";
import type { QueueView, Wire } from "../../../wire";
import { all } from "../../../wire/request";
import { adminWords } from "../../../words/admin";
import { Part } from "./sections";

type AccountView = Wire<"MailAccountView">;

export function Records({ queue }: { queue: QueueView }) {
  const { queues: a, parameters } = adminWords.value;
  const consent = me.value?.organization.settings.consent_text;
  return (
    <>
      <Part
        queue={queue}
        title={parameters.kept}
        fields={[{ name: "settings.retention_days", label: a.retention, hint: a.retentionHint, kind: "number" }]}
      />
      <Mailbox queueId={queue.id} />
      <section class="card" aria-label={parameters.consent}>
        <h2>{parameters.consent}</h2>
        <p class="quiet">
          {a.consent} {consent ? "" : a.consentNone}
        </p>
        {consent && <blockquote>{consent}</blockquote>}
        <p>
          <a href={href("admin/parameters")}>{parameters.title}</a>
        </p>
      </section>
    </>
  );
}

function Mailbox({ queueId }: { queueId: string }) {
  const { queues: a } = adminWords.value;
  const accounts = useFetched(() => all<AccountView>("/v1/mail_accounts"), []);
  return (
    <section class="card" aria-label={a.mailbox}>
      <h2>{a.mailbox}</h2>
      <Shown of={accounts}>
        {(rows) => <Sender own={rows.find(({ queue_id }) => queue_id === queueId)} shared={rows.find(({ queue_id }) => !queue_id)} />}
      </Shown>
      <p>
        <a href={href("admin/mail")}>{a.mailboxLink}</a>
      </p>
    </section>
  );
}

function Sender({ own, shared }: { own?: AccountView; shared?: AccountView }) {
  const { queues: a } = adminWords.value;
  if (own) return <p>{own.from_address}</p>;
  return (
    <p class="quiet">
      {a.mailboxNone} {shared ? a.mailboxShared(shared.from_address) : a.mailboxNobody}
    </p>
  );
}
