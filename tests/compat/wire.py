"""One raw exchange over a socket: what was sent is given, what came is taken apart."""

import base64
import json
import socket
import time

DEADLINE_S = 20.0
HOST = "mock.example:8080"  # of every stub request: so ports and names agree on both sides


def octets_of(ask, names):
    """The octets of an ask (README.md); `names` are texts kept from earlier answers."""
    if "raw" in ask:
        raw = ask["raw"]
        text = "\r\n".join(raw) if isinstance(raw, list) else raw
        return put_in(text, names).encode("latin-1")
    line = put_in(ask["ask"], names)
    if not line.endswith(("HTTP/1.0", "HTTP/1.1")):
        line += " HTTP/1.1"
    fields = list(ask.get("fields", []))
    given = {field.split(":")[0].lower() for field in fields}
    body = body_of(ask, names)
    if "host" not in given and ask.get("host", True):
        fields.insert(0, f"Host: {names['authority'] if is_admin(ask) else HOST}")
    if "base64" not in ask and isinstance(ask.get("body"), (dict, list)):
        if "content-type" not in given:
            fields.append("Content-Type: application/json")
    if body is not None and not given & {"content-length", "transfer-encoding"}:
        fields.append(f"Content-Length: {len(body)}")
    head = "\r\n".join([line, *(put_in(field, names) for field in fields), "", ""])
    return head.encode("latin-1") + (body or b"")


def body_of(ask, names):
    if "base64" in ask:
        return base64.b64decode(ask["base64"])
    body = ask.get("body")
    if body is None:
        return None
    return put_in(body if isinstance(body, str) else json.dumps(body), names).encode()


def put_in(text, names):
    for name, value in names.items():
        text = text.replace("${" + name + "}", str(value))
    return text


def is_admin(ask):
    return ask.get("ask", "").partition(" ")[2].startswith("/__admin")


class Connection:
    """The octets of one connection as they come, and how it ends."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, DEADLINE_S)
        self.octets = b""
        self.end = None  # closed, reset, or None while it is open
        self.times = []  # of each piece, in seconds since the request

    def read(self, begin, deadline):
        """Takes one more piece; False at the end or the deadline."""
        if self.end:
            return False
        self.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            piece = self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            self.end = "reset"
            return False
        except TimeoutError:
            return False
        if not piece:
            self.end = "closed"
            return False
        self.octets += piece
        self.times.append(time.monotonic() - begin)
        return True


def exchange(address, ask, names):
    """{"responses", "end", "rest", "times"}: `end` is open where nothing more was awaited."""
    octets = octets_of(ask, names)
    methods = ask.get("methods") or [octets.split(b" ", 1)[0].decode("latin-1")]
    count = len(methods)
    connection = Connection(address)
    with connection.socket:
        begin = time.monotonic()
        send(connection, octets)
        deadline = begin + DEADLINE_S
        to_the_end = ask.get("until") == "end"
        while True:
            responses, rest = parse(connection.octets, methods, connection.end is not None)
            if len(responses) >= count and not to_the_end:
                break
            if not connection.read(begin, deadline):
                responses, rest = parse(connection.octets, methods, True)
                break
    return {
        "responses": responses,
        "end": connection.end or ("hung" if len(responses) < count or to_the_end else "open"),
        "rest": rest,
        "times": connection.times,
    }


def send(connection, octets):
    try:
        connection.socket.sendall(octets)
    except (ConnectionResetError, BrokenPipeError):
        pass  # what came before the end is still read


def parse(octets, methods, ended):
    """The whole responses at the front, and what is left: as text, one character an octet."""
    responses = []
    methods = list(methods)
    while methods:
        head_end = octets.find(b"\r\n\r\n")
        if head_end < 0:
            break
        lines = octets[:head_end].decode("latin-1").split("\r\n")
        version, _, rest = lines[0].partition(" ")
        status, _, reason = rest.partition(" ")
        if not version.startswith("HTTP/") or not status.isdigit():
            break
        fields = [field.partition(":")[::2] for field in lines[1:]]
        fields = [(name, value.strip(" \t")) for name, value in fields]
        interim = status[0] == "1" and status != "101"
        method = "" if interim else methods[0]
        framed = body_from(octets[head_end + 4:], fields, int(status), method, ended)
        if framed is None:
            break
        body, octets = framed
        responses.append({"version": version, "status": int(status), "reason": reason,
                          "headers": fields, "body": body.decode("latin-1")})
        if not interim:
            methods.pop(0)
    finals = [one for one in responses if one["status"] >= 200 or one["status"] == 101]
    for one in finals:
        one["interim"] = [each["status"] for each in responses if each["status"] < 200]
    return finals, octets.decode("latin-1")


def body_from(octets, fields, status, method, ended):
    """(body, what follows), or None where it is not whole yet."""
    lower = {name.lower(): value for name, value in fields}
    if method == "HEAD" or status < 200 or status in (204, 304):
        return b"", octets
    if "chunked" in lower.get("transfer-encoding", "").lower():
        return unchunked(octets)
    if lower.get("content-length", "").isdigit():
        length = int(lower["content-length"])
        return (octets[:length], octets[length:]) if len(octets) >= length else None
    return (octets, b"") if ended else None


def unchunked(octets):
    body = b""
    while True:
        line, found, octets = octets.partition(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            return None
        if not found or len(octets) < size + 2:
            return None
        body, octets = body + octets[:size], octets[size + 2:]
        if size == 0:
            return body, octets
