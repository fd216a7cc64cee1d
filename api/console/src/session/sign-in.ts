// Signing in and out.

import type { TokensView } from "../wire";
import { failureOf, offline } from "../wire/failure";
import { remove } from "../wire/request";
import { currentLocale } from "../words";
import { recall } from "./keep";
import { begin, end } from "./tokens";

export interface Credentials {
  readonly organization: string;
  readonly email: string;
  readonly password: string;
}

export async function signIn({ organization, email, password }: Credentials): Promise<void> {
  const device = thisDevice();
  begin(await asked<TokensView>("/v1/sessions", { organization, email, password, device }), { organization, email });
}

/** This browser, as the server is told of it; the same at each sign-in. */
export function thisDevice() {
  return { id: recall<string>("device"), platform: "web", name: deviceName(), locale: currentLocale() };
}

/** The second step, once the first was refused with `second_factor_required` and a challenge. */
export async function answerChallenge(challenge: string, code: string, who: Pick<Credentials, "organization" | "email">): Promise<void> {
  begin(await asked<TokensView>("/v1/sessions/challenge", { challenge, code }), who);
}

/** A request of who is not signed in yet. */
export async function asked<T>(path: string, body: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw offline();
  }
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as T;
}

export async function signOut(): Promise<void> {
  try {
    await remove("/v1/sessions/current");
  } finally {
    end(null);
  }
}

/** "Chrome · Windows", as one would tell one's own devices apart. */
export function deviceName(agent: string = navigator.userAgent): string {
  const pick = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = pick([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/Chrome\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = pick([
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, "Android"],
    [/Windows/, "Windows"],
    [/Mac OS X/, "Mac"],
    [/CrOS/, "ChromeOS"],
    [/Linux/, "Linux"],
  ]);
  return [browser ?? "Browser", system].filter(Boolean).join(" · ");
}
