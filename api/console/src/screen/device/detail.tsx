// One device: everything that is known of it, its sessions, and a test push.

import { agents, me } from "../../desk/desk";
import { Button } from "../../part/button";
import { Dialog } from "../../part/dialog";
import { Facts } from "../../part/facts";
import { Smartphone } from "../../part/icon";
import { usePaged } from "../../part/paged";
import { attempt, say } from "../../part/toast";
import { href } from "../../route/router";
import { remove } from "../../wire/request";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";
import { TestPush } from "../test-push";
import { type DeviceView, PushHealth, platformOf } from "./devices";
import { Sessions, type SessionView } from "./sessions";

interface Props {
  device: DeviceView;
  everybody?: boolean;
  onChanged: () => void;
  onClose: () => void;
}

export function DeviceDialog({ device, everybody, onChanged, onClose }: Props) {
  const t = words.value;
  const a = accountWords.value;
  const root = everybody ? "/v1/admin/sessions" : "/v1/sessions";
  const sessions = usePaged<SessionView>(root, { agent_id: everybody ? device.agent_id : null });
  const live = (sessions.value?.items ?? []).filter((one) => one.device_id === device.id && !one.ended_at && !one.current);
  const endAll = () =>
    attempt(async () => {
      for (const { id } of live) await remove(`${root}/${id}`);
      say(a.endedWell);
      sessions.again();
      onChanged();
    });
  const time = (at?: string | null) => at && dayAndClock(at);
  return (
    <Dialog title={device.name} onClose={onClose} wide>
      <Facts
        facts={[
          [t.agent, agents.get(device.agent_id)?.name],
          [a.appVersion, platformOf(device)],
          [a.lastUsed, time(device.last_seen_at)],
          [a.address, device.ip],
          [a.pushHealth, <PushHealth key="push" of={device} />],
          [a.lastError, device.push_reason && (a.reasons[device.push_reason] ?? device.push_reason)],
          [a.tokenAt, time(device.push_token_at)],
          [a.lastAccepted, time(device.push_accepted_at)],
          [a.lastReceived, time(device.push_received_at)],
          [a.privacy, device.push_privacy && t.pushPrivacies[device.push_privacy]],
        ]}
      />
      {(device.push_state === "active" || everybody) && <TestPush deviceId={device.id} onTested={onChanged} />}
      <p>
        <a href={href(everybody ? `admin/deliveries?device=${device.id}` : `profile/pushes?device=${device.id}`)}>{a.pushesOf}</a>
      </p>
      <h3>{a.sessions}</h3>
      <Sessions of={sessions} everybody={everybody} hideAgent deviceId={device.id} onEnded={onChanged} />
      {live.length > 1 && device.id !== me.value?.device_id && (
        <div class="buttons">
          <Button kind="danger" icon={Smartphone} onClick={endAll}>
            {a.endDevice}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
