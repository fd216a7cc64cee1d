// Signing in.

import { useState } from "preact/hooks";
import { TextField } from "../part/field";
import { Form } from "../part/form";
import { Eye, EyeOff } from "../part/icon";
import { recall, remember } from "../session/keep";
import { answerChallenge, signIn } from "../session/sign-in";
import { endedBecause } from "../session/tokens";
import { asFailure } from "../wire/failure";
import { type LocaleName, locale, setLocale, words } from "../words";

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
  const ended = endedBecause.value;
  const who = { organization: organization.trim().toLowerCase(), email: email.trim() };

  const submit = async () => {
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

  return (
    <main class="sign-in" id="content">
      <div class="sign-in-card">
        <div class="brand">
          <img src="/console/icon.svg" alt="" width="56" height="56" />
          <h1>{t.signInTitle}</h1>
        </div>
        {ended && (
          <p class="notice" role="status">
            {t.ended[ended] ?? t.ended.session_revoked}
          </p>
        )}
        <Form submit={t.signIn} onSubmit={submit}>
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
        <label class="language">
          <span>{t.language}</span>
          <select value={locale.value} onChange={(event) => setLocale(event.currentTarget.value as LocaleName)}>
            <option value="pt-BR">Português</option>
            <option value="en">English</option>
          </select>
        </label>
      </div>
    </main>
  );
}
