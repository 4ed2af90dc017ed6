"""What a running mock server writes when files change, and what it answers when it stops."""

import json
import os
import signal
import socket
import time

from mock_peer import SECONDS, Mock


def write(file, value):
    """At once: a reload must not see half of it."""
    unfinished = file.parent.parent / file.name
    unfinished.write_text(json.dumps(value))
    unfinished.rename(file)


def lines_of(mock, since, wanted):
    """What it writes after `since`, up to a line that has `wanted`."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        text, _ = mock.written(since)
        if wanted in text:
            return text.split("\n")
        time.sleep(0.02)
    raise AssertionError(f"{wanted!r} was not written: {text}")


def test_a_reload_says_what_changed_and_nothing_else(wireproof, tmp_path):
    mappings = tmp_path / "mappings"
    mappings.mkdir()
    mock = Mock(wireproof, "--root-dir", tmp_path, "--reload")
    try:
        _, since = mock.written()
        write(mappings / "bad.json", {"respnse": {}})
        (line,) = lines_of(mock, since, "bad.json")
        assert line.startswith("wireproof mock: mappings/bad.json: /respnse: unknown member")
        write(mappings / "good.json", {"request": {"urlPath": "/a"}})
        changed = lines_of(mock, since + 1, "added")[0]
        assert changed == "wireproof mock: mappings changed: 1 added, 0 replaced, 0 removed"
    finally:
        mock.stop()


def test_who_waits_is_answered_when_it_stops(wireproof):
    mock = Mock(wireproof)
    body = json.dumps({"request": {"urlPath": "/never"}, "timeout_ms": 600_000})
    wait = (f"POST /__admin/requests/wait HTTP/1.1\r\nHost: localhost\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()
    with socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS) as peer:
        # Answered in order: with the first answer, the second request has been read too.
        peer.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n" + wait)
        assert peer.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        mock.check_health()
        os.kill(mock.pid, signal.SIGTERM)
        answer = b"".join(iter(lambda: peer.recv(65536), b""))
    assert b"HTTP/1.1 503 Service Unavailable\r\n" in answer
    assert b'"The server stops"' in answer
    mock.stop()
