// A visitor over the API alone, for stories in which only others look at a screen.

import assert from "node:assert/strict";

import { uuid7 } from "./agent.mjs";

export async function visitorOf(stage, shop, text = "Hello", fields = {}, queue = "help") {
  const call = async (method, path, body, token) => {
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(stage.server.url + path, { method, headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  };
  const { token } = await call("POST", "/v1/visitors", { organization: shop.slug, locale: "en" });
  const chat = await call("POST", "/v1/visitor/chats", { client_id: uuid7(), queue, text, fields }, token);
  return {
    id: chat.id,
    say: (words) => call("POST", `/v1/visitor/chats/${chat.id}/messages`, { client_id: uuid7(), text: words }, token),
    read: (position) => call("PUT", `/v1/visitor/chats/${chat.id}/read`, { position }, token),
  };
}
