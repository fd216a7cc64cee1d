// Name, picture, status, language and appearance.

import { useRef, useState } from "preact/hooks";
import { agents, me } from "../../desk/desk";
import { setTheme, type Theme, theme } from "../../look/theme";
import { Avatar } from "../../part/avatar";
import { Button } from "../../part/button";
import { SelectField, TextField } from "../../part/field";
import { Form } from "../../part/form";
import { CircleUserRound, Trash2 } from "../../part/icon";
import { attempt, say } from "../../part/toast";
import type { AgentView } from "../../wire";
import { patch, post, remove } from "../../wire/request";
import { type LocaleName, locale, setLocale, words } from "../../words";
import { accountWords } from "../../words/account";

export function Own() {
  return (
    <>
      <Picture />
      <Details />
      <Appearance />
    </>
  );
}

/** What was changed is seen at once, not only when its event comes. */
function taken(agent: AgentView): void {
  const held = agents.peek(agent.id);
  agents.apply({ ...agent, reachability: held?.reachability ?? agent.reachability });
  if (me.peek()) me.value = { ...me.peek()!, agent };
}

function Picture() {
  const a = accountWords.value;
  const agent = me.value?.agent;
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const change = async (work: () => Promise<unknown>) => {
    setBusy(true);
    if (await attempt(work)) say(words.peek().saved);
    setBusy(false);
  };
  const choose = (file: File | undefined) => file && change(async () => taken(await post<AgentView>("/v1/me/avatar", file)));
  const removePicture = () =>
    change(async () => {
      await remove("/v1/me/avatar");
      agents.patch(me.peek()!.agent.id, () => ({ avatar_id: null }));
      me.value = { ...me.peek()!, agent: { ...me.peek()!.agent, avatar_id: null } };
    });
  return (
    <section class="card" aria-labelledby="picture-title">
      <h2 id="picture-title">{a.picture}</h2>
      <div class="picture">
        <Avatar name={agent?.name ?? ""} id={agent?.id} />
        <div class="grow">
          <p class="quiet">{a.pictureHint}</p>
          <div class="buttons start">
            <input
              ref={field}
              type="file"
              class="spoken"
              tabIndex={-1}
              aria-label={a.choosePicture}
              accept="image/png,image/jpeg,image/gif,image/webp"
              onChange={(event) => {
                choose(event.currentTarget.files?.[0]);
                event.currentTarget.value = "";
              }}
            />
            <Button icon={CircleUserRound} busy={busy} onClick={() => field.current?.click()}>
              {agent?.avatar_id ? a.changePicture : a.choosePicture}
            </Button>
            {agent?.avatar_id && (
              <Button icon={Trash2} disabled={busy} onClick={removePicture}>
                {a.removePicture}
              </Button>
            )}
          </div>
        </div>
      </div>
    </section>
  );
}

function Details() {
  const t = words.value;
  const a = accountWords.value;
  const agent = me.value?.agent;
  const [name, setName] = useState(agent?.name ?? "");
  const [status, setStatus] = useState(agent?.status_text ?? "");
  const submit = async () => {
    taken(await patch<AgentView>("/v1/me", { name: name.trim(), status_text: status.trim() || null }));
    say(t.saved);
  };
  return (
    <section class="card" aria-labelledby="details-title">
      <h2 id="details-title">{a.details}</h2>
      <Form submit={t.save} onSubmit={submit}>
        <TextField label={t.name} name="name" autocomplete="name" value={name} onChange={setName} />
        <TextField label={a.statusText} hint={a.statusHint} name="status_text" maxLength={140} value={status} onChange={setStatus} />
      </Form>
    </section>
  );
}

function Appearance() {
  const t = words.value;
  // The browser's choice holds here; the server keeps it for mails and pushes.
  const changeLanguage = (next: LocaleName) => {
    void attempt(() => Promise.all([setLocale(next), patch("/v1/me", { locale: next })]));
  };
  return (
    <section class="card" aria-labelledby="look-title">
      <h2 id="look-title">{t.appearance}</h2>
      <SelectField
        label={t.language}
        value={locale.value}
        onChange={changeLanguage}
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
  );
}
