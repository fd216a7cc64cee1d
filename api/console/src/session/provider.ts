// Signing in with an account at an identity provider: led there, and back with a code that only this tab can use (PKCE).

import type { TokensView, Wire } from "../wire";
import { Failure } from "../wire/failure";
import { asked, thisDevice } from "./sign-in";
import { begin } from "./tokens";

export type SignInProvider = Wire<"SignInProviderView">;

/** Where the provider leads back to, below /console/. */
export const BACK = "signed-in";
const HELD = "pronto.provider";

/** What is needed again on the way back; of this tab alone. */
interface Begun {
  readonly organization: string;
  readonly verifier: string;
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The ways to sign in that an organization offers beside a password; none where that cannot be told. */
export async function providersOf(organization: string, signal: AbortSignal): Promise<readonly SignInProvider[]> {
  if (!/^[a-z0-9-]+$/.test(organization)) return [];
  const response = await fetch(`/v1/organizations/${organization}/sign_in_providers`, { signal });
  if (!response.ok) return [];
  return ((await response.json()) as Wire<"SignInProvidersView">).providers;
}

/** Leaves for the provider. */
export async function leaveFor(provider: SignInProvider, organization: string): Promise<void> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const begun = await asked<Wire<"ProviderSignInView">>("/v1/sessions/provider", {
    organization,
    provider_id: provider.id,
    redirect_uri: `${location.origin}/console/${BACK}`,
    code_challenge: base64url(new Uint8Array(challenge)),
  });
  sessionStorage.setItem(HELD, JSON.stringify({ organization, verifier } satisfies Begun));
  location.assign(begun.authorization_url);
}

/** Takes what the provider led back with; the organization one is signed in to. */
export async function comeBack(query: URLSearchParams): Promise<string> {
  const held = sessionStorage.getItem(HELD);
  sessionStorage.removeItem(HELD);
  const refused = query.get("error");
  if (refused) throw new Failure({ code: refused, detail: query.get("error_description") ?? undefined });
  if (!held) throw new Failure({ code: "challenge_invalid" });
  const { organization, verifier } = JSON.parse(held) as Begun;
  const tokens = await asked<TokensView>("/v1/sessions/provider/code", {
    code: query.get("code") ?? "",
    code_verifier: verifier,
    device: thisDevice(),
  });
  begin(tokens, { organization, email: "" });
  return organization;
}
