"""The loop of a shim written in Python: it speaks docs/shim-protocol.md on stdin and stdout.

A subject is an object with `hello`, the members of the reply to hello, and one method for each op
that it offers. Each takes the members of the request, checked and with defaults, and returns the
members of the reply:

    class MyClient:
        hello = {"name": "my", "version": "1", "roles": ["client"], "features": [], "reports": []}

        def exchange(self, connect, requests, reuse, deadline_ms, tls=None):
            return {"responses": [...]}

        def release(self):
            return {}

    wireproof.shim.run(MyClient())

Raise Unsupported for what the library has no way to do. Standard library only, Python 3.8 or later.
"""

import json
import os
import sys
import traceback

from wireproof.messages import BadMessage, Unsupported, checked_id, checked_members, decode_line

MAX_LINE = 2**26  # bytes, LF included: what the protocol promises

__all__ = ["BadMessage", "Unsupported", "run", "answer", "octets"]


def octets(data):
    """Bytes in the spelling of the protocol."""
    return data.decode("latin-1")


def run(subject):
    """Answers until stdin ends or `shutdown` comes; then the process ends with exit code 0."""
    output = _take_standard_output()
    try:
        _answer_all(subject, sys.stdin.buffer, output)
    except (BrokenPipeError, KeyboardInterrupt):
        pass  # nobody is left to answer
    # At once: threads that serve connections are no reason to wait.
    sys.stderr.flush()
    os._exit(0)


def answer(subject, line):
    """(reply, whether it was the last) to one line of bytes."""
    identity = None
    try:
        message = decode_line(line)
        identity = checked_id(message)
        op, members = checked_members(message)
        return {"id": identity, "ok": _perform(subject, op, members)}, op == "shutdown"
    except BadMessage as error:
        return _error(identity, "bad-message", error), False
    except Unsupported as error:
        return _error(identity, "unsupported", error), False
    except Exception as error:
        traceback.print_exc()
        return _error(identity, "internal", f"{type(error).__name__}: {error}"), False


def _take_standard_output():
    # A library that prints must not reach the protocol: http.client does with debuglevel.
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output


def _answer_all(subject, source, output):
    while True:
        line = source.readline(MAX_LINE + 1)
        if not line.endswith(b"\n"):
            return  # the end, or a line that breaks the protocol
        reply, last = answer(subject, line)
        output.write(json.dumps(reply, separators=(",", ":")).encode("ascii") + b"\n")
        output.flush()
        if last:
            return


def _perform(subject, op, members):
    if op == "hello":
        return dict(subject.hello, protocol=1)
    if op == "shutdown":
        return {}
    method = getattr(subject, op, None)
    if method is None:
        raise Unsupported("{} does not offer {}".format(subject.hello["name"], op))
    return method(**members)


def _error(identity, kind, message):
    # A lone surrogate, as the file system gives them, has no place in JSON.
    text = str(message).encode("utf-8", "backslashreplace").decode("utf-8")
    return {"id": identity, "error": {"kind": kind, "message": text}}
