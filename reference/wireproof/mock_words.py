"""Why a verification failed, in words and tables that a person can read. Pure functions."""

import json

MOST_SHOWN = 50  # requests in a table
MOST_CHARACTERS = 60  # of one cell
OPERATORS = {"equalTo": "", "equalToJson": "= ", "matches": "~ ", "contains": "contains ",
             "doesNotMatch": "not ~ ", "doesNotContain": "without ", "equalToXml": "= ",
             "matchesJsonPath": "JSONPath ", "matchesXPath": "XPath ", "binaryEqualTo": "base64 "}


def requests_table(requests):
    """One line a request, oldest first."""
    if not requests:
        return "  none"
    rows = []
    shown = requests[-MOST_SHOWN:]
    for number, one in enumerate(shown, len(requests) - len(shown) + 1):
        stub = "NO STUB" if not one.matched else one.stub_name or (one.stub_id or "")[:8]
        rows.append((str(number), _cut(f"{one.method} {one.url}"), one.reply, stub, _cut(one.text)))
    heads = ("#", "request", "reply", "stub", "body")
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    lines = ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in [heads, *rows]]
    if len(shown) < len(requests):
        lines.insert(1, f"  ... {len(requests) - len(shown)} before these")
    return "\n".join(lines)


def pattern_line(pattern):
    """A request pattern in one line: POST /orders, X-Trace: 1, body = {"a": 1}"""
    asked = [asked for asked, _, _ in _rows(pattern, None)]
    if len(asked) > 1 and "method" in pattern:
        asked[:2] = [f"{asked[0]} {asked[1]}"]
    return ", ".join(asked) if asked else "any request"


def cut_bodies(number):
    """That the journal cannot tell of so many requests."""
    requests = "1 request" if number == 1 else f"{number} requests"
    return (f"{requests} may or may not be like that: the journal keeps only the beginning of their "
            "bodies (--journal-bytes)")


def verification_failure(pattern, wanted, found, nearest, requests, cut=0):
    """`wanted`: how many, in words; `found`: how many there were; `nearest`: the request that is
    least unlike the pattern, or None; `cut`: how many could not be judged."""
    parts = [f"{wanted} wanted, {found} received: {pattern_line(pattern)}"]
    if cut:
        parts += ["", cut_bodies(cut)]
    if nearest is not None:
        parts += ["", _side_by_side(pattern, nearest)]
    total = len(requests)
    parts += ["", f"All that was received ({total}):", requests_table(requests)]
    return "\n".join(parts)


def order_failure(patterns, met, nearest, requests):
    """`met`: how many of the patterns were met, in this order."""
    parts = ["requests are not in this order:"]
    for number, pattern in enumerate(patterns):
        mark = "ok     " if number < met else "MISSING" if number == met else "       "
        parts.append(f"  {mark} {number + 1}. {pattern_line(pattern)}")
    # Where nothing differs it came, but too early.
    if nearest is not None and any(differs for _, _, differs in _rows(patterns[met], nearest)):
        parts += ["", _side_by_side(patterns[met], nearest)]
    parts += ["", f"All that was received ({len(requests)}):", requests_table(requests)]
    return "\n".join(parts)


def unmatched_failure(unmatched, requests):
    """`unmatched`: those of the requests that no stub answered, each with its `report`."""
    noun = "request was" if len(unmatched) == 1 else "requests were"
    parts = [f"{len(unmatched)} {noun} answered by no stub:"]
    parts += [one.report.rstrip() for one in unmatched[:5] if one.report]
    if len(unmatched) > 5:
        parts.append(f"... and {len(unmatched) - 5} more")
    parts += ["", f"All that was received ({len(requests)}):", requests_table(requests)]
    return "\n".join(parts)


def _cut(text):
    line = text.replace("\r", "\\r").replace("\n", "\\n")
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 3] + "..."


def _side_by_side(pattern, nearest):
    rows = [("expected", "nearest request", False)]
    for asked, there, differs in _rows(pattern, nearest):
        rows.append((_cut(asked), _cut(there), differs))
    left = max(len(row[0]) for row in rows)
    right = max(len(row[1]) for row in rows)
    lines = []
    for asked, there, differs in rows:
        note = "  <<< differs" if differs else ""
        lines.append(f"  {asked.ljust(left)} | {there.ljust(right)}{note}".rstrip())
    lines.insert(1, f"  {'-' * left}-+-{'-' * right}")
    return "\n".join(lines)


# The members of a pattern that hold patterns by name: what a row says before the name, and where a
# request has the values.
_NAMED = {
    "headers": ("", "header_values"),
    "queryParameters": ("query ", "query_values"),
    "cookies": ("cookie ", "cookie_values"),
    "formParameters": ("form ", "form_values"),
}
_EXACT_URLS = ("url", "urlPath")
_URLS = (*_EXACT_URLS, "urlPathTemplate", "urlPattern", "urlPathPattern")


def _rows(pattern, request):
    """(what is asked for, what is there, whether that surely differs) for each thing that a pattern
    asks for. Without a request nothing is there. What only the server can tell (a regex of Java's,
    a placeholder) is not said to differ."""
    for name, asked in pattern.items():
        if name == "method":
            if asked != "ANY":
                yield _method_row(asked, request)
        elif name in _URLS:
            yield _url_row(name, asked, request)
        elif name in _NAMED:
            label, values_of = _NAMED[name]
            for key, value in asked.items():
                values = getattr(request, values_of)(key) if request else []
                yield _value_row(f"{label}{key}: ", value, values)
        elif name == "bodyPatterns":
            for value in asked:
                yield _value_row("body ", value, [request.text] if request else [])
        else:
            yield f"{name}: {json.dumps(asked)}", "", False


def _method_row(asked, request):
    allowed = ("GET", "HEAD") if asked == "GET_OR_HEAD" else (asked,)
    there = request.method if request else ""
    return asked, there, there not in allowed


def _url_row(name, asked, request):
    there = ""
    if request:
        there = request.url if name in ("url", "urlPattern") else request.path
    mark = "~ " if name.endswith("Pattern") else ""
    return mark + asked, there, name in _EXACT_URLS and there != asked


def _value_row(label, asked, values):
    return f"{label}{_in_words(asked)}", ", ".join(values) or "(absent)", _differs(asked, values)


def _in_words(pattern):
    if "absent" in pattern:
        return "absent"
    for name, value in pattern.items():
        if name in OPERATORS:
            text = value if isinstance(value, str) else json.dumps(value)
            return f"{OPERATORS[name]}{text}"
    return json.dumps(pattern)


def _differs(pattern, values):
    if "absent" in pattern:
        return bool(values)
    if not values:
        return True
    if set(pattern) == {"equalTo"}:
        return pattern["equalTo"] not in values
    if set(pattern) == {"contains"}:
        return not any(pattern["contains"] in value for value in values)
    if set(pattern) == {"equalToJson"} and "${json-unit" not in str(pattern["equalToJson"]):
        return all(_json(value) != _json(pattern["equalToJson"]) for value in values)
    return False


def _json(value):
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
