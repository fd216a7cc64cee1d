// The registers of mail accounts, and of the mails that went by them.

import type { Wire } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { dayAndClock } from "../../words/format";
import { RegisterTable } from "./register/register";
import type { RegisterOf } from "./register/shape";
import { queueColumn, queueField } from "./register/usual";

type AccountView = Wire<"MailAccountView">;
type MailView = Wire<"MailView">;

const path = "/v1/mail_accounts";
const SECURITIES = ["tls", "starttls", "none"] as const;

export function MailAccounts() {
  return (
    <div class="page">
      <RegisterTable of={accounts()} inner="page" />
      <RegisterTable of={mails()} inner="section" />
    </div>
  );
}

function accounts(): RegisterOf<AccountView, keyof Wire<"MailAccountRequest">> {
  const { mail: a, ...w } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path,
    change: "put",
    refusedAt: { already_exists: "queue_id" },
    keyOf: ({ id }) => id,
    nameOf: ({ from_address }) => from_address,
    columns: [
      { title: a.from, cell: ({ from_address }) => from_address },
      { title: a.host, cell: ({ host, port }) => `${host}:${port}` },
      { title: a.security, cell: ({ security }) => security.toUpperCase() },
      queueColumn(a.everyQueue),
    ],
    fields: [
      { name: "from_address", label: a.from, kind: "text", type: "email" },
      { name: "from_name", label: a.fromName, hint: a.fromNameHint, kind: "text", empty: null },
      queueField(a.everyQueue),
      { name: "host", label: a.host, kind: "text", placeholder: "smtp.example.com" },
      { name: "port", label: a.port, kind: "number", most: 65_535, needed: true, start: 465 },
      {
        name: "security",
        label: a.security,
        kind: "choice",
        start: "tls",
        choices: SECURITIES.map((one) => ({ value: one, label: a.securities[one] })),
      },
      { name: "user", label: a.user, hint: a.userHint, kind: "text", empty: null },
      { name: "password", label: a.password, kind: "secret" },
    ],
    acts: [
      {
        label: a.test,
        run: async ({ id }) => {
          const answer = await post<Wire<"TestMailView">>(`${path}/${id}/test`, {});
          return { title: `${a.tested}: ${answer.accepted ? w.accepted : w.refused}`, told: [{ label: w.itsWords, value: answer.words }] };
        },
      },
    ],
  };
}

function mails(): RegisterOf<MailView> {
  const { mail: a } = adminWords.value;
  return {
    title: a.log,
    about: a.logAbout,
    path: "/v1/mails",
    change: "never",
    removable: false,
    keyOf: ({ id }) => id,
    nameOf: ({ subject }) => subject,
    columns: [
      { title: a.to, cell: ({ to }) => to },
      { title: a.subject, cell: ({ subject, kind }) => <span class="excerpt">{`${a.kinds[kind]}: ${subject}`}</span> },
      { title: a.written, cell: ({ created_at }) => dayAndClock(created_at) },
      { title: words.value.state, cell: fate },
    ],
  };
}

/** What became of a mail, with the reason and the server's words where there are any. */
function fate({ state, reason, words: told }: MailView): string {
  const { mail: a } = adminWords.value;
  return [a.states[state], reason && (a.reasons[reason] ?? reason), told].filter(Boolean).join(": ");
}
