// A test push to a device, and what the provider said to it, word for word.

import { useState } from "preact/hooks";
import { Button } from "../part/button";
import { FailureNote } from "../part/failure-note";
import { Bell } from "../part/icon";
import type { Wire } from "../wire";
import { asFailure, type Failure } from "../wire/failure";
import { post } from "../wire/request";
import { accountWords } from "../words/account";

type Delivery = Wire<"DeliveryView">;

export function TestPush({ deviceId, onTested }: { deviceId: string; onTested?: () => void }) {
  const a = accountWords.value;
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Delivery | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const test = async () => {
    setBusy(true);
    setAnswer(null);
    setFailure(null);
    try {
      setAnswer(await post<Delivery>(`/v1/devices/${deviceId}/test_push`));
      onTested?.();
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="test-push">
      <Button small icon={Bell} busy={busy} onClick={test}>
        {a.testPush}
      </Button>
      <div role="status">
        {busy && <p class="quiet">{a.testing}</p>}
        {answer && (
          <p class={answer.state === "accepted" ? "good-text" : "bad-text"}>
            {a.testAnswer}: {sentenceOf(answer)}
          </p>
        )}
      </div>
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}

function sentenceOf({ state, reason, provider_id }: Delivery): string {
  const a = accountWords.value;
  const said = a.reasons[reason] ?? reason;
  switch (state) {
    case "accepted":
      return a.testAccepted([said, provider_id].filter(Boolean).join(" · "));
    case "failed":
      return a.testFailed(said);
    case "queued":
      return a.testWaiting(said);
    default:
      return a.testDecided(said);
  }
}
