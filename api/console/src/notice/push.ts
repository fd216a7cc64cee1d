// Web Push on this device: asked for, registered with the server, taken back.

import { me } from "../desk/desk";
import { remember } from "../session/keep";
import type { Page, Wire } from "../wire";
import { all, get, put, remove } from "../wire/request";
import { currentLocale } from "../words";

export type PushState = "unsupported" | "denied" | "no_app" | "off" | "on";
type App = Wire<"PushAppView">;

export function supported(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

async function app(): Promise<App | undefined> {
  const { items } = await get<Page<App>>("/v1/push_apps", { limit: 100 });
  return items.find(({ provider }) => provider === "web_push");
}

export async function pushState(): Promise<PushState> {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  if (!(await app())) return "no_app";
  const worker = await navigator.serviceWorker.getRegistration("/console/");
  const subscribed = !!(await worker?.pushManager.getSubscription());
  // The server lets a device's push go with its session, while the browser keeps the subscription.
  const devices = subscribed ? await all<Wire<"DeviceView">>("/v1/devices") : [];
  const known = devices.some(({ id, push_state }) => id === me.peek()?.device_id && push_state === "active");
  const state = subscribed && known ? "on" : "off";
  remember("push", state === "on");
  return state;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function base64url(buffer: ArrayBuffer | null): string {
  const letters = String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Asks the person, subscribes, and registers with the server. */
export async function turnOn(): Promise<PushState> {
  const found = await app();
  if (!found) return "no_app";
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const worker = await navigator.serviceWorker.ready;
  // A subscription of another key cannot be used with this one.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const held = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(found.topic) });
  await register(found, held, null);
  remember("push", true);
  return "on";
}

/** What pushes to this device may tell; null = as the organization says. */
export async function setPrivacy(privacy: Wire<"PushPrivacy"> | null): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration("/console/");
  const held = await worker?.pushManager.getSubscription();
  const found = await app();
  if (held && found) await register(found, held, privacy);
}

function register(found: App, held: PushSubscription, privacy: Wire<"PushPrivacy"> | null): Promise<void> {
  return put("/v1/devices/current/push", {
    push_app_id: found.id,
    token: held.endpoint,
    public_key: base64url(held.getKey("p256dh")),
    auth_secret: base64url(held.getKey("auth")),
    locale: currentLocale(),
    privacy,
  });
}

export async function turnOff(): Promise<PushState> {
  const worker = await navigator.serviceWorker.getRegistration("/console/");
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
  await remove("/v1/devices/current/push");
  remember("push", false);
  return "off";
}
