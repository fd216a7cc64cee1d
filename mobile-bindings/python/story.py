#!/usr/bin/env python3
"""The agent's story through the Python bindings, against a running server; the visitor speaks plain HTTP.

usage: PYTHONPATH=target/bindings/python python3 mobile-bindings/python/story.py
environment: PRONTO_URL PRONTO_ORGANIZATION PRONTO_EMAIL PRONTO_PASSWORD PRONTO_QUEUE
             PRONTO_EMAIL_2 PRONTO_PASSWORD_2 (a second agent; its password defaults to the first's)
"""

import asyncio
import base64
import hmac
import json
import os
import socket
import struct
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pronto_mobile as pronto

# How long anything may take: not how long it takes, but when nobody expects it any more, also on a busy machine.
STEP_SECONDS = 45
STARTED = time.monotonic()


class Failed(Exception):
    """A step was not seen."""


def say(text):
    print(f"{time.monotonic() - STARTED:7.3f} s  {text}", flush=True)


def check(holds, what):
    if not holds:
        raise Failed(what)


class Storage(pronto.SecureStorage):
    """Secure storage that forgets."""

    def __init__(self):
        self.values = {}

    def get(self, key):
        return self.values.get(key)

    def set(self, key, value):
        self.values[key] = value

    def remove(self, key):
        self.values.pop(key, None)


class Listener(pronto.SessionListener):
    """Keeps every event and wakes whoever waits for one."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.events = []
        self.came = asyncio.Event()

    def on_events(self, events):
        self.loop.call_soon_threadsafe(self._take, list(events))

    def _take(self, events):
        self.events.extend(events)
        self.came.set()

    async def until(self, what, find):
        """Waits until `find` finds something in the events so far."""
        deadline = self.loop.time() + STEP_SECONDS
        while True:
            self.came.clear()
            for event in self.events:
                found = find(event)
                if found is not None:
                    return found
            try:
                await asyncio.wait_for(self.came.wait(), deadline - self.loop.time())
            except asyncio.TimeoutError:
                raise Failed(f"{what}: not within {STEP_SECONDS} s") from None

    async def until_entry(self, what, session, chat_id, text):
        """Waits until a text stands in the chat's timeline."""
        def there(_event):
            return next((entry for entry in session.timeline(chat_id) if entry.text == text), None)
        return await self.until(what, there)


class Rows:
    """A list put together from what is told of it, as a screen does."""

    def __init__(self):
        self.items, self.lock = [], threading.Lock()

    def on_diffs(self, diffs):
        with self.lock:
            for diff in diffs:
                if diff.is_reset():
                    self.items = list(diff.items)
                elif diff.is_insert():
                    self.items.insert(diff.index, diff.item)
                elif diff.is_update():
                    self.items[diff.index] = diff.item
                else:
                    del self.items[diff.index]

    def now(self):
        with self.lock:
            return list(self.items)

    async def until(self, what, holds):
        """Waits until the list is as wanted."""
        deadline = time.monotonic() + STEP_SECONDS
        while not holds(self.now()):
            check(time.monotonic() < deadline, f"{what}: not within {STEP_SECONDS} s; shown: {self.now()}")
            await asyncio.sleep(0.02)


async def until(what, holds):
    """Waits until something is so: what a call has answered and what the socket tells come by two ways."""
    deadline = time.monotonic() + STEP_SECONDS
    while not holds():
        check(time.monotonic() < deadline, f"{what}: not within {STEP_SECONDS} s")
        await asyncio.sleep(0.02)


class ChatRows(Rows, pronto.ChatListener):
    """A list of chats."""


class TimelineRows(Rows, pronto.TimelineListener):
    """A chat's timeline."""

    def texts(self):
        return [item.entry.text if item.is_entry() else f"({item.outgoing.text})" for item in self.now()]


class Wire:
    """A wire to the server that can be cut."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.server, self.up, self.open = (parts.hostname, parts.port), True, set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            phone, _ = self.listener.accept()
            if not self.up:
                phone.close()
                continue
            server = socket.create_connection(self.server)
            for one, other in ((phone, server), (server, phone)):
                self.open.add(one)
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open.discard(one)
        one.close()

    def cut(self):
        self.up = False
        for end in list(self.open):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def mend(self):
        self.up = True


class Visitor:
    """A visitor who speaks plain HTTP."""

    def __init__(self, url, organization):
        self.url, self.organization, self.token = url.rstrip("/"), organization, None

    def _call(self, method, path, body):
        request = urllib.request.Request(f"{self.url}/{path}", method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        sent = None
        if body is not None:
            sent = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, sent, timeout=STEP_SECONDS) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise Failed(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from None

    async def call(self, method, path, body=None):
        return await asyncio.to_thread(self._call, method, path, body)

    async def start_chat(self, queue, text):
        entry = await self.call("GET", f"v1/entries/{self.organization}/{queue}")
        answers = {"email": "maria@example.org", "phone": "+5511999999999", "name": "Maria"}
        fields = {}
        for field in entry["pre_chat_fields"]:
            if field["required"]:
                fields[field["key"]] = (field["choices"] or [answers.get(field["kind"], "1234")])[0]
        self.token = (await self.call("POST", "v1/visitors", {"organization": self.organization}))["token"]
        body = {"client_id": pronto.new_reply_id(), "queue": queue, "fields": fields, "text": text}
        if entry["subjects"]:
            body["subject_id"] = entry["subjects"][0]["id"]
        return await self.call("POST", "v1/visitor/chats", body)

    async def send(self, chat_id, text):
        body = {"client_id": pronto.new_reply_id(), "text": text}
        return await self.call("POST", f"v1/visitor/chats/{chat_id}/messages", body)

    async def attachments(self, chat_id):
        page = await self.call("GET", f"v1/visitor/chats/{chat_id}/messages?limit=100")
        return [file["name"] for message in page["items"] for file in message["attachments"]]

    async def texts(self, chat_id):
        page = await self.call("GET", f"v1/visitor/chats/{chat_id}/messages?limit=100")
        return [message["text"] for message in page["items"]]


async def sign_in(core, email, password, device, url=None, code=None):
    credentials = pronto.Credentials(
        organization=os.environ["PRONTO_ORGANIZATION"],
        email=email,
        password=password,
        platform=pronto.DevicePlatform.ANDROID,
        device_name=device,
        code=code,
    )
    return await core.sign_in(url or os.environ["PRONTO_URL"], credentials)


async def online(session):
    listener = Listener()
    await session.start(listener)
    await session.until_online(STEP_SECONDS * 1000)
    return listener


async def pushes(session):
    """What an extension does with a push: without a network, without a session."""
    session_id = session.account().session_id
    content = {
        "v": 1, "kind": "message", "delivery_id": pronto.new_reply_id(), "session_id": session_id,
        "sent_at": "2026-01-31T12:00:00.000Z", "badge": 2, "chat_id": pronto.new_reply_id(), "position": 1,
        "title": "Maria", "body": "Oi", "action_token": "worthless",
    }
    payload = pronto.PushInput.FCM(data={"pronto": json.dumps(content)})
    push = pronto.decode_push(payload, None)
    check(push.badge == 2 and push.session_id == session_id, "the push was read wrongly")
    check(push.display.is_show() and push.display.title == "Maria", "the push is not shown")
    try:
        pronto.decode_push(pronto.PushInput.APNS(json="{}"), None)
        raise Failed("a foreign push was taken for ours")
    except pronto.ProntoError.BadPayload:
        pass
    try:
        await pronto.perform_action(os.environ["PRONTO_URL"], push.action_token, pronto.LockScreenAction.MARK_READ(), STEP_SECONDS * 1000)
        raise Failed("a worthless action token was honoured")
    except pronto.ProntoError.Api as error:
        check(error.code == "action_token_invalid", f"unexpected refusal: {error.code}")
    check(len(await session.push_keys()) == 48, "no push keys")
    apps = await session.push_apps()
    if apps:
        await session.register_push(apps[0].push_app_id, f"story-{session_id}", False, pronto.Privacy.ENCRYPTED)
        await session.unregister_push()
    say(f"a push was read, a worthless action refused, {len(apps)} push apps seen")


async def second_factor(email, password):
    """An agent sets up an authenticator app, and is asked for a code from then on; gives the session that a recovery code opened."""
    core = pronto.Pronto(Storage(), None)
    session = await sign_in(core, email, password, "story, the other")
    secret = json.loads(await session.begin_totp(json.dumps({"password": password})))["secret"]
    key, step = base64.b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", session.server_now_ms() // 30_000)
    digest = hmac.digest(key, step, "sha1")
    number = struct.unpack(">I", digest[digest[-1] & 15:][:4])[0] & 0x7FFFFFFF
    codes = json.loads(await session.confirm_totp(json.dumps({"code": f"{number % 1_000_000:06}"})))["codes"]
    await session.sign_out()
    try:
        await sign_in(core, email, password, "story, the other")
        raise Failed("no second factor was asked for")
    except pronto.ProntoError.SecondFactorRequired:
        pass
    try:
        await sign_in(core, email, password, "story, the other", code="not-a-code")
        raise Failed("a wrong code signed in")
    except pronto.ProntoError.Api as error:
        check(error.code == "wrong_code", f"unexpected refusal: {error.code}")
    session = await sign_in(core, email, password, "story, the other", code=codes[0])
    await session.disable_totp(json.dumps({"code": codes[1]}))
    check(await core.sign_in_providers(os.environ["PRONTO_URL"], os.environ["PRONTO_ORGANIZATION"]) == [], "there are providers")
    say("a second factor was set up, asked for, and given")
    return session


async def registers(session, chat):
    """What screens show beside the chats: added by the API's own JSON, read as records."""
    name = f"Maria {pronto.new_reply_id()[:8]}"
    address = f"{pronto.new_reply_id()}@example.org"
    body = {"name": name, "identities": [{"kind": "email", "value": address}], "attributes": {"ra": "123"}}
    added = json.loads(await session.add_contact(json.dumps(body)))
    page = await session.contacts(identity=address.upper())
    check([contact.name for contact in page.items] == [name] and page.next_cursor is None, f"other contacts: {page}")
    contact = await session.contact(added["id"])
    check(contact.attributes == {"ra": "123"}, "the contact's attributes are lost")
    check([(one.kind, one.value) for one in contact.identities] == [(pronto.ContactIdentityKind.EMAIL, address)], "no identity")
    await session.set_chat_contact(chat.chat_id, json.dumps({"contact_id": contact.contact_id}))
    ticket = {"client_id": pronto.new_reply_id(), "subject": "Boleto", "chat_id": chat.chat_id, "priority": "urgent",
              "contact": {"kind": "existing", "contact_id": contact.contact_id}}
    await session.open_ticket(json.dumps(ticket))
    tickets = (await session.tickets(pronto.TicketFilter(contact_id=contact.contact_id, status=pronto.TicketStatus.OPEN))).items
    check([(one.subject, one.urgency) for one in tickets] == [("Boleto", pronto.Urgency.URGENT)], f"other tickets: {tickets}")
    check((await session.ticket(tickets[0].ticket_id)).chat_ids == [chat.chat_id], "the ticket is about no chat")
    check((await session.tickets(pronto.TicketFilter(status=pronto.TicketStatus.CLOSED, chat_id=chat.chat_id))).items == [], "closed?")

    word = f"oi-{pronto.new_reply_id()[-8:]}"
    await session.add_canned_response(json.dumps({"shortcut": word, "text": "Chat {{chat.number}}, {{visitor.name}}"}))
    canned = (await session.canned_responses(words=word, chat_id=chat.chat_id)).items
    check([one.rendered.startswith(f"Chat {chat.number}, ") for one in canned] == [True], f"other canned responses: {canned}")
    check(canned[0].missing == ["visitor.name"], f"nothing is missing: {canned[0]}")
    await session.add_article(json.dumps({"title": word, "body": "Veja **aqui**", "state": "published", "tags": ["ajuda"]}))
    articles = (await session.articles(words=word)).items
    check([(one.title, one.published) for one in articles] == [(word, True)], f"other articles: {articles}")
    check((await session.article(articles[0].article_id)).plain_text == "Veja aqui", "the article reads otherwise")
    await session.add_disposition(json.dumps({"name": word, "queue_id": chat.queue_id}))
    dispositions = [one for one in await session.dispositions(chat.queue_id) if one.name == word]
    check(len(dispositions) == 1, "no disposition")
    say("contacts, tickets, canned responses, articles and dispositions read")
    return dispositions[0].disposition_id


async def kill_and_resume(visitor, chat_id):
    """A phone of its own: it writes without a network, is killed, comes back, and its session is ended from afar."""
    environment = os.environ
    wire, storage, folder = Wire(environment["PRONTO_URL"]), Storage(), tempfile.mkdtemp(prefix="pronto-story-")
    core = pronto.Pronto(storage, folder)
    details = await core.discover(wire.url)
    check(details.protocol >= 1, "the server speaks no protocol")
    session = await sign_in(core, environment["PRONTO_EMAIL"], environment["PRONTO_PASSWORD"], "story, the phone", wire.url)
    agent_id = session.account().agent_id
    await online(session)
    rows = TimelineRows()
    watched = session.watch_timeline(chat_id, rows)
    mine = ChatRows()
    watched_chats = session.watch_chats(pronto.Inbox.MINE, mine)
    await rows.until("the timeline", lambda items: len(items) > 0)
    await mine.until("the chat among one's own", lambda items: any(item.chat.chat_id == chat_id for item in items))
    wire.cut()
    for n in range(3):
        await session.send_text(chat_id, f"Sem rede {n}")
    await session.send_file(chat_id, "O contrato", "contrato.txt", "text/plain", b"contrato " * 20_000)
    await session.set_draft(chat_id, "Um rascunho")
    await rows.until("what waits", lambda items: rows.texts()[-4:] == ["(Sem rede 0)", "(Sem rede 1)", "(Sem rede 2)", "(O contrato)"])
    say("written without a network")

    watched.cancel()
    watched_chats.cancel()
    del watched, watched_chats, session, core
    core = pronto.Pronto(storage, folder)
    session = await core.session(agent_id)
    check(session.draft(chat_id) == "Um rascunho", "the draft is lost")
    rows = TimelineRows()
    watched = session.watch_timeline(chat_id, rows)
    await rows.until("what waits, after the kill", lambda items: rows.texts()[-1:] == ["(O contrato)"])
    wire.mend()
    await online(session)
    await rows.until("everything sent", lambda items: len(items) > 3 and not any(text.startswith("(") for text in rows.texts()))
    texts = await visitor.texts(chat_id)
    check([text for text in texts if text.startswith("Sem rede")] == [f"Sem rede {n}" for n in range(3)], f"sent otherwise: {texts}")
    check(await visitor.attachments(chat_id) == ["contrato.txt"], "the file did not arrive once")
    await rows.until("the list that the core holds", lambda items: (
        [item.entry.entry_id for item in items if item.is_entry()] == [entry.entry_id for entry in session.timeline(chat_id)]))
    found = await session.search_here(chat_id, "SEM REDE 1", 5)
    check([entry.text for entry in found] == ["Sem rede 1"], "the search on the device found otherwise")
    profile = json.loads(await session.show_preferences())
    check(isinstance(profile, dict), "the preferences are no object")
    say("killed, resumed, and everything sent once")

    await session.end_session(session.account().session_id)
    await until("the end of the session", lambda: session.link_status() == pronto.LinkStatus.SESSION_ENDED)
    await until("nothing left of its chats", lambda: session.chats() == [])
    # The link tells that it has ended before the device has forgotten.
    deadline = time.monotonic() + STEP_SECONDS
    while await core.accounts() != []:
        check(time.monotonic() < deadline, "of an ended session something is left")
        await asyncio.sleep(0.02)
    watched.cancel()
    say("ended from afar, and nothing is left")


async def story():
    environment = os.environ
    core = pronto.Pronto(Storage(), None)
    try:
        await sign_in(core, environment["PRONTO_EMAIL"], "certainly not the password", "story")
        raise Failed("a wrong password signed in")
    except pronto.ProntoError.Api as error:
        check(error.code == "wrong_credentials", f"unexpected refusal: {error.code}")
    session = await sign_in(core, environment["PRONTO_EMAIL"], environment["PRONTO_PASSWORD"], "story")
    agent_id = session.account().agent_id
    check(await core.accounts() == [agent_id], "the account is not kept")
    events = await online(session)
    say("signed in and online")
    await session.set_availability(pronto.AgentAvailability.READY)
    await until("ready", lambda: session.availability() == pronto.AgentAvailability.READY)
    await pushes(session)

    visitor = Visitor(environment["PRONTO_URL"], environment["PRONTO_ORGANIZATION"])
    chat_id = (await visitor.start_chat(environment["PRONTO_QUEUE"], "Bom dia!"))["id"]
    say("the visitor started a chat")
    offer = await events.until(
        "the offer", lambda event: event.offer if event.is_offer_made() and event.offer.chat_id == chat_id else None)
    check(any(known.offer_id == offer.offer_id for known in session.offers()), "the offer is in no list")
    say(f"offered by {offer.queue_name}")
    chat = await session.accept_offer(offer.offer_id)
    check(chat.joined and chat.status == pronto.ChatStatus.ACTIVE, "the chat was not accepted")
    check(chat.channel == pronto.ChatChannel.WIDGET and chat.reply_until_ms is None, f"it came in otherwise: {chat}")
    first = await events.until_entry("the first message", session, chat_id, "Bom dia!")
    check(first.author == pronto.Author.VISITOR and not first.whisper, "the first message is not the visitor's")
    say("accepted, and the first message read")
    try:
        await session.accept_offer(offer.offer_id)
    except pronto.ProntoError.Conflict as error:
        check(error.code == "offer_expired", f"unexpected conflict: {error.code}")

    canary = f"canary-{pronto.new_reply_id()}"
    await session.whisper(chat_id, canary)
    sent = await session.send_text(chat_id, "Olá, Maria. Em que posso ajudar?")
    await events.until(
        "the answer's way to the server",
        lambda event: True if event.is_send_changed() and event.client_id == sent and event.status.is_sent() else None)
    texts = await visitor.texts(chat_id)
    check("Olá, Maria. Em que posso ajudar?" in texts, "the visitor does not read the answer")
    check(canary not in json.dumps(texts), "the visitor reads the whisper")
    whisper = await events.until_entry("the whisper", session, chat_id, canary)
    check(whisper.whisper and whisper.author == pronto.Author.ME, "the whisper is not one's own")
    say("answered and whispered; the visitor reads the answer alone")

    await kill_and_resume(visitor, chat_id)

    await visitor.send(chat_id, "Obrigada!")
    thanks = await events.until_entry("the thanks", session, chat_id, "Obrigada!")

    def unread():
        return next(chat.unread_count for chat in session.chats() if chat.chat_id == chat_id)
    await until("the thanks unread", lambda: unread() >= 1)
    await session.mark_read(chat_id, thanks.position)
    await until("the thanks read", lambda: unread() == 0)
    say("the visitor's thanks read")

    if environment.get("PRONTO_EMAIL_2"):
        password = environment.get("PRONTO_PASSWORD_2", environment["PRONTO_PASSWORD"])
        other = await second_factor(environment["PRONTO_EMAIL_2"], password)
        other_events = await online(other)
        conversation_id = await session.open_direct(other.account().agent_id)
        await session.send_direct(conversation_id, "Almoço?")
        got = await other_events.until(
            "the direct message",
            lambda event: next((message for message in other.direct_messages(conversation_id) if message.text == "Almoço?"), None))
        check(not got.mine, "the direct message is nobody's")
        await other.mark_direct_read(conversation_id, got.position)
        await other.sign_out()
        say("a colleague read a direct message")

    disposition_id = await registers(session, chat)
    await session.close_chat(chat_id, "respondido", True, disposition_id)
    state = (await visitor.call("GET", f"v1/visitor/chats/{chat_id}"))["state"]
    check(state == "closed", f"the visitor sees the chat {state}")
    say("closed")

    await session.stop()
    again = await core.session(agent_id)
    check(again is not None, "the account did not come back")
    await again.catch_up()
    await again.sign_out()
    check(await core.accounts() == [], "the account is still kept")
    say("signed out")


def main():
    missing = [name for name in ("URL", "ORGANIZATION", "EMAIL", "PASSWORD", "QUEUE") if not os.environ.get(f"PRONTO_{name}")]
    if missing:
        sys.exit("missing: " + ", ".join(f"PRONTO_{name}" for name in missing))
    try:
        asyncio.run(asyncio.wait_for(story(), 6 * STEP_SECONDS))
    except (Failed, pronto.ProntoError, asyncio.TimeoutError) as error:
        say(f"FAILED: {type(error).__name__} {error}")
        sys.exit(1)
    finally:
        # Before Python is torn down: no thread may call into it then.
        pronto.shut_down(STEP_SECONDS * 1000)
    say("every step was seen")


main()
