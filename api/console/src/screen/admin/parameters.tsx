// What an organization decides for itself, section by section.

import { me } from "../../desk/desk";
import { useFetched } from "../../part/fetched";
import { Shown } from "../../part/table";
import type { Wire } from "../../wire";
import { get, patch } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { ContactPick } from "./contact-pick";
import { SettingsForm } from "./register/settings";
import type { FieldOf } from "./register/shape";

type OrganizationView = Wire<"OrganizationView">;
type Field = FieldOf<keyof Wire<"UpdateOrganizationRequest">>;

interface Section {
  readonly title: string;
  readonly about?: string;
  readonly fields: readonly Field[];
}

const MINUTE = 60;
const DAY = 86_400;
const MEGABYTE = 1_048_576;

export function Parameters() {
  const { parameters: a } = adminWords.value;
  const found = useFetched(() => get<OrganizationView>("/v1/organization"), [me.value?.organization]);
  return (
    <div class="page">
      <header>
        <h1 class="page-title">{a.title}</h1>
        <p class="quiet">{a.about}</p>
      </header>
      <Shown of={found}>
        {({ name, settings }) => (
          <div class="settings-list">
            {sections().map((section) => (
              <SettingsForm key={section.title} {...section} of={{ name, ...settings }} save={(body) => patch("/v1/organization", body)} />
            ))}
          </div>
        )}
      </Shown>
    </div>
  );
}

function sections(): readonly Section[] {
  const t = words.value;
  const { parameters: a } = adminWords.value;
  const choices = <T extends string>(names: Readonly<Record<T, string>>) =>
    (Object.keys(names) as T[]).map((value) => ({ value, label: names[value] }));
  return [
    {
      title: a.identity,
      fields: [
        { name: "name", label: a.name, kind: "text" },
        {
          name: "locale",
          label: a.locale,
          hint: a.localeHint,
          kind: "choice",
          choices: [
            { value: "pt-BR", label: "Português (Brasil)" },
            { value: "en", label: "English" },
          ],
        },
        { name: "time_zone", label: a.zone, hint: a.zoneHint, kind: "zone" },
        { name: "phone_country", label: a.country, kind: "choice", choices: choices(a.countries) },
      ],
    },
    {
      title: a.chats,
      fields: [
        { name: "disposition_required", label: a.dispositionRequired, kind: "check" },
        { name: "reopen_allowed", label: a.reopen, kind: "check" },
        { name: "edit_window_seconds", label: a.editWindow, kind: "number", per: MINUTE, empty: 0 },
        { name: "missed_offers_most", label: a.missed, hint: a.missedHint, kind: "number", empty: 0 },
        { name: "attachment_limit_bytes", label: a.attachments, hint: a.attachmentsHint, kind: "number", per: MEGABYTE, empty: 0 },
      ],
    },
    {
      title: a.visitors,
      fields: [
        { name: "consent_text", label: a.consent, hint: a.consentHint, kind: "area" },
        { name: "identity_required", label: a.vouched, kind: "check" },
        { name: "visitors_see_avatars", label: a.avatars, kind: "check" },
        { name: "visitor_transcript", label: a.transcript, kind: "check" },
        { name: "rating_enabled", label: a.rating, kind: "check" },
        {
          name: "rating_window_seconds",
          label: a.ratingWindow,
          kind: "number",
          per: DAY,
          empty: 0,
          shown: ({ rating_enabled }) => !!rating_enabled,
        },
      ],
    },
    {
      title: a.mails,
      fields: [
        { name: "transcript_mail", label: a.transcriptMail, kind: "choice", choices: choices(a.transcriptMails) },
        {
          name: "transcript_mail_subject",
          label: a.mailSubject,
          hint: a.mailSubjectHint,
          kind: "text",
          shown: ({ transcript_mail }) => transcript_mail !== "never",
        },
        { name: "reply_mail_minutes", label: a.replyMail, hint: a.replyMailHint, kind: "number", empty: 0 },
        { name: "mails_per_address_most", label: a.mailsMost, kind: "number", empty: 0 },
      ],
    },
    {
      title: a.kept,
      fields: [
        {
          name: "retention_days",
          label: a.retention,
          hint: a.retentionHint,
          kind: "number",
          empty: 0,
          from: (row) => row.retention_days ?? 0,
        },
        { name: "visit_kept_days", label: a.visits, kind: "number", empty: 0 },
      ],
    },
    {
      title: a.safety,
      fields: [
        { name: "second_factor_required", label: a.secondFactor, kind: "check" },
        { name: "push_privacy", label: a.privacy, hint: a.privacyHint, kind: "choice", choices: choices(t.pushPrivacies) },
      ],
    },
    {
      title: a.anonymous,
      about: a.anonymousAbout,
      fields: [
        {
          name: "anonymous_contact_id",
          label: a.anonymous,
          kind: "own",
          start: "",
          control: (value, change, { name, label }) => <ContactPick name={name} label={label} value={value ?? ""} onChange={change} />,
        },
      ],
    },
  ];
}
