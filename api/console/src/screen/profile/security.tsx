// Password and second factor.

import { useState } from "preact/hooks";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { useFetched } from "../../part/fetched";
import { TextField } from "../../part/field";
import { Form } from "../../part/form";
import { KeyRound } from "../../part/icon";
import { Shown } from "../../part/table";
import { say } from "../../part/toast";
import type { Wire } from "../../wire";
import { Failure } from "../../wire/failure";
import { get, post, put } from "../../wire/request";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { explainProof, ProofForm } from "./proof";
import { RecoveryCodes } from "./recovery-codes";
import { SetUp } from "./set-up";

export function Security() {
  return (
    <>
      <Password />
      <SecondFactor />
    </>
  );
}

function Password() {
  const a = accountWords.value;
  const [old_password, setOld] = useState("");
  const [new_password, setNew] = useState("");
  const [again, setAgain] = useState("");
  const submit = async () => {
    if (new_password !== again) {
      throw new Failure({ code: "invalid_fields", fields: [{ field: "again", problem: "not_alike", detail: a.notAlike }] });
    }
    await put("/v1/me/password", { old_password, new_password });
    for (const set of [setOld, setNew, setAgain]) set("");
    say(a.passwordChanged);
  };
  const field = { type: "password", autocomplete: "new-password" } as const;
  return (
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">{a.changePassword}</h2>
      <Form submit={a.changePassword} onSubmit={submit} explain={(failure) => explainProof(failure, a.wrongPassword)}>
        <TextField
          label={a.oldPassword}
          name="old_password"
          type="password"
          autocomplete="current-password"
          value={old_password}
          onChange={setOld}
        />
        <TextField label={a.newPassword} hint={a.newPasswordHint} name="new_password" {...field} value={new_password} onChange={setNew} />
        <TextField label={a.repeatPassword} name="again" {...field} value={again} onChange={setAgain} />
      </Form>
    </section>
  );
}

type Doing = "set-up" | "renew" | "disable" | null;

function SecondFactor() {
  const a = accountWords.value;
  const totp = useFetched(() => get<Wire<"TotpView">>("/v1/me/totp"), []);
  const [doing, setDoing] = useState<Doing>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => {
    setDoing(null);
    setCodes(null);
    totp.again();
  };
  return (
    <section class="card" aria-labelledby="factor-title">
      <h2 id="factor-title">
        <KeyRound size={18} aria-hidden="true" />
        {a.secondFactor}
      </h2>
      <Shown of={totp}>
        {({ enabled_at, recovery_codes_left, required }) =>
          enabled_at ? (
            <>
              <p class="good-text">{a.secondFactorOn(dayAndClock(enabled_at))}</p>
              <p class={recovery_codes_left < 3 ? "bad-text" : "quiet"}>{a.recoveryLeft(recovery_codes_left)}</p>
              {required && <p class="quiet">{a.secondFactorRequired}</p>}
              <div class="buttons start">
                <Button onClick={() => setDoing("renew")}>{a.newRecoveryCodes}</Button>
                <Button onClick={() => setDoing("disable")}>{a.turnOff}</Button>
              </div>
            </>
          ) : (
            <>
              <p class="quiet">{a.secondFactorOff}</p>
              <div class="buttons start">
                <Button kind="primary" onClick={() => setDoing("set-up")}>
                  {a.setUp}
                </Button>
              </div>
            </>
          )
        }
      </Shown>
      {doing === "set-up" && (
        <Dialog title={a.setUpTitle} onClose={close}>
          <SetUp onDone={close} onCancel={close} />
        </Dialog>
      )}
      {doing === "renew" && (
        <Dialog title={a.newRecoveryCodes} onClose={close}>
          {codes ? (
            <RecoveryCodes codes={codes} onDone={close} />
          ) : (
            <ProofForm
              submit={a.newRecoveryCodes}
              sentence={a.newRecoverySentence}
              onCancel={close}
              onProved={async (proof) => setCodes((await post<Wire<"RecoveryCodesView">>("/v1/me/totp/recovery_codes", proof)).codes)}
            />
          )}
        </Dialog>
      )}
      {doing === "disable" && (
        <Dialog title={a.turnOffTitle} onClose={close}>
          <ProofForm
            submit={a.turnOff}
            sentence={a.turnOffSentence}
            danger
            onCancel={close}
            onProved={async (proof) => {
              await post("/v1/me/totp/disable", proof);
              close();
            }}
          />
        </Dialog>
      )}
    </section>
  );
}
