// How one is told: sounds, notices and push on this device; what of, and when not, on all of them.

import { useState } from "preact/hooks";
import { me } from "../../desk/desk";
import { type AlertKind, takeAlerts } from "../../notice/alert";
import { noticesOn, setNotices } from "../../notice/notice";
import { type PushState, pushState, setPrivacy, turnOff, turnOn } from "../../notice/push";
import { play, setSounds, soundsOn } from "../../notice/sound";
import { type Fetched, useFetched } from "../../part/fetched";
import { CheckField, SelectField } from "../../part/field";
import { Shown } from "../../part/table";
import { attempt } from "../../part/toast";
import { href } from "../../route/router";
import type { Wire } from "../../wire";
import { all, get, patch } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { TestPush } from "../test-push";
import { QuietHours } from "./quiet-hours";

type Preferences = Wire<"AgentPreferences">;
type Privacy = Wire<"PushPrivacy">;

export function Notifications() {
  const preferences = useFetched(() => get<Preferences>("/v1/me/preferences"), []);
  return (
    <>
      <ThisDevice />
      <Shown of={preferences}>
        {(now) => (
          <>
            <Alerts now={now} of={preferences} />
            <QuietHours now={now.quiet_hours ?? null} onSaved={preferences.set} />
          </>
        )}
      </Shown>
      <p class="quiet">
        {accountWords.value.gridHint} <a href={href("visitors")}>{accountWords.value.openGrid}</a>
      </p>
    </>
  );
}

function ThisDevice() {
  const t = words.value;
  const state = useFetched(pushState, []);
  const [busy, setBusy] = useState(false);
  const change = async (on: boolean) => {
    setBusy(true);
    await attempt(async () => state.set(await (on ? turnOn() : turnOff())));
    setBusy(false);
  };
  const why: Record<PushState, string> = {
    unsupported: t.pushUnsupported,
    denied: t.pushDenied,
    no_app: t.pushNoApp,
    off: t.pushHint,
    on: t.pushHint,
  };
  return (
    <section class="card" aria-labelledby="notices-title">
      <h2 id="notices-title">{t.notifications}</h2>
      <CheckField
        label={t.soundsOn}
        checked={soundsOn.value}
        onChange={(on) => {
          setSounds(on);
          play("message");
        }}
      />
      <CheckField label={t.desktopOn} checked={noticesOn.value} onChange={(on) => setNotices(on)} />
      <Shown of={state}>
        {(now) => (
          <>
            <CheckField
              label={t.pushOn}
              hint={why[now]}
              checked={now === "on"}
              disabled={busy || now === "unsupported" || now === "denied" || now === "no_app"}
              onChange={change}
            />
            {now === "on" && (
              <>
                <DevicePrivacy />
                <TestPush deviceId={me.value!.device_id} />
              </>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

function DevicePrivacy() {
  const t = words.value;
  const a = accountWords.value;
  const devices = useFetched(() => all<Wire<"DeviceView">>("/v1/devices"), []);
  const own = devices.value?.find(({ id }) => id === me.value?.device_id);
  if (!own) return null;
  const change = (next: Privacy | "") =>
    attempt(async () => {
      await setPrivacy(next || null);
      devices.again();
    });
  return (
    <SelectField<Privacy | "">
      label={a.privacy}
      value={own.push_privacy ?? ""}
      onChange={change}
      choices={[
        { value: "", label: a.privacyAsOrganization },
        ...(["full", "sender", "id_only"] as const).map((value) => ({ value, label: t.pushPrivacies[value] })),
      ]}
    />
  );
}

const KINDS: readonly AlertKind[] = ["offer", "message", "direct", "mention", "transfer", "offline_message"];

function Alerts({ now, of }: { now: Preferences; of: Fetched<Preferences> }) {
  const a = accountWords.value;
  const change = (kind: AlertKind, alert: Wire<"Alert">) =>
    attempt(async () => {
      const saved = await patch<Preferences>("/v1/me/preferences", { alerts: { [kind]: alert } });
      of.set(saved);
      if (saved.alerts) takeAlerts(saved.alerts);
    });
  return (
    <section class="card" aria-labelledby="alerts-title">
      <h2 id="alerts-title">{a.alerts}</h2>
      <ul class="alert-list">
        {KINDS.map((kind) => {
          const { push = true, sound = "default" } = now.alerts?.[kind] ?? {};
          const name = a.alertKinds[kind];
          // An app may bring sounds of its own, which stay unless another is chosen here.
          const choices = [...new Set(["default", "none", sound])];
          return (
            <li key={kind}>
              <span class="alert-name">{name}</span>
              <label>
                <input
                  type="checkbox"
                  checked={push}
                  aria-label={a.pushOf(name)}
                  onChange={(event) => change(kind, { push: event.currentTarget.checked })}
                />
                {a.pushed}
              </label>
              <select aria-label={a.soundOf(name)} value={sound} onChange={(event) => change(kind, { sound: event.currentTarget.value })}>
                {choices.map((one) => (
                  <option key={one} value={one}>
                    {a.sounds[one] ?? one}
                  </option>
                ))}
              </select>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
