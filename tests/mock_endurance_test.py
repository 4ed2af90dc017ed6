"""A mock server under octets that are no requests, too many peers and too many requests, and at
its end: the real program, on loopback only."""

import os
import pathlib
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from mock_peer import SECONDS, Mock

MEBIBYTE = 1024 * 1024
MOST_BODY = 64 * MEBIBYTE


@pytest.fixture(scope="module")
def shared(wireproof):
    mock = Mock(wireproof)
    yield mock
    mock.stop()


@pytest.fixture
def mock(shared):
    """The server of all tests of this file: without stubs before each, whole after it."""
    assert shared.ask("DELETE", "/__admin/mappings")[0] == 200
    yield shared
    shared.check_health()


def post(*fields, body=b"", path=b"/a"):
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: a", *fields]
    return b"\r\n".join([*lines, b"", body])


CHUNKED = b"Transfer-Encoding: chunked"

NO_REQUESTS = {
    "length and chunks": (post(b"Content-Length: 4", CHUNKED, body=b"0\r\n\r\n"), 400),
    "chunks and length": (post(CHUNKED, b"Content-Length: 4", body=b"0\r\n\r\n"), 400),
    "two lengths": (post(b"Content-Length: 4", b"Content-Length: 5", body=b"abcde"), 400),
    "a list of lengths": (post(b"Content-Length: 4, 5", body=b"abcde"), 400),
    "a length with a sign": (post(b"Content-Length: +4", body=b"abcd"), 400),
    "a length below zero": (post(b"Content-Length: -1"), 400),
    "a length that is hexadecimal": (post(b"Content-Length: 0x4", body=b"abcd"), 400),
    "a coding that is not chunked": (post(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"), 400),
    "chunked not last": (post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n"), 400),
    "chunked twice": (post(CHUNKED, CHUNKED, body=b"0\r\n\r\n"), 400),
    "chunked in HTTP/1.0": (
        b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "a chunk size with a sign": (post(CHUNKED, body=b"+1\r\na\r\n0\r\n\r\n"), 400),
    "a chunk size with 0x": (post(CHUNKED, body=b"0x1\r\na\r\n0\r\n\r\n"), 400),
    "a chunk size with a bare LF": (post(CHUNKED, body=b"1\na\r\n0\r\n\r\n"), 400),
    "a chunk that is longer": (post(CHUNKED, body=b"1\r\nab\r\n0\r\n\r\n"), 400),
    "a chunk size that overflows": (post(CHUNKED, body=b"f" * 20 + b"\r\na\r\n"), (400, 413)),
    "an endless chunk extension": (post(CHUNKED, body=b"1;" + b"a" * 100_000), 400),
    "a colon after a space": (post(b"Content-Length : 4", body=b"abcd"), 400),
    "a folded length": (post(b"Content-Length:\r\n 4", body=b"abcd"), 400),
    "a bare CR": (post(b"A: b\rContent-Length: 4", body=b"abcd"), 400),
    "NUL": (post(b"A: b\x00"), 400),
    "two hosts": (post(b"Host: b"), 400),
    "a body that ends early": (post(b"Content-Length: 5", body=b"abc"), 400),
    "chunks that end early": (post(CHUNKED, body=b"5\r\nabc"), 400),
    "a head that ends early": (b"GET /a HTTP/1.1\r\nHost: a\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100, 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    "a long line": (b"GET /" + b"a" * MEBIBYTE, 414),
    "a long field": (post(b"A: " + b"b" * MEBIBYTE), 431),
    "many fields": (post(*[b"A: b"] * 100_000), 431),
    "a large head": (post(*[b"A: " + b"b" * 60_000] * 20), 431),
    "a length beyond the limit": (post(b"Content-Length: %d" % (MOST_BODY + 1)), 413),
    "a length beyond all numbers": (post(b"Content-Length: " + b"9" * 30), 413),
}


@pytest.mark.parametrize("octets, status", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_what_is_no_request_is_refused_and_ends_the_connection(mock, octets, status):
    mock.stub("/a", {"body": "matches"})
    mock.stub("/smuggled", {"body": "smuggled"})
    begin = time.monotonic()
    if octets.endswith(b"0\r\n\r\n"):  # a whole message to somebody: then what follows is one too
        octets += b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    got = mock.send(octets)
    assert time.monotonic() - begin < SECONDS
    wanted = status if isinstance(status, tuple) else (status,)
    assert int(got.split(b" ", 2)[1]) in wanted, got[:300]
    assert b"smuggled" not in got and b"matches" not in got
    assert got.count(b"HTTP/1.1 ") == 1 and b"Connection: close" in got


def test_content_beyond_its_length_is_the_next_request(mock):
    mock.stub("/a", {"body": "matches"})
    got = mock.send(post(b"Content-Length: 3", body=b"abcdef\r\n\r\n"))
    assert got.startswith(b"HTTP/1.1 200") and b"HTTP/1.1 400" in got


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_a_body_may_have_64_mebibytes_and_no_more(mock, framing):
    mock.stub("/a", {"body": "matches"})

    def ask(size):
        with socket.create_connection(("127.0.0.1", mock.port), timeout=3 * SECONDS) as peer:
            head = b"Content-Length: %d" % size if framing == "length" else CHUNKED
            try:
                peer.sendall(post(head, b"Connection: close"))
                for _ in range(size // MEBIBYTE):
                    peer.sendall(MEGABYTE_CHUNK if framing == "chunks" else MEGABYTE)
                peer.sendall(b"0\r\n\r\n" if framing == "chunks" else b"")
            except (BrokenPipeError, ConnectionResetError):
                pass  # answered before the end
            return peer.recv(65536)[:12]

    assert ask(MOST_BODY) == b"HTTP/1.1 200"
    assert ask(MOST_BODY + MEBIBYTE) == b"HTTP/1.1 413"


MEGABYTE = b"a" * MEBIBYTE
MEGABYTE_CHUNK = b"100000\r\n" + MEGABYTE + b"\r\n"


@pytest.fixture
def many_files():
    """Lets this process have some thousand sockets; the server takes what it needs itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_connections_are_answered_at_once(many_files, mock):
    mock.stub("/a", {"body": "matches"})
    peers = [socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS)
             for _ in range(1000)]
    try:
        for peer in peers:
            peer.sendall(b"GET /a HTTP/1.1\r\nHo")  # all of them are in the middle of a request
        assert mock.ask("GET", "/a") == (200, b"matches")
        for peer in peers:
            peer.sendall(b"st: a\r\nConnection: close\r\n\r\n")
        for number, peer in enumerate(peers):
            got = b"".join(iter(lambda peer=peer: peer.recv(4096), b""))
            assert got.startswith(b"HTTP/1.1 200") and got.endswith(b"matches"), number
    finally:
        for peer in peers:
            peer.close()


def resident(mock):
    text = pathlib.Path(f"/proc/{mock.pid}/status").read_text()
    line, = (line for line in text.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def pour(mock, count, size):
    """So many requests with bodies of that size, over one connection, with that many answers."""
    request = post(b"Content-Length: %d" % size, body=b"b" * size)
    with socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS) as peer:
        for _ in range(count):
            peer.sendall(request)
            got = b""
            while not got.endswith(b"matches"):
                piece = peer.recv(65536)
                assert piece, got
                got += piece


def test_the_journal_keeps_to_its_octets(start):
    mock = start("--journal-bytes", "1MB")
    mock.stub("/a", {"body": "matches"})
    pour(mock, 200, 64 * 1024)
    before = resident(mock)
    pour(mock, 2000, 64 * 1024)  # 125 MiB
    assert resident(mock) - before < 8 * MEBIBYTE
    mock.check_health()
    assert mock.ask("GET", "/__admin/requests?limit=1")[0] == 200


def test_unmatched_requests_and_their_pages_are_not_kept_for_ever(start):
    mock = start("--journal-bytes", "1MB")
    for number in range(20):
        mock.stub(f"/other/{number}", {"body": "x"})
    ask = post(b"Content-Length: 20000", body=b"b" * 20_000, path=b"/none")
    for round_number in range(2):
        if round_number == 1:
            before = resident(mock)
        for _ in range(100 + 300 * round_number):
            assert b"404" in mock.send(ask)[:20]
    assert resident(mock) - before < 8 * MEBIBYTE


def wait_for(what, condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, f"waited {SECONDS} s for {what}"
        time.sleep(0.01)


def test_an_answer_under_way_is_finished_at_the_end(start):
    mock = start()
    mock.stub("/late", {"body": "late", "fixedDelayMilliseconds": 1000})
    answers = []
    asking = threading.Thread(target=lambda: answers.append(mock.ask("GET", "/late")))
    asking.start()
    wait_for("the request", lambda: b"/late" in mock.ask("GET", "/__admin/requests")[1])
    os.kill(mock.pid, signal.SIGTERM)
    asking.join(SECONDS)
    assert answers == [(200, b"late")]
    wait_for("the end of the server", lambda: not mock.running)
    assert mock.stop() == 0


def received(peer):
    """What comes up to the end, be it a reset."""
    try:
        return b"".join(iter(lambda: peer.recv(65536), b""))
    except ConnectionResetError:
        return b""


def test_an_answer_that_is_too_late_does_not_hold_up_the_end(start):
    mock = start()
    mock.stub("/never", {"body": "never", "fixedDelayMilliseconds": 600_000})
    with socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS) as peer:
        peer.sendall(b"GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
        wait_for("the request", lambda: b"/never" in mock.ask("GET", "/__admin/requests")[1])
        os.kill(mock.pid, signal.SIGTERM)
        wait_for("the end of the server", lambda: not mock.running)
        assert received(peer) == b""
    assert mock.stop() == 0


PARENT = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline(), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("flags, stays", [(["--exit-with-parent"], False), ([], True)],
                         ids=["with", "without"])
def test_the_server_goes_with_its_parent_where_it_is_told_to(wireproof, flags, stays):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, wireproof, "mock", "--port", "0", *flags],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    pid, url = parent.stdout.readline().split(None, 1)
    server = os.pidfd_open(int(pid))
    try:
        port = int(url.rsplit(":", 1)[1])
        parent.kill()
        parent.wait(SECONDS)
        if stays:
            with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as peer:
                peer.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert peer.recv(100).startswith(b"HTTP/1.1 200")
        else:
            wait_for("the end of the server", lambda: has_ended(server, port))
    finally:
        try:
            signal.pidfd_send_signal(server, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(server)
        parent.stdin.close()
        parent.stdout.close()


def has_ended(server, port):
    """Nobody listens any more, and the process is gone (or waits for whoever inherited it)."""
    with socket.socket() as peer:
        if peer.connect_ex(("127.0.0.1", port)) == 0:
            return False
    return bool(select.select([server], [], [], 0)[0])
