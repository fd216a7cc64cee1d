// Signing in.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../part/button";
import { Waiting } from "../part/empty";
import { FailureNote } from "../part/failure-note";
import { TextField } from "../part/field";
import { Form } from "../part/form";
import { Eye, EyeOff, LogIn } from "../part/icon";
import { Mark } from "../part/mark";
import { attempt } from "../part/toast";
import { go, path, query } from "../route/router";
import { recall, remember } from "../session/keep";
import { BACK, comeBack, leaveFor, providersOf, type SignInProvider } from "../session/provider";
import { answerChallenge, signIn } from "../session/sign-in";
import { endedBecause } from "../session/tokens";
import { asFailure, type Failure } from "../wire/failure";
import { type LocaleName, locale, setLocale, words } from "../words";

/** Somebody who types is not asked after each letter. */
const TYPED_MS = 350;

interface Last {
  organization: string;
  email: string;
}

export function SignIn() {
  const t = words.value;
  const last = recall<Last>("last-sign-in");
  const [organization, setOrganization] = useState(last?.organization ?? "");
  const [email, setEmail] = useState(last?.email ?? "");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [code, setCode] = useState("");
  const [challenge, setChallenge] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ended = endedBecause.value;
  const providers = useProviders(organization.trim().toLowerCase());
  const back = path.value === BACK && !failure;
  const who = { organization: organization.trim().toLowerCase(), email: email.trim() };

  const submit = async () => {
    // The address may tell what the last one here looked for.
    if (last && (last.organization !== who.organization || last.email !== who.email)) go("", true);
    try {
      await (challenge ? answerChallenge(challenge, code.trim(), who) : signIn({ ...who, password }));
      remember("last-sign-in", who);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === "second_factor_required" && failure.challenge) return setChallenge(failure.challenge);
      if (failure.code === "challenge_invalid") setChallenge(null);
      throw error;
    }
  };

  // Led back from a provider: the code in the address is good once.
  useEffect(() => {
    if (path.peek() !== BACK) return;
    comeBack(query.peek()).then(
      (slug) => {
        remember("last-sign-in", { organization: slug, email: last?.organization === slug ? last.email : "" });
        go("", true);
      },
      (error) => {
        go("", true);
        setFailure(asFailure(error));
      },
    );
  }, []);
  if (back) return <Waiting />;

  return (
    <main class="sign-in" id="content">
      <div class="sign-in-card">
        <div class="brand">
          <Mark size={56} />
          <h1>{t.signInTitle}</h1>
        </div>
        {ended && (
          <p class="notice" role="status">
            {t.ended[ended] ?? t.ended.session_revoked}
          </p>
        )}
        {failure && <FailureNote failure={failure} />}
        <Form submit={t.signIn} onSubmit={submit} onCancel={challenge ? () => setChallenge(null) : undefined}>
          {challenge ? (
            <TextField
              label={t.secondFactor}
              name="code"
              hint={t.secondFactorHint}
              value={code}
              onChange={setCode}
              autocomplete="one-time-code"
              inputMode="text"
              autoFocus
            />
          ) : (
            <>
              <TextField
                label={t.organization}
                name="organization"
                hint={t.organizationHint}
                value={organization}
                onChange={setOrganization}
                autocomplete="organization"
                autocapitalize="none"
                spellcheck={false}
                required
              />
              <TextField
                label={t.email}
                name="email"
                type="email"
                value={email}
                onChange={setEmail}
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                required
              />
              <div class="password">
                <TextField
                  label={t.password}
                  name="password"
                  type={shown ? "text" : "password"}
                  value={password}
                  onChange={setPassword}
                  autocomplete="current-password"
                  required
                />
                <button
                  type="button"
                  class="round quiet"
                  aria-label={shown ? t.hidePassword : t.showPassword}
                  onClick={() => setShown(!shown)}
                >
                  {shown ? <EyeOff size={20} aria-hidden="true" /> : <Eye size={20} aria-hidden="true" />}
                </button>
              </div>
            </>
          )}
        </Form>
        {!challenge && providers.length > 0 && (
          <ul class="sign-in-providers" aria-label={t.signInOtherwise}>
            {providers.map((provider) => (
              <li key={provider.id}>
                <Button icon={LogIn} onClick={() => attempt(() => leaveFor(provider, who.organization))}>
                  {t.signInBy(provider.name)}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <label class="language">
          <span>{t.language}</span>
          <select value={locale.value} onChange={(event) => attempt(() => setLocale(event.currentTarget.value as LocaleName))}>
            <option value="pt-BR">Português</option>
            <option value="en">English</option>
          </select>
        </label>
      </div>
    </main>
  );
}

/** Where else one can sign in to the organization that is typed. */
function useProviders(organization: string): readonly SignInProvider[] {
  const [providers, setProviders] = useState<readonly SignInProvider[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    const ask = () => providersOf(organization, abort.signal).then(setProviders, () => setProviders([]));
    const timer = setTimeout(() => void ask(), TYPED_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [organization]);
  return providers;
}
