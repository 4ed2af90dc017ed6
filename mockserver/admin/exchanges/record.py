"""Records what the real WireMock answers to the exchanges of this folder, into the same files.

    java -jar wiremock-standalone-3.13.2.jar --port 8080 --root-dir EMPTY_FOLDER
    python3 record.py http://localhost:8080

Each file is a list of steps. `do` and `body` (JSON, or text) are written by hand; `status`, `type`
and `reply` are recorded. `keep` names values of a reply for later steps: {"ID": "/requests/0/id"}
makes ${ID}. `ours` is what the mock server answers instead where it differs on purpose, with `why`:
admin_exchanges_test.cc replays all of it.
"""

import json
import pathlib
import re
import sys
import urllib.error
import urllib.request

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
FIXED = "00000000-"  # ids that stubs of these files have begin so
VOLATILE = {"loggedDate", "loggedDateString", "timing", "timestamp", "uptimeInSeconds", "version",
            "port", "absoluteUrl", "detail", "distance", "timeOffsetNanos", "insertionIndex", "host"}
# Fields of requests that are the HTTP client's own business.
CLIENT_FIELDS = {"Accept-Encoding", "Connection", "Host", "User-Agent", "Content-Length"}


def normal(value, key=""):
    if key in VOLATILE:
        return f"<{key}>"
    if isinstance(value, dict):
        return {k: normal(v, k) for k, v in value.items()
                if not (key == "headers" and k in CLIENT_FIELDS)}
    if isinstance(value, list):
        return [normal(one) for one in value]
    if isinstance(value, str):
        return UUID.sub(lambda m: m[0] if m[0].startswith(FIXED) else "<uuid>", value)
    return value


def pointed(value, pointer):
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def ask(base, step, names):
    method, path = step["do"].split(" ", 1)
    for name, value in names.items():
        path = path.replace("${" + name + "}", value)
    body = step.get("body")
    data = None
    if body is not None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(base + path, data, step.get("headers", {}), method=method)
    if body is not None and "Content-Type" not in step.get("headers", {}):
        request.add_header("Content-Type", "application/json")
    try:
        with OPENER.open(request, timeout=20) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def main():
    base = sys.argv[1]
    for path in sorted(pathlib.Path(__file__).parent.glob("*.json")):
        steps = json.loads(path.read_text())
        names = {}
        for step in steps:
            status, fields, body = ask(base, step, names)
            step["status"] = status
            step["type"] = (fields.get("Content-Type") or "").split(";")[0]
            # A page with a stack trace: that it is one is all there is to know.
            text = "" if step["type"] == "text/html" else body.decode()
            try:
                reply = json.loads(text)
            except ValueError:
                step["reply"] = text
                continue
            for name, pointer in step.get("keep", {}).items():
                names[name] = pointed(reply, pointer)
            step["reply"] = normal(reply)
        lines = ",\n".join(json.dumps(step, ensure_ascii=False) for step in steps)
        path.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
