// The agent's own things: appearance, notices, push, sessions and devices.

import { useState } from "preact/hooks";
import { me } from "../desk/desk";
import { setTheme, type Theme, theme } from "../look/theme";
import { noticesOn, setNotices } from "../notice/notice";
import { pushState, turnOff, turnOn } from "../notice/push";
import { play, setSounds, soundsOn } from "../notice/sound";
import { Avatar } from "../part/avatar";
import { Button } from "../part/button";
import { useFetched } from "../part/fetched";
import { CheckField, SelectField } from "../part/field";
import { BellOff, LogOut } from "../part/icon";
import { RowTable, Shown } from "../part/table";
import { attempt, say } from "../part/toast";
import { signOut } from "../session/sign-in";
import { session } from "../session/tokens";
import type { Wire } from "../wire";
import { all, post, remove } from "../wire/request";
import { type LocaleName, locale, setLocale, words } from "../words";
import { dayAndClock } from "../words/format";

export function Profile() {
  const t = words.value;
  const agent = me.value?.agent;
  return (
    <div class="page narrow">
      <header class="profile-head">
        <Avatar name={agent?.name ?? ""} id={agent?.id} />
        <div class="grow">
          <h1>{agent?.name}</h1>
          <p class="quiet">{[agent?.email, agent && t.roles[agent.role], me.value?.organization.name].filter(Boolean).join(" · ")}</p>
        </div>
        <Button icon={LogOut} onClick={() => attempt(signOut)}>
          {t.signOut}
        </Button>
      </header>
      <section class="card" aria-labelledby="look-title">
        <h2 id="look-title">{t.appearance}</h2>
        <SelectField
          label={t.language}
          value={locale.value}
          onChange={(next: LocaleName) => setLocale(next)}
          choices={[
            { value: "pt-BR", label: "Português" },
            { value: "en", label: "English" },
          ]}
        />
        <SelectField
          label={t.appearance}
          value={theme.value}
          onChange={(next: Theme) => setTheme(next)}
          choices={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t.themes[value] }))}
        />
      </section>
      <Notifications />
      <Sessions />
    </div>
  );
}

function Notifications() {
  const t = words.value;
  const state = useFetched(pushState, []);
  const [busy, setBusy] = useState(false);
  const change = async (on: boolean) => {
    setBusy(true);
    await attempt(async () => state.set(await (on ? turnOn() : turnOff())));
    setBusy(false);
  };
  const test = () =>
    attempt(async () => {
      const sent = await post<Wire<"DeliveryView">>(`/v1/devices/${me.value!.device_id}/test_push`);
      say(sent.state === "failed" ? t.pushRefused(sent.reason) : t.pushTested, sent.state === "failed");
    });
  const why = { unsupported: t.pushUnsupported, denied: t.pushDenied, no_app: t.pushNoApp, off: t.pushHint, on: t.pushHint };
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
              <Button small icon={BellOff} onClick={test}>
                {t.pushTest}
              </Button>
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

type SessionView = Wire<"SessionView">;

function Sessions() {
  const t = words.value;
  const found = useFetched(() => all<SessionView>("/v1/sessions"), [session.value?.sessionId]);
  const end = (id: string) => attempt(() => remove(`/v1/sessions/${id}`)).then(() => found.again());
  const endOthers = () => attempt(() => remove("/v1/sessions")).then(() => found.again());
  return (
    <section class="card" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t.mySessions}</h2>
      <Shown of={found}>
        {(sessions) => {
          const live = sessions.filter(({ ended_at }) => !ended_at);
          return (
            <>
              <RowTable
                caption={t.mySessions}
                rows={live}
                keyOf={({ id }) => id}
                columns={[
                  { title: t.name, cell: (one) => (one.current ? `${one.device_name} (${t.thisSession})` : one.device_name) },
                  { title: "IP", cell: ({ ip }) => ip },
                  { title: t.lastSeen, cell: ({ last_seen_at }) => dayAndClock(last_seen_at) },
                  {
                    title: t.actions,
                    cell: (one) =>
                      !one.current && (
                        <Button small onClick={() => end(one.id)}>
                          {t.endSession}
                        </Button>
                      ),
                  },
                ]}
              />
              {live.length > 1 && (
                <Button small onClick={endOthers}>
                  {t.endOtherSessions}
                </Button>
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}
