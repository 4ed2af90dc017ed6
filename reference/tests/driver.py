"""The other sides of a shim, for tests: the harness on its pipes, and a scripted peer on a real
socket."""

import json
import queue
import socket
import struct
import subprocess
import threading

# Every wait in these tests ends by then: generous, since it only shows when something is broken.
DEADLINE_S = 20


class Shim:
    """A running shim. `ask` sends a request and returns its reply."""

    def __init__(self, argv):
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._next_id = 0
        self._lines = queue.Queue()
        self._errors = []
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._drain, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def _drain(self):
        for line in self.process.stderr:
            self._errors.append(line)

    def send_line(self, line):
        """The reply to a line of bytes, whatever it says."""
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        try:
            reply = self._lines.get(timeout=DEADLINE_S)
        except queue.Empty:
            self.kill()  # its next reply would be this one
            raise AssertionError(f"no reply to {line[:200]!r}") from None
        assert reply, "the shim ended: {}".format(b"".join(self._errors).decode())
        return json.loads(reply)

    def ask(self, op, **members):
        """The members of an ok."""
        reply = self.request(op, **members)
        assert "ok" in reply, reply
        return reply["ok"]

    def request(self, op, **members):
        self._next_id += 1
        reply = self.send_line(json.dumps(dict(members, id=self._next_id, op=op)).encode())
        assert reply["id"] == self._next_id
        return reply

    def exchange(self, port, *requests, **members):
        return self.ask(
            "exchange", connect={"host": "127.0.0.1", "port": port}, requests=requests, **members
        )

    @property
    def alive(self):
        return self.process.poll() is None

    def end(self):
        """The exit code after the end of standard input."""
        self.process.stdin.close()
        return self.process.wait(timeout=DEADLINE_S)

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=DEADLINE_S)


class Request:
    """A step of Peer: waits for a head, and for `body` bytes after it."""

    def __init__(self, body=0):
        self.body = body


class AnyBytes:
    """A step of Peer: waits for something to arrive, such as a ClientHello."""


class Reset:
    """A step of Peer: RST."""


class Silence:
    """A step of Peer: waits until the other side ends the connection."""


class Trickle:
    """A step of Peer: a byte now and then, without end."""


class Peer:
    """A server that plays one list of steps on each connection in turn; bytes are sent. It closes
    after the last step."""

    def __init__(self, *connections):
        self.received = []  # per connection: all bytes
        self.ended = []  # per connection: an Event, set when the other side was seen to close
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._play, args=(connections,), daemon=True)
        self._thread.start()

    def _play(self, connections):
        for steps in connections:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(DEADLINE_S)
            self.received.append(b"")
            self.ended.append(threading.Event())
            with sock:
                try:
                    for step in steps:
                        self._step(sock, step)
                except OSError:
                    self.ended[-1].set()

    def _step(self, sock, step):
        if isinstance(step, bytes):
            sock.sendall(step)
        elif isinstance(step, Request):
            self._await_request(sock, step.body)
        elif step is AnyBytes:
            self._more(sock)
        elif step is Reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()
        elif step is Silence:
            while self._more(sock):
                pass
        elif step is Trickle:
            sock.settimeout(0.01)
            while not self.ended[-1].is_set():
                sock.sendall(b"x")
                try:
                    self._more(sock)
                except socket.timeout:
                    pass

    def _await_request(self, sock, body):
        start = len(self.received[-1])
        while b"\r\n\r\n" not in self.received[-1][start:] and self._more(sock):
            pass
        end = self.received[-1].find(b"\r\n\r\n", start) + 4 + body
        while len(self.received[-1]) < end and self._more(sock):
            pass

    def _more(self, sock):
        data = sock.recv(65536)
        self.received[-1] += data
        if not data:
            self.ended[-1].set()
        return data

    def close(self):
        self._listener.close()


class Raw:
    """A raw client connection to a server under test."""

    def __init__(self, port, context=None):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)
        if context is not None:
            self.sock = context.wrap_socket(self.sock, server_hostname="localhost")
        self.file = self.sock.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def response(self, head_only=False):
        """(status, {lower-case name: value}, body) of the next response."""
        status = int(self.file.readline().split()[1])
        fields = {}
        for line in iter(self.file.readline, b"\r\n"):
            assert line, "the connection ended in a head"
            name, value = line.decode("latin-1").split(":", 1)
            fields[name.lower()] = value.strip()
        body = b"" if head_only else self.file.read(int(fields.get("content-length", 0)))
        return status, fields, body


def canonical(**seen):
    """The content of the echo application, spelled by hand and not by json."""
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}

    def text(value):
        spelled = [short.get(ord(c), c if " " <= c <= "~" else f"\\u{ord(c):04x}") for c in value]
        return '"{}"'.format("".join(spelled))

    def fields(pairs):
        return "[{}]".format(",".join(f"[{text(n)},{text(v)}]" for n, v in pairs))

    order = ("method", "target", "version", "fields", "body", "trailers")
    parts = [f'"{k}":' + (fields if k in ("fields", "trailers") else text)(seen[k]) for k in order]
    return ("{{{}}}".format(",".join(parts))).encode("ascii")
