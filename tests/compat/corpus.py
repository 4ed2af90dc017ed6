"""The pairs: pairs/*.json, and the exchanges of the admin API's own test (README.md)."""

import dataclasses
import hashlib
import json
import pathlib
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
EXCHANGES = HERE.parent.parent / "mockserver/admin/exchanges"
OWN_ID = "00000000-0000-4000-8000-{:012d}"


@dataclasses.dataclass
class Step:
    """A stub that is put in (`stub`), or something asked (`ask`), or first one, then the other."""

    id: str
    stub: object = None
    ask: dict = None
    alone: bool = False  # all other stubs go first


@dataclasses.dataclass
class Group:
    """Steps in their order on a fresh server."""

    name: str
    flags: tuple
    steps: list

    def digest(self):
        text = json.dumps([self.flags, [dataclasses.asdict(step) for step in self.steps]])
        return hashlib.sha256(text.encode()).hexdigest()


def load():
    """Every group, in the order of the files."""
    groups = []
    for path in sorted((HERE / "pairs").glob("*.json")):
        topic = json.loads(path.read_text(encoding="utf-8"))
        for group in topic["groups"]:
            name = f"{path.stem}/{group['name']}"
            flags = tuple(group.get("flags", topic.get("flags", [])))
            shared = {"request": topic.get("request")}
            groups.append(Group(name, flags, list(steps_of(name, {**shared, **group}))))
    for path in sorted(EXCHANGES.glob("*.json")):
        name = f"admin-exchanges/{path.stem}"
        groups.append(Group(name, (), exchanges_of(name, json.loads(path.read_text()))))
    return groups


def steps_of(name, group):
    for number, stub in enumerate(group.get("stubs", []), 1):
        called = stub.get("name", str(number)) if isinstance(stub, dict) else str(number)
        yield Step(f"{name}/stub {called}", stub=with_id(stub, number))
    for called, ask in group.get("asks", {}).items():
        yield Step(f"{name}/{called}", ask={"ask": ask} if isinstance(ask, str) else ask)
    make = {"header": header_row, "body": body_row, "query": query_row, "values": values_row,
            "request": request_row, "response": response_row, "template": template_row,
            "stub": stub_row}.get(group.get("where"))
    for row in group.get("rows", []):
        stub, ask, called = make(row, group)
        called = called.replace("\r", "\\r").replace("\n", "\\n")
        yield Step(f"{name}/{called}", stub=with_id(stub, 1), ask=ask, alone=True)


def with_id(stub, number):
    if not isinstance(stub, dict) or "id" in stub or "uuid" in stub:
        return stub
    return {"id": OWN_ID.format(number), **stub}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def header_row(row, _):
    pattern, text = row
    stub = {"request": {"urlPath": "/x", "headers": {"X": pattern}}, "response": {"body": "ok"}}
    ask = {"ask": "GET /x", "fields": [] if text is None else [f"X: {text}"]}
    return stub, ask, f"{compact(pattern)} of {compact(text)}"


def values_row(row, _):
    pattern, texts = row
    stub = {"request": {"urlPath": "/x", "headers": {"X": pattern}}, "response": {"body": "ok"}}
    return stub, {"ask": "GET /x", "fields": [f"X: {text}" for text in texts]}, \
        f"{compact(pattern)} of {compact(texts)}"


def body_row(row, group):
    pattern, body = row
    stub = {"request": {"urlPath": "/x", "bodyPatterns": [pattern]}, "response": {"body": "ok"}}
    ask = {"ask": "POST /x", "body": body, "fields": group.get("fields", [])}
    return stub, ask, f"{compact(pattern)} of {compact(body)}"


def query_row(row, _):
    pattern, texts = row
    stub = {"request": {"urlPath": "/x", "queryParameters": {"q": pattern}},
            "response": {"body": "ok"}}
    query = "&".join("q=" + urllib.parse.quote_plus(text) for text in texts)
    return stub, {"ask": f"GET /x?{query}"}, f"{compact(pattern)} of {compact(texts)}"


def request_row(row, _):
    pattern, ask = row
    ask = {"ask": ask} if isinstance(ask, str) else ask
    stub = {"request": pattern, "response": {"body": "ok"}}
    return stub, ask, f"{compact(pattern)} of {called_by(ask)}"


def called_by(ask):
    rest = {key: value for key, value in ask.items() if key != "ask"}
    return ask.get("ask", "raw") + (f" {compact(rest)}" if rest else "")


def response_row(row, group):
    """A response definition, or [definition, ask]."""
    definition, ask = row if isinstance(row, list) else (row, group.get("ask", "GET /x"))
    ask = {"ask": ask} if isinstance(ask, str) else ask
    called = compact(definition) + (f" of {called_by(ask)}" if isinstance(row, list) else "")
    return {"response": definition}, ask, called


def template_row(row, group):
    """A template, or [template, the name of one of the group's bodies]."""
    source, name = row if isinstance(row, list) else (row, "json")
    request = group["request"]
    media, body = request["bodies"][name]
    stub = {"request": {"urlPathTemplate": request["template"]},
            "response": {"body": source, "transformers": ["response-template"],
                         "transformerParameters": request["parameters"]}}
    ask = {"ask": request["ask"], "fields": [*request["fields"]]}
    if body is not None:
        ask["body"] = body
        ask["fields"].append(f"Content-Type: {media}")
    return stub, ask, source + (f" of {name}" if isinstance(row, list) else "")


def stub_row(row, _):
    """A stub (a text: as it is) that is put in, taken or refused, and read back."""
    called = row if isinstance(row, str) else compact(row)
    return row, {"ask": "GET /__admin/mappings"}, called


def exchanges_of(name, exchanges):
    steps, seen = [], {}
    for one in exchanges:
        method, path = one["do"].split(" ", 1)
        ask = {"ask": f"{method} {path}"}
        if "keep" in one:
            ask["keep"] = one["keep"]
        ask["fields"] = [f"{key}: {text}" for key, text in one.get("headers", {}).items()]
        if "body" in one:
            ask["body"] = one["body"]
            if "Content-Type" not in one.get("headers", {}):
                ask["fields"].append("Content-Type: application/json")
        called = one["do"] + (" " + compact(one["body"]) if "body" in one else "")
        seen[called] = seen.get(called, 0) + 1
        if seen[called] > 1:
            called += f" ({seen[called]})"
        steps.append(Step(f"{name}/{called}", ask=ask))
    return steps
