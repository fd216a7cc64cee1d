// A stand-in for an organization's OpenID Connect provider, at which one person is signed in already.

import { createHash, createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const base64url = (text) => Buffer.from(text).toString("base64url");

export class IdentityProvider {
  static async start(person) {
    const provider = new IdentityProvider();
    provider.#person = person;
    const server = createServer((request, response) => provider.#answer(request, response));
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    // It keeps nobody waiting when a story fails before its end.
    server.unref();
    provider.issuer = `http://127.0.0.1:${server.address().port}`;
    return provider;
  }

  clientId = "pronto-test";
  clientSecret = "kept-by-both";
  #person;
  #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  #codes = new Map();

  async #answer(request, response) {
    const { pathname, searchParams: asked } = new URL(request.url, this.issuer);
    const tell = (body, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return tell({ issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`, token_endpoint_auth_methods_supported: ["client_secret_basic"] });
      case "/jwks":
        return tell({ keys: [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" }] });
      case "/authorize": {
        const code = randomUUID();
        this.#codes.set(code, { nonce: asked.get("nonce"), challenge: asked.get("code_challenge") });
        const back = new URL(asked.get("redirect_uri"));
        back.searchParams.set("code", code);
        back.searchParams.set("state", asked.get("state"));
        return response.writeHead(302, { location: back.href }).end();
      }
      case "/token": {
        let text = "";
        for await (const part of request) text += part;
        const form = new URLSearchParams(text);
        const begun = this.#codes.get(form.get("code"));
        this.#codes.delete(form.get("code"));
        const proof = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
        if (!begun || begun.challenge !== proof) return tell({ error: "invalid_grant" }, 400);
        return tell({ access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: this.#token(begun.nonce) });
      }
      default:
        return tell({}, 404);
    }
  }

  #token(nonce) {
    const now = Math.floor(Date.now() / 1000);
    const { sub, email, name } = this.#person;
    const claims = { iss: this.issuer, aud: this.clientId, sub, email, email_verified: true, name, nonce, iat: now, exp: now + 300 };
    const signed = `${base64url(JSON.stringify({ alg: "RS256", typ: "JWT", kid: "k1" }))}.${base64url(JSON.stringify(claims))}`;
    return `${signed}.${createSign("sha256").update(signed).sign(this.#keys.privateKey).toString("base64url")}`;
  }
}
