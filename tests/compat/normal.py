"""What is not compared, rule by rule. Everything else is, octet by octet.

Each rule is a function with its reason. Header order, header case, reason phrases, framing fields
and the order of what stands in lists are compared.
"""

import contextlib
import gzip
import json
import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PAGE = "Request was not matched"  # a body that is the page for people stands apart
OWN_ID = "00000000-"  # ids in the stubs of the pairs begin so

# Moments and durations of this very run.
MOMENTS = {"loggedDate", "loggedDateString", "timing", "timeOffsetNanos", "timestamp",
           "uptimeInSeconds"}
# WireMock's own version; both say what they are.
VERSIONS = {"version", "message"}
# Written in no certain order.
SETS = {"requestPhases"}
# Fields of what the server makes itself (admin, pages): how it frames, and that its admin API
# answers pages of other origins alike; ours grants no other origin anything.
OWN_FIELDS = {"transfer-encoding", "content-length", "vary"}
# Sentences for people. WireMock's name Java classes; code, pointer and title are compared.
SENTENCES = {"detail"}


def made_ids(text):
    """Ids that a server makes up are different each time."""
    return UUID.sub(lambda m: m[0] if m[0].startswith(OWN_ID) else "<uuid>", text)


def java_objects(text):
    """An array that is printed by its identity, "[B@1f2e3d"."""
    return re.sub(r"\[B@[0-9a-f]+ *", "[B@...", text)


def template_errors(text):
    """"1:2: java.lang..." of a helper that failed: a sentence for people, with its place."""
    return re.sub(r"\A\d+:\d+: .*", "<template error>", text, flags=re.S)


def own_address(text, authority):
    """Each side has its own port."""
    return text.replace(authority, "<authority>")


def value(one, authority, key=""):
    """A JSON value of the admin API: compared as a value, not by its blanks."""
    if key in MOMENTS or key in SENTENCES | VERSIONS and isinstance(one, str):
        return f"<{key}>"
    if key == "distance":
        return round(one, 6)
    if isinstance(one, dict):
        return {k: value(v, authority, k) for k, v in one.items() if k != "insertionIndex"}
    if isinstance(one, list):
        kept = [value(each, authority) for each in one]
        return sorted(kept) if key in SETS else kept
    if isinstance(one, str):
        return text(one, authority)
    if key == "port" and authority.endswith(f":{one}"):
        return "<port>"
    return one


def text(one, authority):
    return template_errors(java_objects(own_address(made_ids(one), authority)))


def fields(pairs, authority):
    """{name: values} and the names in their order. Date is the moment. Of what the server makes
    itself order and framing are its own business: content and end are compared."""
    made = not any(name == "Matched-Stub-Id" for name, _ in pairs)
    found, order = {}, []
    for name, field in pairs:
        if name.lower() == "date" or made and name.lower() in OWN_FIELDS:
            continue
        found.setdefault(name, []).append(text(field, authority))
        order.append(name)
    return found, [] if made else order


def body(octets, found, authority):
    """JSON as a value; an error page with a stack trace by its being one; gzip unpacked (two
    libraries pack alike or not); the rest as text."""
    media = " ".join(found.get("Content-Type", []))
    octets = octets.encode("latin-1")
    if found.get("Content-Encoding") == ["gzip"]:
        with contextlib.suppress(OSError, EOFError):
            octets = gzip.decompress(octets)
    content = octets.decode("utf-8", "backslashreplace")
    if "html" in media and re.search(r"<title>Error \d+", content):
        return "<error page>"
    if "json" in media:
        try:
            return value(json.loads(content), authority)
        except ValueError:
            pass
    return text(content, authority)


def response(one, authority):
    found, order = fields(one["headers"], authority)
    return {"version": one["version"], "status": one["status"], "reason": one["reason"],
            "headers": found, "order": order, "interim": one["interim"],
            "body": body(one["body"], found, authority)}


def exchange(seen, ask, authority):
    answers = [response(one, authority) for one in seen["responses"]]
    result = dict(answers[0]) if len(answers) == 1 else {"responses": answers}
    if PAGE in str(result.get("body")):
        result["page"] = result.pop("body")
    result["end"] = seen["end"]
    if seen["rest"]:
        result["rest"] = seen["rest"]
    result.update(times(seen["times"], ask))
    return result


def journal(events, authority):
    """Of each event what arrived, what was answered, and by which stub."""
    kept = []
    for event in events:
        one = value(event, authority)
        one.pop("id", None)
        answer = one.get("response", {})
        if answer.get("body") == "<template error>":
            answer["bodyAsBase64"] = answer["body"]
        one["stub"] = (one.pop("stubMapping", None) or {}).get("id")
        kept.append(one)
    return kept


def times(took, ask):
    """Whether it took at least what the ask names: slow_ms to the first octet, spread_ms then."""
    seen = {}
    if "slow_ms" in ask:
        seen["slow"] = bool(took) and took[0] * 1000 >= ask["slow_ms"]
    if "spread_ms" in ask:
        seen["spread"] = bool(took) and (took[-1] - took[0]) * 1000 >= ask["spread_ms"]
    return seen


def outcome(seen, step):
    """What is compared of what was seen (outcome.run_step)."""
    authority = seen["authority"]
    result = {}
    if "stub" in seen:
        result["stub"] = exchange(seen["stub"], {}, authority)
    if "ask" in seen:
        result.update(exchange(seen["ask"], step.ask, authority))
    if "journal" in seen:
        result["journal"] = {**seen["journal"],
                             "events": journal(seen["journal"]["events"], authority)}
    return result
