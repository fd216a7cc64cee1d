// Setting up a second factor, in three steps: the password, the app with its first code, the recovery codes.

import { useEffect, useState } from "preact/hooks";
import { CopyField } from "../../part/copy";
import { TextField } from "../../part/field";
import { Form } from "../../part/form";
import type { Wire } from "../../wire";
import { post } from "../../wire/request";
import { accountWords } from "../../words/account";
import { explainProof } from "./proof";
import { RecoveryCodes } from "./recovery-codes";

type Enrolment = Wire<"TotpEnrolmentView">;

interface Props {
  /** Codes are asked for from now on. */
  onConfirmed?: () => void;
  onDone: () => void;
  onCancel?: () => void;
}

export function SetUp({ onConfirmed, onDone, onCancel }: Props) {
  const a = accountWords.value;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (!enrolment) {
    return (
      <Form
        key="password"
        submit={a.goOn}
        onCancel={onCancel}
        explain={(failure) => explainProof(failure, a.wrongPassword)}
        onSubmit={async () => setEnrolment(await post<Enrolment>("/v1/me/totp", { password }))}
      >
        <TextField
          label={a.passwordFirst}
          hint={a.passwordFirstHint}
          name="password"
          type="password"
          autocomplete="current-password"
          value={password}
          onChange={setPassword}
          autoFocus
        />
      </Form>
    );
  }
  return (
    <Form
      key="code"
      submit={a.confirm}
      onCancel={onCancel}
      onSubmit={async () => {
        const made = await post<Wire<"RecoveryCodesView">>("/v1/me/totp/confirmation", { code: code.replaceAll(" ", "") });
        onConfirmed?.();
        setCodes(made.codes);
      }}
    >
      <p>{a.scan}</p>
      <QrCode svg={enrolment.qr_svg} label={a.qrCode} />
      <CopyField label={a.secret} value={enrolment.secret} />
      <p>
        <a href={enrolment.uri}>{a.openInApp}</a>
      </p>
      <TextField
        label={a.firstCode}
        name="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        value={code}
        onChange={setCode}
        autoFocus
      />
    </Form>
  );
}

/** The server's own drawing, as a picture: as a part of the page it would be markup. */
function QrCode({ svg, label }: { svg: string; label: string }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return address ? <img class="qr-code" src={address} alt={label} width="220" height="220" /> : null;
}
