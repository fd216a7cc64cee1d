// Screens of the administration about people, pushes and integrations, fetched when one of them is first shown.

export { Agents } from "./agents";
export { ApiKeys } from "./api-keys";
export { Audit } from "./audit";
export { Deliveries } from "./deliveries";
export { DevicesAndSessions } from "./devices";
export { Person } from "./person";
export { Profiles } from "./profiles";
export { PushApps } from "./push-apps";
export { Webhooks } from "./webhooks";
