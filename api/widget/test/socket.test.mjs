// The socket against a server that is played by hand.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Socket } from "../chat/socket.js";

let open = [];
afterEach(() => {
  for (const socket of open) socket.stop();
  open = [];
});

class Link {
  readyState = 0;
  said = [];
  constructor(url) {
    this.url = url;
  }
  begin() {
    this.readyState = 1;
    this.onopen();
  }
  send(text) {
    this.said.push(JSON.parse(text));
  }
  tell(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  close(code = 1000, reason = "") {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose({ code, reason });
  }
}

function make() {
  const links = [];
  const heard = [];
  let next;
  const another = () => new Promise((resolve) => {
    next = resolve;
  });
  const socket = new Socket({
    server: "https://chat.example",
    token: "t",
    on: {
      ready: (resumed) => heard.push(`ready ${resumed}`),
      event: (event) => heard.push(`event ${event.seq}`),
      typing: () => heard.push("typing"),
      link: () => {},
      lost: () => heard.push("lost"),
      gone: (code) => heard.push(`gone ${code}`),
    },
    make: (url) => {
      const link = new Link(url);
      links.push(link);
      next?.(link);
      return link;
    },
  });
  open.push(socket);
  socket.open();
  return { socket, links, heard, another };
}

const ready = (cursor, resumed) => ({ type: "ready", cursor, resumed, heartbeat_ms: 30_000, now: "2026-01-01T00:00:00.000Z" });
const event = (seq) => ({ type: "event", event: { seq, at: "2026-01-01T00:00:00.000Z", type: "message.sent", content: {} } });

test("the token goes into the first frame and nowhere else", () => {
  const { links } = make();
  links[0].begin();
  assert.equal(links[0].url, "wss://chat.example/v1/socket");
  assert.equal(links[0].said[0].type, "hello");
  assert.equal(links[0].said[0].token, "t");
  assert.equal(links[0].said[0].cursor, undefined);
});

test("a cut link resumes after the last event, not after a heartbeat's cursor", async () => {
  const { socket, links, another } = make();
  links[0].begin();
  links[0].tell(ready("5", false));
  socket.whole();
  links[0].tell(event(7));
  links[0].tell({ type: "heartbeat", cursor: "9" });
  const second = another();
  links[0].close(1006);
  const link = await second;
  link.begin();
  assert.equal(link.said[0].cursor, "7");
});

test("a state that was never whole is not resumed", async () => {
  const { links, another } = make();
  links[0].begin();
  links[0].tell(ready("5", false));
  links[0].tell(event(7));
  const second = another();
  links[0].close(1006);
  const link = await second;
  link.begin();
  assert.equal(link.said[0].cursor, undefined);
});

test("a resumed link keeps its place until the missed events are there", async () => {
  const { socket, links, another } = make();
  links[0].begin();
  links[0].tell(ready("5", false));
  socket.whole();
  let wait = another();
  links[0].close(1006);
  const second = await wait;
  second.begin();
  second.tell(ready("20", true));
  second.tell(event(6));
  wait = another();
  second.close(1006);
  const third = await wait;
  third.begin();
  assert.equal(third.said[0].cursor, "6");
});

test("a cursor that is too old begins anew", () => {
  const { socket, links, heard } = make();
  links[0].begin();
  links[0].tell({ type: "resync", cursor: "30" });
  assert.deepEqual(heard, ["ready false"]);
  assert.equal(socket.send({ type: "ping" }), true);
});

test("a closing that forbids coming back ends it", () => {
  for (const code of [4401, 4500, 4501, 4503, 4526]) {
    const { links, heard } = make();
    links[0].begin();
    links[0].close(code);
    assert.deepEqual(heard, [`gone ${code}`]);
    assert.equal(links.length, 1);
  }
});

test("an unknown frame is passed over", () => {
  const { links, heard } = make();
  links[0].begin();
  links[0].tell({ type: "of_a_later_version" });
  links[0].onmessage({ data: "not json" });
  assert.deepEqual(heard, []);
});
