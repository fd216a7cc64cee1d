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
  const device = { id: recall<string>("device"), platform: "web", name: deviceName(), locale: currentLocale() };
  begin(await asked("/v1/sessions", { organization, email, password, device }), { organization, email });
}

/** The second step, once the first was refused with `second_factor_required` and a challenge. */
export async function answerChallenge(challenge: string, code: string, who: Pick<Credentials, "organization" | "email">): Promise<void> {
  begin(await asked("/v1/sessions/challenge", { challenge, code }), who);
}

async function asked(path: string, body: unknown): Promise<TokensView> {
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw offline();
  }
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as TokensView;
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
