// The rules that need no browser: ids, waits, links, fields, words, addresses.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { readableOn, readAddress } from "../chat/address.js";
import { askedWait, backoff, FIRST_MS, MOST_MS } from "../chat/backoff.js";
import { givenAnswers, problemOf, serverProblems } from "../chat/field.js";
import { partsOf, webAddress } from "../chat/link.js";
import { sayDay, saySize } from "../chat/moment.js";
import { noticeText } from "../chat/notice.js";
import { uuid7 } from "../chat/uuid7.js";
import { pickLocale } from "../chat/locale.js";
import { sayProblem, speak as speakBy } from "../chat/words.js";
import english from "../chat/words/en.js";
import portuguese from "../chat/words/pt-BR.js";

const speak = (locale) => speakBy(locale, locale === "pt-BR" ? portuguese : english);

test("an id holds its time, its version and its variant", () => {
  const id = uuid7(0x0123456789ab, (bytes) => bytes.fill(0xff));
  assert.equal(id, "01234567-89ab-7fff-bfff-ffffffffffff");
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids sort in the order they were made and do not repeat", () => {
  assert.ok(uuid7(1_000) < uuid7(1_001));
  const made = Array.from({ length: 1_000 }, () => uuid7());
  assert.equal(new Set(made).size, 1_000);
  assert.deepEqual([...made].sort(), made);
});

test("waits double, spread and end at a most", () => {
  assert.equal(backoff(0, () => 1), FIRST_MS);
  assert.equal(backoff(0, () => 0), FIRST_MS / 2);
  assert.equal(backoff(3, () => 1), FIRST_MS * 8);
  assert.equal(backoff(1_000, () => 1), MOST_MS);
});

test("a server that closes can ask for a wait", () => {
  assert.equal(askedWait("retry_after_ms=1500", () => 0), 1500);
  assert.equal(askedWait("restart"), null);
  assert.equal(askedWait(undefined), null);
  assert.equal(askedWait("retry_after_ms=999999", () => 0), 60_000);
});

test("web addresses become links and the punctuation after them does not", () => {
  assert.deepEqual(partsOf("see https://example.com/a?b=c#d, please (http://x.org/y_(z))."), [
    { text: "see " },
    { text: "https://example.com/a?b=c#d", href: "https://example.com/a?b=c#d" },
    { text: ", please (" },
    { text: "http://x.org/y_(z)", href: "http://x.org/y_(z)" },
    { text: ")." },
  ]);
  assert.deepEqual(partsOf("nothing here"), [{ text: "nothing here" }]);
  assert.deepEqual(partsOf(""), []);
});

test("parts joined are the text again and only ever lead to the web", () => {
  const texts = [
    "javascript:alert(1)", "JAVASCRIPT://x%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
    "https://", "http:///x", "https://user:pass@evil.example/", "https://bank.example@evil.example", "<a href=https://a.example onclick=x>",
    "https://a.example/\"onmouseover=\"alert(1)", "https://a.example/'x'", "xhttps://a.example", "https://a.example\u202e/gpj.exe", "https://[::1]/a", "https://a.example:99999/",
    "http://a.example).http://b.example]", "ftp://a.example https://é.example/ü?ñ",
  ];
  for (const text of texts) {
    const parts = partsOf(text);
    assert.equal(parts.map((part) => part.text).join(""), text);
    for (const { href } of parts) if (href) assert.match(href, /^https?:\/\/[^@"'<>\s]+$/, text);
  }
  assert.equal(webAddress("javascript:alert(1)"), null);
  assert.equal(webAddress("https://bank.example@evil.example/"), null);
});

test("fields are checked by their kind", () => {
  const field = (kind, required = true, choices = []) => ({ key: "k", kind, required, choices });
  assert.equal(problemOf(field("text"), "  "), "field.required");
  assert.equal(problemOf(field("text", false), ""), null);
  assert.equal(problemOf(field("email"), "ana@example.com"), null);
  for (const wrong of ["ana", "ana@", "@example.com", "ana@example", "a b@example.com", "ana@example."]) assert.equal(problemOf(field("email"), wrong), "field.email", wrong);
  assert.equal(problemOf(field("phone"), "+55 (11) 91234-5678"), null);
  assert.equal(problemOf(field("phone"), "12345"), "field.phone");
  assert.equal(problemOf(field("phone"), "call me"), "field.phone");
  assert.equal(problemOf(field("choice", true, ["a"]), "b"), "field.choice");
  assert.equal(problemOf(field("choice", true, ["a"]), "a"), null);
});

test("only given answers are sent", () => {
  assert.deepEqual(givenAnswers([{ key: "name" }, { key: "mail" }], { name: " Ana ", mail: " ", other: "x" }), { name: "Ana" });
});

test("the server's field problems find their fields", () => {
  const problem = { fields: [{ field: "fields.email", problem: "malformed", detail: "d" }, { field: "subject_id", problem: "required", detail: "d" }, { field: "text", problem: "odd", detail: "As it is." }] };
  const say = speak("en");
  assert.deepEqual(serverProblems(say, problem), { email: say("field.malformed"), "subject.": say("field.required"), text: "As it is." });
});

test("both languages have the same sentences with the same names in them", () => {
  assert.deepEqual(Object.keys(portuguese), Object.keys(english));
  const names = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  for (const [key, sentence] of Object.entries(english)) assert.deepEqual(names(portuguese[key]), names(sentence), key);
});

test("every sentence is used and every used sentence exists", () => {
  const folder = new URL("../chat/", import.meta.url);
  const sources = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("words/")).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const source = sources.join("\n");
  const named = (key) => source.includes(`"${key}"`) || /^(approach|error|notice|field|rating|status)\./.test(key);
  for (const key of Object.keys(english)) assert.ok(named(key), `${key} is not used`);
  for (const [, key] of source.matchAll(/\bsay\("([\w.]+)"/g)) assert.ok(Object.hasOwn(english, key), `${key} does not exist`);
});

test("languages are picked by their first part", () => {
  assert.equal(pickLocale(["de-DE", "pt-PT", "en"]), "pt-BR");
  assert.equal(pickLocale([null, "en-GB"]), "en");
  assert.equal(pickLocale(["de"]), null);
});

test("sentences take names as they are, and unknown keys give nothing", () => {
  const say = speak("en");
  assert.equal(say("typing.one", { name: "$& {name} <b>" }), "$& {name} <b> is typing…");
  assert.equal(say("no.such.key"), null);
  assert.equal(say("constructor"), null);
  assert.equal(sayProblem(say, { code: "queue_closed" }), english["error.queue_closed"]);
  assert.equal(sayProblem(say, { code: "constructor" }), english["error.other"]);
});

test("notices are told in the visitor's language", () => {
  const notice = (code, names = {}) => ({ text: "written text", notice: { code, names } });
  assert.equal(noticeText(speak("pt-BR"), notice("agent_joined", { agent: "Ana" })), "Ana entrou na conversa.");
  assert.equal(noticeText(speak("en"), notice("agent_left", { agent: "Ana" })), "Ana left the conversation.");
  assert.equal(noticeText(speak("en"), notice("chat_closed")), "The conversation was closed.");
  assert.equal(noticeText(speak("en"), notice("agent_joined")), "Somebody joined the conversation.");
  for (const code of ["entry", "agent_joined", "agent_left", "visitor_left", "chat_closed", "chat_reopened"]) assert.ok(noticeText(speak("pt-BR"), notice(code, { agent: "Ana" })));
  assert.equal(noticeText(speak("en"), notice("entry", { text: "Welcome!" })), "Welcome!");
  assert.equal(noticeText(speak("en"), notice("entry")), "written text");
  assert.equal(noticeText(speak("en"), notice("of_a_later_version")), "written text");
});

test("days are called by what they are today", () => {
  const say = speak("en");
  const now = new Date(2026, 0, 1, 12).getTime();
  assert.equal(sayDay(say, new Date(2026, 0, 1, 0, 5), now), "Today");
  assert.equal(sayDay(say, new Date(2025, 11, 31, 23, 59), now), "Yesterday");
  assert.match(sayDay(say, new Date(2025, 11, 30), now), /30/);
  assert.match(saySize(speak("pt-BR"), 2 * 1024 * 1024), /2\s?MB/);
});

test("the page reads its address and refuses odd colours and hosts", () => {
  const address = readAddress("https://chat.example/chat/acme/support?embedded=1&host=https%3A%2F%2Fshop.example&color=%23ff0000", ["de", "pt-BR"]);
  assert.deepEqual(address, { server: "https://chat.example", organization: "acme", queue: "support", chatKey: "chat:support", embedded: true, host: "https://shop.example", color: "#ff0000", locale: "pt-BR" });
  assert.equal(readAddress("https://chat.example/chat/acme", []).queue, null);
  const odd = readAddress("https://chat.example/chat/acme/support?host=javascript:alert(1)&color=red;x", ["de"]);
  assert.equal(odd.host, null);
  assert.equal(odd.color, null);
  assert.equal(odd.locale, null);
});

test("the colour on a colour can be read", () => {
  assert.equal(readableOn("#ffffff"), "#000000");
  assert.equal(readableOn("#ffff00"), "#000000");
  assert.equal(readableOn("#0b5cad"), "#ffffff");
  assert.equal(readableOn("#000000"), "#ffffff");
});
