// Devices and sessions of everybody.

import { useState } from "preact/hooks";
import { agents } from "../../desk/desk";
import { Button } from "../../part/button";
import { Confirm } from "../../part/confirm";
import { SelectField } from "../../part/field";
import { LogOut, RefreshCw } from "../../part/icon";
import { usePaged } from "../../part/paged";
import { Tabs } from "../../part/tabs";
import { remove } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { Devices, type DeviceView } from "../device/devices";
import { Sessions, type SessionView } from "../device/sessions";

export function DevicesAndSessions() {
  const t = words.value;
  const a = accountWords.value;
  const [tab, setTab] = useState<"devices" | "sessions">("devices");
  const [agentId, setAgentId] = useState("");
  const [ending, setEnding] = useState(false);
  const devices = usePaged<DeviceView>("/v1/admin/devices", { agent_id: agentId });
  const sessions = usePaged<SessionView>("/v1/admin/sessions", { agent_id: agentId });
  const again = () => {
    devices.again();
    sessions.again();
  };
  const people = agents.all().sort((one, two) => one.name.localeCompare(two.name));
  return (
    <div class="page">
      <header class="page-head">
        <h1>{a.devicesAndSessions}</h1>
        <div class="buttons">
          {agentId && (
            <Button kind="danger" icon={LogOut} onClick={() => setEnding(true)}>
              {a.endAllOf}
            </Button>
          )}
          <Button icon={RefreshCw} busy={devices.busy || sessions.busy} onClick={again}>
            {a.refresh}
          </Button>
        </div>
      </header>
      <section class="card filters" aria-label={t.show}>
        <SelectField
          label={t.agent}
          value={agentId}
          onChange={setAgentId}
          choices={[{ value: "", label: a.everybody }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </section>
      <Tabs
        label={a.devicesAndSessions}
        current={tab}
        onPick={setTab}
        tabs={[
          { id: "devices", label: a.devices },
          { id: "sessions", label: a.sessions },
        ]}
      />
      <section class="card" aria-label={a[tab]}>
        {tab === "devices" ? (
          <Devices of={devices} everybody onEnded={sessions.again} />
        ) : (
          <Sessions of={sessions} everybody onEnded={devices.again} />
        )}
      </section>
      {ending && (
        <Confirm
          title={a.endAllTitle(agents.get(agentId)?.name ?? "")}
          sentence={a.endAllSentence}
          confirm={a.endAllOf}
          onConfirm={() => remove(`/v1/admin/agents/${agentId}/sessions`)}
          onClose={() => {
            setEnding(false);
            again();
          }}
        />
      )}
    </div>
  );
}
