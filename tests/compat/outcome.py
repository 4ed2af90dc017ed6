"""What a side makes of a group, step by step; and where two JSON values differ."""

import json
import time

from . import wire

JOURNAL_S = 3.0


def run_group(side, group):
    """{id: what was seen}, as JSON: normal.outcome makes what is compared of it."""
    reset(side)
    names = {"authority": f"127.0.0.1:{side.port}", "port": side.port}
    return {step.id: run_step(side, step, names) for step in group.steps}


def reset(side):
    """As it was after the start."""
    for method, path, value in (("POST", "/__admin/reset", None),
                                ("DELETE", "/__admin/mappings", None),
                                ("DELETE", "/__admin/requests", None),
                                ("POST", "/__admin/settings",
                                 {"fixedDelay": None, "delayDistribution": None,
                                  "extended": {}, "proxyPassThrough": True})):
        side.ask_admin(method, path, value)


def run_step(side, step, names):
    seen = {"authority": names["authority"]}
    if step.stub is not None:
        if step.alone:
            side.ask_admin("DELETE", "/__admin/mappings")
        put = {"ask": "POST /__admin/mappings", "body": step.stub}
        seen["stub"] = wire.exchange(side.address, put, names)
        if step.alone and [one["status"] for one in seen["stub"]["responses"]] != [201]:
            return seen
    if step.ask is None:
        return seen
    journalled = not wire.is_admin(step.ask) and "keep_journal" not in step.ask
    if journalled:
        side.ask_admin("DELETE", "/__admin/requests")
    seen["ask"] = wire.exchange(side.address, step.ask, names)
    deadline = time.monotonic() + JOURNAL_S
    while not is_awaited(seen["ask"], step.ask) and time.monotonic() < deadline:
        time.sleep(0.02)
        seen["ask"] = wire.exchange(side.address, step.ask, names)
    keep_names(seen["ask"], step.ask, names)
    if journalled:
        seen["journal"] = journal_of(side, len(step.ask.get("methods", [1])))
    return seen


def is_awaited(seen, ask):
    """"await": [pointer, value]: what happens later is asked for again until it is so."""
    return "await" not in ask or pointed(seen, ask["await"][0]) == ask["await"][1]


def pointed(seen, pointer):
    """The value in the JSON of the first answer, or None."""
    try:
        value = json.loads(seen["responses"][0]["body"])
        for key in pointer.split("/")[1:]:
            value = value[int(key)] if isinstance(value, list) else value[key]
        return value
    except (ValueError, LookupError, TypeError):
        return None


def keep_names(seen, ask, names):
    """{"ID": "/requests/0/id"} makes ${ID} for later steps."""
    for name, pointer in ask.get("keep", {}).items():
        names[name] = pointed(seen, pointer) or "nothing-was-kept"


def journal_of(side, count):
    """The events of a step; WireMock writes them after the answer, so they are waited for."""
    deadline = time.monotonic() + JOURNAL_S
    while True:
        status, value = side.ask_admin("GET", "/__admin/requests")
        events = value.get("requests", []) if isinstance(value, dict) else []
        whole = len(events) >= count and all("timing" in one for one in events)
        disabled = isinstance(value, dict) and value.get("requestJournalDisabled")
        if whole or status != 200 or disabled or time.monotonic() > deadline:
            return {"status": status, "events": events, "disabled": disabled}
        time.sleep(0.01)


def differences(a, b, at=""):
    """[(pointer, a's, b's)] where two JSON values are not equal; <absent> where one lacks it."""
    if isinstance(a, dict) and isinstance(b, dict):
        return [each for key in [*a, *(key for key in b if key not in a)]
                for each in differences(a.get(key, "<absent>"), b.get(key, "<absent>"),
                                        f"{at}/{key}")]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [each for number, (x, y) in enumerate(zip(a, b))
                for each in differences(x, y, f"{at}/{number}")]
    same = a == b and isinstance(a, bool) == isinstance(b, bool)
    return [] if same else [(at, a, b)]
