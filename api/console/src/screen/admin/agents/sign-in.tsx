// How an agent signs in: a new password, the second factor taken away, all sessions ended, and whether it may at all.

import { useState } from "preact/hooks";
import { Button } from "../../../part/button";
import { Confirm } from "../../../part/confirm";
import { Dialog } from "../../../part/dialog";
import { TextField } from "../../../part/field";
import { Form } from "../../../part/form";
import { attempt, say } from "../../../part/toast";
import type { AgentView } from "../../../wire";
import { patch, remove } from "../../../wire/request";
import { words } from "../../../words";
import { accountWords } from "../../../words/account";

type Doing = "password" | "factor" | "sessions" | "deactivate";

export function SignInOf({ agent, onChanged }: { agent: AgentView; onChanged: () => void }) {
  const a = accountWords.value;
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = () => setDoing(null);
  const set = (body: { active?: boolean; password?: string }) => patch(`/v1/agents/${agent.id}`, body);
  const activate = () => attempt(() => set({ active: true })).then(onChanged);
  const done = async (work: Promise<unknown>, text: string) => {
    await work;
    say(text);
    onChanged();
  };
  return (
    <section class="card" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{a.signIn}</h2>
      <div class="stacked">
        <Button onClick={() => setDoing("password")}>{a.setPassword}</Button>
        <Button onClick={() => setDoing("factor")}>{a.resetFactor}</Button>
        <Button onClick={() => setDoing("sessions")}>{a.endAllOf}</Button>
        {agent.active ? (
          <Button kind="danger" onClick={() => setDoing("deactivate")}>
            {a.deactivate}
          </Button>
        ) : (
          <Button kind="primary" onClick={activate}>
            {a.activate}
          </Button>
        )}
      </div>
      {doing === "password" && <Password onClose={close} onSubmit={(password) => done(set({ password }), a.passwordSet).then(close)} />}
      {doing === "factor" && (
        <Confirm
          title={a.resetFactorTitle(agent.name)}
          sentence={a.resetFactorSentence}
          confirm={a.resetFactor}
          onConfirm={() => done(remove(`/v1/admin/agents/${agent.id}/totp`), a.factorReset)}
          onClose={close}
        />
      )}
      {doing === "sessions" && (
        <Confirm
          title={a.endAllTitle(agent.name)}
          sentence={a.endAllSentence}
          confirm={a.endAllOf}
          onConfirm={() => done(remove(`/v1/admin/agents/${agent.id}/sessions`), a.endedWell)}
          onClose={close}
        />
      )}
      {doing === "deactivate" && (
        <Confirm
          title={a.deactivateTitle(agent.name)}
          sentence={a.deactivateSentence}
          confirm={a.deactivate}
          onConfirm={() => done(set({ active: false }), words.value.saved)}
          onClose={close}
        />
      )}
    </section>
  );
}

function Password({ onSubmit, onClose }: { onSubmit: (password: string) => Promise<unknown>; onClose: () => void }) {
  const a = accountWords.value;
  const [password, setPassword] = useState("");
  return (
    <Dialog title={a.setPassword} onClose={onClose}>
      <Form submit={a.setPassword} onSubmit={() => onSubmit(password)} onCancel={onClose}>
        <p>{a.setPasswordSentence}</p>
        <TextField
          label={a.newPassword}
          hint={a.firstPasswordHint}
          name="password"
          autocomplete="off"
          spellcheck={false}
          value={password}
          onChange={setPassword}
        />
      </Form>
    </Dialog>
  );
}
