// A stand-in for Google's push service: gives access tokens, knows no device, and says so as Google would.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

export class Google {
  #server;

  static async start() {
    const google = new Google();
    google.#server = createServer((request, response) => {
      request.resume();
      const [status, body] = request.url.startsWith("/token") ? [200, { access_token: "ya29.stand-in", expires_in: 3599, token_type: "Bearer" }] : [404, google.answer];
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
    await new Promise((resolve) => google.#server.listen(0, "127.0.0.1", resolve));
    // It keeps nobody waiting when a story fails before its end.
    google.#server.unref();
    google.url = `http://127.0.0.1:${google.#server.address().port}`;
    return google;
  }

  answer = { error: { code: 404, status: "NOT_FOUND", message: "Requested entity was not found.", details: [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: "UNREGISTERED" }] } };

  /** What the server has to be started with to come here. */
  get environment() {
    return { PRONTO_PUSH__FCM_URL: this.url, PRONTO_PUSH__FCM_TOKEN_URL: `${this.url}/token` };
  }

  /** The text of a key file. */
  get serviceAccount() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } });
    return JSON.stringify({ type: "service_account", project_id: "garden-1", private_key_id: "k1", private_key: privateKey, client_email: "push@garden-1.iam.gserviceaccount.com", token_uri: `${this.url}/token` });
  }
}
