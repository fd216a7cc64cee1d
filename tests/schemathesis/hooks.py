"""What schemathesis has to know of Pronto: who calls, what exists, and what was sent.

Read by `SCHEMATHESIS_HOOKS`; the stage and the role are told by the environment (see tests/contract).
"""

import atexit
import json
import os
import random
import re
import threading
from collections import Counter, defaultdict

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from stage import Actor, again, another, enter, rows, sign_in

STAGE = json.load(open(os.environ["CONTRACT_STAGE"], encoding="utf-8"))
# Which of the ways to authenticate is taken first where an operation names several.
PREFERRED = os.environ["CONTRACT_ROLE"]
CHANCE = random.Random(int(os.environ["CONTRACT_SEED"]))
LOCK = threading.Lock()
# In so many cases of a hundred a path or a body names what exists.
KNOWN_IN_HUNDRED = 85
# Newest things of a kind that are remembered.
KEPT = 12
# What is put where a name is asked for, and what is made again when an operation has taken the last of it away.
WORDS = {
    "after": ["0"],
    "organization": ["shop"],
    "queue": ["sales"],
    "url": ["https://shop.example/sale"],
    "url_template": ["https://panel.example/{{context}}"],
    "value": ["nina@example.com"],
}
# Where any plain text will do, it is one in so many cases of a hundred: made-up texts are mostly refused.
PLAIN = {"name", "text", "title", "subject", "label", "reason", "body", "description"}
PLAIN_IN_HUNDRED = 40
ROWS = rows(STAGE["queue_id"])
SIGN_IN = {"organization": "shop", "email": STAGE["email"], "password": STAGE["password"]}
SIGN_IN_FIELDS = {"active", "email", "password", "role"}
# With this the admin could do nothing but set up a second factor.
LOCKING_FIELDS = {"second_factor_required"}
# After these the chat of the stage may be nobody's any more.
ENDING = {"close_chat", "leave_chat", "leave_own_chat", "transfer_chat", "erase_person", "add_block", "snooze_chat"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class People:
    """The tokens in use; one that an operation has ended is replaced before the next call."""

    def __init__(self):
        self.agent = None
        self.visitor = STAGE["visitor"]

    def token(self, way):
        if way == "api_key":
            return STAGE["key"]
        if way == "visitor":
            if self.visitor is None:
                self.visitor = enter(STAGE["url"])
                ENDED.add("visitor")
            return self.visitor
        if self.agent is None:
            tokens = sign_in(STAGE["url"], STAGE["email"], STAGE["password"])
            self.agent = tokens["access_token"]
            THINGS.by_name["refresh_token"] = [tokens["refresh_token"]]
        return self.agent

    def forget(self, token):
        if token == self.agent:
            self.agent = None
        if token == self.visitor:
            self.visitor = None


class Things:
    """Ids seen in answers, under the address that names them: `/v1/chats/{chat_id}` knows chats."""

    def __init__(self):
        self.known = defaultdict(list)
        self.by_name = defaultdict(list, {name: list(words) for name, words in WORDS.items()})
        self.addresses = set()

    def note(self, address, values, thing):
        """Remembers a thing that an answer of `address` has shown."""
        if not isinstance(thing, dict) or not isinstance(thing.get("id"), str):
            return
        for longer in self.addresses:
            if longer.startswith(address + "/{") and longer.count("/") == address.count("/") + 1:
                name = PLACEHOLDER.findall(longer)[-1]
                self.keep(self.known[longer], {**values, name: thing["id"]})
                self.keep(self.by_name[name], thing["id"])

    def forget(self, path, values):
        """Something was taken away."""
        self.known[path] = [known for known in self.known[path] if known != values]

    @staticmethod
    def keep(kept, value):
        if value not in kept:
            kept.append(value)
            del kept[:-KEPT]

    def values(self, path):
        """What stands for the placeholders of a path: what is known of its longest address, and any of that name beside it."""
        values = {name: CHANCE.choice(self.by_name[name]) for name in PLACEHOLDER.findall(path) if self.by_name.get(name)}
        parts = path.split("/")
        for end in range(len(parts), 0, -1):
            address = "/".join(parts[:end])
            if self.known.get(address):
                return {**values, **CHANCE.choice(self.known[address])}
        return values


PEOPLE = People()
THINGS = Things()
ENDED = set()
SENT_BACK = Counter()
SENT = Counter()
ANSWERS = defaultdict(Counter)


@schemathesis.hook
def after_load_schema(context, schema):
    """Learns the addresses, and reads each list once, so that what is on the stage is known."""
    for path in schema.raw_schema["paths"]:
        THINGS.addresses.add(path)
    lists = [
        path
        for path, item in schema.raw_schema["paths"].items()
        if "get" in item and any(longer.startswith(path + "/{") for longer in THINGS.addresses)
    ]
    for path in sorted(lists, key=lambda path: path.count("{")):
        security = schema.raw_schema["paths"][path]["get"].get("security", [])
        actor = Actor(STAGE["url"], PEOPLE.token(way_of(security)))
        known = THINGS.known["/".join(path.split("/")[:4])] if "{" in path else [{}]
        for values in list(known):
            if all(name in values for name in PLACEHOLDER.findall(path)):
                answer = actor.session.get(STAGE["url"] + path.format(**values), timeout=30)
                if answer.ok:
                    note_answer(path, values, answer.json())


def note_answer(path, values, answer):
    things = answer.get("items", [answer]) if isinstance(answer, dict) else []
    for thing in things:
        THINGS.note(path, values, thing)
        if isinstance(thing, dict):
            if "id" not in thing:
                for inner in thing.values():
                    THINGS.note(path, values, inner)
            for name, inner in thing.items():
                if isinstance(inner, list):
                    for one in inner:
                        THINGS.note(f"{path}/{name}", values, one)


def way_of(security):
    ways = [name for way in security for name in way]
    return PREFERRED if PREFERRED in ways else (ways[0] if ways else None)


@schemathesis.auth(refresh_interval=None)
class Token:
    """The token of the first way to authenticate that the operation names."""

    def get(self, case, context):
        way = way_of(context.operation.definition.raw.get("security", []))
        with LOCK:
            return PEOPLE.token(way) if way else None

    def set(self, case, data, context):
        if data:
            case.headers = case.headers or {}
            case.headers["Authorization"] = f"Bearer {data}"


def generated_as_wanted(case, location):
    return not (case.meta and case.meta.is_negative_at(location))


def restore(path):
    """Makes again what an operation has taken away, so that later ones still meet something."""
    parts = path.split("/")
    if ENDED and len(parts) > 3 and "chats" in parts[2:4]:
        ENDED.clear()
        agent, visitor = (Actor(STAGE["url"], PEOPLE.token(way)) for way in ("agent", "visitor"))
        try:
            slugs, chat = again(agent, visitor, STAGE["agent_id"])
        except SystemExit as why:
            SENT_BACK[str(why)] += 1
            return
        THINGS.by_name["queue"] = slugs
        for address, actor in (("/v1/chats", agent), ("/v1/visitor/chats", visitor)):
            values = {"chat_id": chat}
            THINGS.known[f"{address}/{{chat_id}}"] = [values]
            for name in ("messages", "notes", "timeline"):
                THINGS.known[f"{address}/{{chat_id}}/{name}"] = []
                below = actor.session.get(f"{STAGE['url']}{address}/{chat}/{name}", timeout=30)
                if below.ok:
                    note_answer(f"{address}/{{chat_id}}/{name}", values, below.json())
    collection = "/".join(parts[:3])
    if len(parts) > 3 and collection in ROWS and not THINGS.known["/".join(parts[:4])]:
        actor = Actor(STAGE["url"], PEOPLE.token("agent"))
        answer = actor.session.post(STAGE["url"] + collection, json=another(ROWS[collection]), timeout=30)
        if answer.ok:
            note_answer(collection, {}, answer.json())


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts known words where unknown ones were made up; what is wrong on purpose stays so."""
    with LOCK:
        path = case.operation.path
        restore(path)
        if case.path_parameters and generated_as_wanted(case, ParameterLocation.PATH):
            if CHANCE.randrange(100) < KNOWN_IN_HUNDRED and not seen(case.path_parameters, path):
                known = THINGS.values(path)
                case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
            spare(case)
        if case.query and generated_as_wanted(case, ParameterLocation.QUERY):
            case.query = {name: chosen(name, value) for name, value in case.query.items()}
            # A cursor is what the server has made: most lists begin at the beginning.
            if "cursor" in case.query and CHANCE.randrange(100) < KNOWN_IN_HUNDRED:
                case.query = {name: value for name, value in case.query.items() if name != "cursor"}
        if isinstance(case.body, dict) and generated_as_wanted(case, ParameterLocation.BODY):
            words = SIGN_IN if case.operation.definition.raw["operationId"] == "sign_in" else {}
            case.body = {name: words.get(name, chosen(name, value)) for name, value in case.body.items()}
            if case.operation.definition.raw["operationId"] == "update_organization":
                case.body = {name: value for name, value in case.body.items() if name not in LOCKING_FIELDS}


def chosen(name, value):
    """A known word in place of a made-up one, mostly."""
    if isinstance(value, list) and name.endswith("_ids") and THINGS.by_name.get(name[:-1]):
        return [chosen(name[:-1], one) for one in value]
    if not isinstance(value, str):
        return value
    known = THINGS.by_name.get(name)
    if known and CHANCE.randrange(100) < KNOWN_IN_HUNDRED:
        return CHANCE.choice(known)
    if name in PLAIN and CHANCE.randrange(100) < PLAIN_IN_HUNDRED:
        return f"Word {CHANCE.randrange(10_000)}"
    return value


def seen(values, path):
    return any(values == known for known in THINGS.known.get(path, []))


def spare(case):
    """The key in use is not revoked, and nobody is locked out for good; all else that a call ends is begun anew."""
    if case.path_parameters.get("api_key_id") == STAGE["key_id"]:
        case.path_parameters["api_key_id"] = "0190a000-0000-7000-8000-000000000000"
    if case.path_parameters.get("agent_id") == STAGE["agent_id"] and isinstance(case.body, dict):
        case.body = {name: value for name, value in case.body.items() if name not in SIGN_IN_FIELDS}


@schemathesis.hook
def after_call(context, case, response):
    """Counts, learns ids, and notices tokens that are good no more."""
    with LOCK:
        name = case.operation.definition.raw["operationId"]
        SENT[case.meta.phase.name.value if case.meta else "other"] += 1
        ANSWERS[name][response.status_code] += 1
        authorization = (response.request.headers.get("Authorization") or "").removeprefix("Bearer ")
        blocked = response.status_code == 403 and authorization == PEOPLE.visitor
        if response.status_code == 401 or blocked or name.startswith("end_") or name == "sign_out":
            PEOPLE.forget(authorization)
        if not 200 <= response.status_code < 300:
            return
        if name in ENDING:
            ENDED.add(name)
        if response.request.method == "DELETE":
            THINGS.forget(case.operation.path, case.path_parameters or {})
        elif response.headers.get("content-type", [""])[0].split(";")[0] == "application/json":
            note_answer(case.operation.path, case.path_parameters or {}, response.json())


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Lets pass that a list inside a body is read as an object's fields in their order: serde does so below the top."""
    place = re.search(r"in body - (.+ -> .+): Incorrect type", failure.message)
    if type(failure).__name__ != "AcceptedNegativeData" or not place:
        return True
    value = case.body
    for name in place[1].split(" -> "):
        value = value.get(name) if isinstance(value, dict) else None
    return not isinstance(value, list)


@atexit.register
def tell():
    counts = {"sent": SENT, "sent_back": SENT_BACK, "answers": {name: answers for name, answers in sorted(ANSWERS.items())}}
    with open(os.environ["CONTRACT_COUNTS"], "w", encoding="utf-8") as out:
        json.dump(counts, out)
