// The register of push apps: each with its credentials at one provider, which are never shown again.

import type { Wire } from "../../wire";
import { asFailure, Failure } from "../../wire/failure";
import { post, put } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { FileArea } from "./file-area";
import type { Draft } from "./register/draft";
import { register } from "./register/register";
import type { FieldOf } from "./register/shape";

type AppView = Wire<"PushAppView">;
type Provider = AppView["provider"];

const PROVIDER = "credentials.provider";
const PROVIDERS: readonly Provider[] = ["web_push", "fcm", "apns"];
const at = (provider: Provider) => (draft: Draft) => draft[PROVIDER] === provider;

/** What is wrong with credentials is said of all of them: in the server's own sentence, which names the part. */
function explain(error: unknown): never {
  const wrong = asFailure(error).fields.find(({ field }) => field === "credentials");
  throw wrong ? new Failure({ code: "credentials_refused", detail: wrong.detail }) : error;
}

export const PushApps = register<AppView, string>(() => {
  const t = words.value;
  const a = accountWords.value;
  const text = (provider: Provider, name: string, label: string, hint?: string): FieldOf<string> => ({
    name: `credentials.${name}`,
    label,
    hint,
    kind: "text",
    shown: at(provider),
  });
  const file = (provider: Provider, name: string, label: string, hint: string): FieldOf<string> => ({
    name: `credentials.${name}`,
    label,
    hint,
    kind: "own",
    start: "",
    from: () => "",
    shown: at(provider),
    control: (value: string, change, field) => <FileArea {...field} hint={hint} value={value ?? ""} onChange={change} />,
  });
  const topic = ({ topic: held }: AppView) => held;
  return {
    title: a.pushApps,
    about: `${a.pushAppsHint} ${a.sealed}`,
    add: a.addPushApp,
    path: "/v1/push_apps",
    keyOf: ({ id }) => id,
    nameOf: ({ name }) => name,
    columns: [
      { title: t.name, cell: ({ name }) => name },
      { title: a.provider, cell: ({ provider }) => a.providers[provider] ?? provider },
      { title: a.topic, cell: (app) => <code class="excerpt">{app.topic}</code> },
      { title: a.credentialsSince, cell: ({ credentials_at }) => dayAndClock(credentials_at) },
      {
        title: t.state,
        cell: ({ paused }) =>
          paused ? (
            <span class="bad-text">{`${a.paused}: ${a.pausedUntil(paused.reason, dayAndClock(paused.until))}`}</span>
          ) : (
            <span class="good-text">{a.working}</span>
          ),
      },
    ],
    fields: [
      { name: "name", label: t.name, kind: "text" },
      {
        name: PROVIDER,
        label: a.provider,
        kind: "choice",
        on: "add",
        start: "web_push",
        from: ({ provider }: AppView) => provider,
        choices: PROVIDERS.map((value) => ({ value, label: a.providers[value] ?? value })),
      },
      { ...text("apns", "team_id", a.teamId) },
      { ...text("apns", "key_id", a.keyId) },
      { ...text("apns", "bundle_id", a.bundleId), from: topic },
      file("apns", "private_key", a.apnsKey, a.apnsKeyHint),
      { ...text("fcm", "package", a.packageName), from: topic },
      file("fcm", "service_account", a.serviceAccount, a.serviceAccountHint),
      text("web_push", "subject", a.contactAddress, a.contactAddressHint),
      // Another name than Apple's key, which goes to the same field of the request.
      file("web_push", "vapid_key", a.vapidKey, a.vapidKeyHint),
    ],
    save: (body, row) => {
      const { vapid_key, ...given } = body.credentials as Record<string, unknown>;
      const credentials = { provider: row?.provider, ...given, ...(vapid_key ? { private_key: vapid_key } : {}) };
      const request = { ...body, credentials };
      return (row ? put(`/v1/push_apps/${row.id}`, request) : post("/v1/push_apps", request)).catch(explain);
    },
    removable: { sentence: a.removePushAppSentence },
  };
});
