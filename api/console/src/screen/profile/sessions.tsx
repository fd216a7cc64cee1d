// One's own sessions and devices.

import { useState } from "preact/hooks";
import { Button } from "../../part/button";
import { Confirm } from "../../part/confirm";
import { LogOut } from "../../part/icon";
import { usePaged } from "../../part/paged";
import { session } from "../../session/tokens";
import { remove } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { Devices, type DeviceView } from "../device/devices";
import { Sessions, type SessionView } from "../device/sessions";

export function OwnSessions() {
  const t = words.value;
  const a = accountWords.value;
  const sessions = usePaged<SessionView>("/v1/sessions", {}, [session.value?.sessionId]);
  const devices = usePaged<DeviceView>("/v1/devices");
  const [ending, setEnding] = useState(false);
  const others = sessions.value?.items.some(({ current, ended_at }) => !current && !ended_at);
  return (
    <>
      <section class="card" aria-labelledby="sessions-title">
        <h2 id="sessions-title">{t.mySessions}</h2>
        <Sessions of={sessions} onEnded={devices.again} />
        {others && (
          <div class="buttons">
            <Button icon={LogOut} onClick={() => setEnding(true)}>
              {a.endOthers}
            </Button>
          </div>
        )}
      </section>
      <section class="card" aria-labelledby="devices-title">
        <h2 id="devices-title">{t.myDevices}</h2>
        <Devices of={devices} onEnded={sessions.again} />
      </section>
      {ending && (
        <Confirm
          title={a.endOthers}
          sentence={a.endOthersSentence}
          confirm={a.endOthers}
          onConfirm={() => remove("/v1/sessions")}
          onClose={() => {
            setEnding(false);
            sessions.again();
            devices.again();
          }}
        />
      )}
    </>
  );
}
