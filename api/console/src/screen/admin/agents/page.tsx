// One agent: what the organization says of it, how it signs in, and where it is signed in.

import { useFetched } from "../../../part/fetched";
import { usePaged } from "../../../part/paged";
import { Shown } from "../../../part/table";
import { href } from "../../../route/router";
import type { AgentView } from "../../../wire";
import { get, patch } from "../../../wire/request";
import { words } from "../../../words";
import { accountWords } from "../../../words/account";
import { Devices, type DeviceView } from "../../device/devices";
import { Sessions, type SessionView } from "../../device/sessions";
import type { ProfileView } from "../agents";
import { SettingsForm } from "../register/settings";
import { profileField, roleField } from "./fields";
import { SignInOf } from "./sign-in";

export function AgentPage({ id, profiles }: { id: string; profiles: readonly ProfileView[] }) {
  const t = words.value;
  const a = accountWords.value;
  const found = useFetched(() => get<AgentView>(`/v1/agents/${id}`), [id]);
  const devices = usePaged<DeviceView>("/v1/admin/devices", { agent_id: id });
  const sessions = usePaged<SessionView>("/v1/admin/sessions", { agent_id: id });
  const changed = () => {
    found.again();
    devices.again();
    sessions.again();
  };
  return (
    <div class="page">
      <p>
        <a href={href("admin/agents")}>{a.agents}</a>
      </p>
      <Shown of={found}>
        {(agent) => (
          <>
            <header class="page-head">
              <div>
                <h1>{agent.name}</h1>
                <p class="quiet">{[agent.email, t.roles[agent.role], !agent.active && a.deactivated].filter(Boolean).join(" · ")}</p>
              </div>
            </header>
            <div class="home-grid">
              <SettingsForm
                key={`${profiles.length} ${agent.profile_id}`}
                title={a.details}
                fields={[{ name: "name", label: t.name, kind: "text" }, roleField(), profileField(profiles, agent.profile_id ?? null)]}
                of={agent}
                save={async (body) => found.set(await patch<AgentView>(`/v1/agents/${id}`, body))}
              />
              <SignInOf agent={agent} onChanged={changed} />
            </div>
          </>
        )}
      </Shown>
      <section class="card" aria-labelledby="sessions-title">
        <h2 id="sessions-title">{a.sessions}</h2>
        <Sessions of={sessions} everybody hideAgent onEnded={devices.again} />
      </section>
      <section class="card" aria-labelledby="devices-title">
        <h2 id="devices-title">{a.devices}</h2>
        <Devices of={devices} everybody hideAgent onEnded={sessions.again} />
        <p>
          <a href={href(`admin/deliveries?agent=${id}`)}>{a.pushesOf}</a>
        </p>
      </section>
    </div>
  );
}
