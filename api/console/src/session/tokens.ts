// The session's tokens: one refresh at a time, whatever the number of tabs.

import { signal } from "@preact/signals";
import type { TokensView } from "../wire";
import { Failure, failureOf, offline } from "../wire/failure";
import { forget, onOtherTab, recall, remember } from "./keep";

/** What is kept of a sign-in. */
export interface Session {
  readonly organization: string;
  readonly email: string;
  readonly agentId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** By this machine's clock, which may be wrong, but is wrong alike at both ends. */
  readonly refreshAt: number;
}

const NAME = "session";

/** The session in force; null when nobody is signed in. */
export const session = signal<Session | null>(recall<Session>(NAME));
/** Why the last session ended; a code, or null when nobody has to be told. */
export const endedBecause = signal<string | null>(null);

/** The organization requires a second factor and the agent has none: nothing else is open until there is one. */
export const mustEnrol = signal(false);

onOtherTab(NAME, () => {
  const now = recall<Session>(NAME);
  if (!now) mustEnrol.value = false;
  if (!now && session.value) endedBecause.value = recall<string>("ended") ?? "signed_out";
  session.value = now;
});

/** Takes tokens in, after a sign-in or a refresh. */
export function begin(tokens: TokensView, who: { organization: string; email: string }): void {
  endedBecause.value = null;
  remember("device", tokens.device_id);
  const next: Session = {
    organization: who.organization,
    email: who.email,
    agentId: tokens.agent_id,
    sessionId: tokens.session_id,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    refreshAt: Date.now() + lifetimeMs(tokens.access_token) * 0.8,
  };
  remember(NAME, next);
  session.value = next;
}

/** Forgets the session; `why` is shown at the sign-in. */
export function end(why: string | null): void {
  if (!session.value) return;
  // The reason first: other tabs look for it when they hear that the session is gone.
  remember("ended", why ?? "signed_out");
  forget(NAME);
  endedBecause.value = why;
  mustEnrol.value = false;
  session.value = null;
}

/** How long an access token lives, by its own two times. */
export function lifetimeMs(token: string): number {
  try {
    const body = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const { iat, exp } = JSON.parse(atob(body)) as { iat: number; exp: number };
    return exp > iat ? (exp - iat) * 1000 : 600_000;
  } catch {
    return 600_000;
  }
}

let running: Promise<string> | null = null;

/** A token that is good; `refused` is one that the server has just refused. */
export function accessToken(refused: string | null = null): Promise<string> {
  const now = session.value;
  if (!now) return Promise.reject(new Failure({ code: "unauthenticated", status: 401 }));
  if (now.accessToken !== refused && Date.now() < now.refreshAt) return Promise.resolve(now.accessToken);
  running ??= alone(() => refresh(refused ?? now.accessToken)).finally(() => {
    running = null;
  });
  return running;
}

/** One tab at a time; where the browser has no locks, this tab alone. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request("pronto.refresh", work) as Promise<T>) : work();
}

async function refresh(stale: string): Promise<string> {
  // Another tab may have been quicker.
  const held = recall<Session>(NAME);
  if (!held) throw new Failure({ code: "unauthenticated", status: 401 });
  if (held.accessToken !== stale && Date.now() < held.refreshAt) {
    session.value = held;
    return held.accessToken;
  }
  let response: Response;
  try {
    response = await fetch("/v1/sessions/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token: held.refreshToken }),
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw offline();
  }
  if (!response.ok) {
    const failure = await failureOf(response);
    if (failure.status === 401) end(failure.code === "unauthenticated" ? "session_revoked" : failure.code);
    throw failure;
  }
  const tokens = (await response.json()) as TokensView;
  begin(tokens, held);
  return tokens.access_token;
}
