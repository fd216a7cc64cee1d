"""An organization with one of each thing, made by HTTP, so that generated requests meet what exists.

    stage.py URL PASSWORD STAGE_FILE

The admin `ana@shop.example` exists already. Who there is, and by what they are let in, goes to the file.
"""

import json
import sys
import uuid

import requests

SCOPES = ["chats:read", "chats:write", "internal:read", "agents:read", "queues:read", "feed:read", "webhooks:manage"]
ORGANIZATION = "shop"


class Actor:
    """Somebody who calls the API."""

    def __init__(self, url, token=None):
        self.url = url
        self.session = requests.Session()
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def call(self, method, path, body=None, **more):
        answer = self.session.request(method, self.url + path, json=body, timeout=30, **more)
        if answer.status_code >= 300:
            sys.exit(f"{method} {path} answered {answer.status_code}: {answer.text}")
        return answer.json() if answer.content else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body=None):
        return self.call("POST", path, body)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def patch(self, path, body):
        return self.call("PATCH", path, body)

    def upload(self, path):
        headers = {"Content-Type": "application/octet-stream", "X-File-Name": "list.txt"}
        answer = self.session.post(self.url + path, data=b"bread, milk", headers=headers, timeout=30)
        if not answer.ok:
            sys.exit(f"POST {path} answered {answer.status_code}: {answer.text}")
        return answer.json()


def said(text, **more):
    return {"client_id": str(uuid.uuid4()), "text": text, **more}


def sign_in(url, email, password):
    """The tokens of a new session."""
    device = {"platform": "web", "name": "desk"}
    who = {"organization": ORGANIZATION, "email": email, "password": password, "device": device}
    return Actor(url).post("/v1/sessions", who)


def enter(url):
    """A new visitor's token."""
    return Actor(url).post("/v1/visitors", {"organization": ORGANIZATION})["token"]


def rows(queue):
    """What one of each list is made of, by its address."""
    link = "https://shop.example/sale"
    return {
        "/v1/articles": {"title": "Prazos", "body": "Dois dias.", "state": "published"},
        "/v1/custom_fields": {"key": "plan", "label": "Plan", "kind": "text"},
        "/v1/dispositions": {"name": "Question"},
        "/v1/status_labels": {"state": "active", "name": "Being served"},
        "/v1/panels": {"name": "Orders", "url_template": "https://panel.example/{{context}}"},
        "/v1/canned_responses": {"owner": "agent", "shortcut": "oi", "text": "Oi!"},
        "/v1/invitations": {"name": "Help", "text": "May I help?", "queue_id": queue, "active": True},
        "/v1/promotions": {"name": "Sale", "text": "Half price", "url": link, "active": True},
        "/v1/webhooks": {"url": "https://hooks.example/pronto", "kinds": ["message.sent"]},
        "/v1/tags": {"name": "urgente"},
        "/v1/blocks": {"target": {"kind": "network", "network": "192.0.2.0/24"}, "reason": "Spam"},
        "/v1/profiles": {"name": "Spare", "permissions": []},
        "/v1/identity_keys": {"name": "Site", "issuer": "https://shop.example", "algorithm": "HS256"},
        "/v1/push_apps": {"name": "Web", "credentials": {"provider": "web_push", "subject": "mailto:ana@shop.example"}},
        "/v1/mail_accounts": {
            "host": "smtp.example", "port": 587, "security": "starttls", "from_address": "shop@shop.example",
        },
        "/v1/contacts": {"name": "Clara", "confirm": True},
        "/v1/tickets": {"subject": "Broken", "contact": {"kind": "anonymous"}},
    }


def another(body):
    """The same under another name, where names stand only once."""
    body = dict(body)
    word = uuid.uuid4().hex[:6]
    for field in ("name", "title", "key", "shortcut"):
        if field in body:
            body[field] += word
    if "subject" in body:
        body["client_id"] = str(uuid.uuid4())
    return body


def registers(admin, queue):
    """One of each list that an organization keeps."""
    for path, body in rows(queue).items():
        admin.post(path, another(body))
    webhook = admin.get("/v1/webhooks")["items"][0]["id"]
    admin.post(f"/v1/webhooks/{webhook}/test")


def people(admin):
    """Contacts with identities, notes, a merge and a ticket."""
    contacts = []
    for name in ["Clara", "Otto", "Fred"]:
        identity = {"kind": "email", "value": f"{name.lower()}@example.com"}
        contacts.append(admin.post("/v1/contacts", {"name": name, "identities": [identity], "confirm": True})["id"])
    clara = f"/v1/contacts/{contacts[0]}"
    admin.post(f"{clara}/identities", {"kind": "external_id", "value": "A-1"})
    admin.post(f"{clara}/notes", said("Asks for Ana."))
    admin.post(f"{clara}/merges", {"from_id": contacts[2]})
    ticket = {"client_id": str(uuid.uuid4()), "subject": "Broken", "contact": {"kind": "existing", "contact_id": contacts[0]}}
    ticket = admin.post("/v1/tickets", ticket)["id"]
    admin.post(f"/v1/tickets/{ticket}/comments", said("Sent back."))
    return contacts[0], ticket


def start(admin, visitor, slug):
    """An active chat of a visitor."""
    chat = visitor.post("/v1/visitor/chats", said("Hello", queue=slug))["id"]
    admin.post(f"/v1/chats/{chat}/accept")
    return chat


def talk(admin, visitor, slug):
    """A closed chat, and an active one with everything in it."""
    admin.post(f"/v1/chats/{start(admin, visitor, slug)}/close", {"reason": "Done"})
    chat = start(admin, visitor, slug)
    path, own = f"/v1/chats/{chat}", f"/v1/visitor/chats/{chat}"
    for actor, base in [(admin, path), (visitor, own)]:
        actor.post(f"{base}/messages", said("Good morning"))
        uploaded = actor.upload(f"{base}/attachments")
        actor.post(f"{base}/messages", said("", attachment_ids=[uploaded["id"]]))
    admin.post(f"{path}/whispers", said("Who knows?"))
    admin.post(f"{path}/notes", said("Call back."))
    offline = {"queue": slug, "name": "Rita", "email": "rita@example.com"}
    visitor.post("/v1/visitor/offline_messages", said("Nobody there?", **offline))
    return chat


def again(admin, visitor, agent_id):
    """Two queues as they are when nothing is said, and a chat in one: whatever was set meanwhile is taken back."""
    plain = {"identity_required": False, "disposition_required": False, "consent_text": ""}
    plain |= {"attachment_limit_bytes": 2_097_152, "edit_window_seconds": 900, "rating_enabled": True}
    admin.patch("/v1/organization", {**plain, "redirect_hosts": ["shop.example"], "transcript_mail": "on_request"})
    admin.patch(f"/v1/agents/{agent_id}", {"profile_id": None})
    slugs = [f"q-{uuid.uuid4().hex[:8]}" for _ in range(2)]
    for slug in slugs:
        queue = admin.post("/v1/queues", {"slug": slug, "name": slug})["id"]
        admin.put(f"/v1/queues/{queue}/members/{agent_id}", {})
    admin.put("/v1/me/availability", {"availability": "ready"})
    return slugs, talk(admin, visitor, slugs[0])


def browse(admin, visitor):
    """A visit, and something sent to it."""
    visitor.post("/v1/visitor/page_views", {"url": "https://shop.example/"})
    visit = admin.get("/v1/visits")["items"][0]["id"]
    promotion = admin.get("/v1/promotions")["items"][0]["id"]
    admin.post(f"/v1/visits/{visit}/promotion", {"promotion_id": promotion})


def main(url, password, file):
    email = "ana@shop.example"
    signed_in = sign_in(url, email, password)
    admin = Actor(url, signed_in["access_token"])
    hosts = ["shop.example"]
    admin.patch("/v1/organization", {"redirect_hosts": hosts, "transcript_mail": "on_request"})
    bruno = {"name": "Bruno", "email": "bruno@shop.example", "password": password, "role": "agent"}
    bruno = admin.post("/v1/agents", bruno)["id"]
    queue = admin.post("/v1/queues", {"slug": "sales", "name": "Sales"})["id"]
    for agent in [signed_in["agent_id"], bruno]:
        admin.put(f"/v1/queues/{queue}/members/{agent}", {})
    admin.post(f"/v1/queues/{queue}/subjects", {"name": "Prices"})
    admin.put("/v1/me/availability", {"availability": "ready"})
    registers(admin, queue)
    contact, ticket = people(admin)
    visitor_token = enter(url)
    visitor = Actor(url, visitor_token)
    chat = talk(admin, visitor, "sales")
    admin.put(f"/v1/chats/{chat}/contact", {"contact_id": contact})
    admin.put(f"/v1/tickets/{ticket}/chats/{chat}", None)
    browse(admin, visitor)
    conversation = {"client_id": str(uuid.uuid4()), "agent_ids": [bruno]}
    conversation = admin.post("/v1/direct_conversations", conversation)["id"]
    admin.post(f"/v1/direct_conversations/{conversation}/messages", said("Lunch?"))
    key = admin.post("/v1/api_keys", {"name": "Program", "scopes": SCOPES})
    program = Actor(url, key["secret"])
    person = {"external_id": "ra-18", "name": "Rita"}
    program.post("/v1/integration/chats", said("Hello", visitor=person, queue="sales"))
    stage = {
        "url": url,
        "email": email,
        "password": password,
        "visitor": visitor_token,
        "key": key["secret"],
        "key_id": key["id"],
        "agent_id": signed_in["agent_id"],
        "queue_id": queue,
    }
    with open(file, "w", encoding="utf-8") as out:
        json.dump(stage, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
