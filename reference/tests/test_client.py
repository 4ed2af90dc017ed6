"""The role client of every shim: real connections to a scripted peer."""

import socket
import time

import pytest
from driver import DEADLINE_S, AnyBytes, Request, Reset, Silence, Trickle
from schemas import messages

GET = {"target": "/"}
OK = b"HTTP/1.1 200 Fine\r\nContent-Length: 2\r\nX: 1\r\nX: 2\r\n\r\nhi"


def chunked(*lines):
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(lines)


def test_a_response_is_reported_in_full(shim, peer):
    reply = shim.exchange(peer([Request(), OK, Silence]).port, GET)
    messages("exchange_ok").validate(reply)
    assert reply == {
        "responses": [
            {
                "version": "HTTP/1.1",
                "status": 200,
                "reason": "Fine",
                "fields": [["Content-Length", "2"], ["X", "1"], ["X", "2"]],
                "body": "hi",
                "trailers": [],
            }
        ]
    }


def test_octets_survive_both_ways(shim, peer):
    body = bytes(range(256))
    server = peer(
        [
            Request(256),
            b"HTTP/1.1 200 OK\r\nX: \xe9\xff\r\nContent-Length: 256\r\n\r\n" + body,
            Silence,
        ]
    )
    text = body.decode("latin-1")
    reply = shim.exchange(
        server.port, {"method": "POST", "target": "/", "fields": [["Y", "\xe9\xff"]], "body": text}
    )
    assert reply["responses"][0]["body"] == text
    assert ["X", "\xe9\xff"] in reply["responses"][0]["fields"]
    assert b"\r\nY: \xe9\xff\r\n" in server.received[0] and server.received[0].endswith(
        b"\r\n\r\n" + body
    )
    assert b"\r\ncontent-length: 256\r\n" in server.received[0].lower()


def test_fields_keep_their_order_spelling_and_duplicates(shim, peer):
    server = peer([Request(), OK, Silence])
    shim.exchange(
        server.port,
        dict(GET, target="/a?b", fields=[["bB", "1"], ["Aa", "2"], ["bB", "3"], ["E", ""]]),
    )
    lines = server.received[0].split(b"\r\n")
    assert lines[0] == b"GET /a?b HTTP/1.1"
    assert b"Host: 127.0.0.1:%d" % server.port in lines
    ours = [line.rstrip() for line in lines if line.split(b":")[0] in (b"bB", b"Aa", b"E")]
    # A library that takes several values under one name sends them together.
    assert ours in ([b"bB: 1", b"Aa: 2", b"bB: 3", b"E:"], [b"bB: 1", b"bB: 3", b"Aa: 2", b"E:"])


def test_host_is_what_the_caller_says(shim, peer):
    server = peer([Request(), OK, Silence])
    shim.exchange(server.port, dict(GET, host="a.test"))
    assert [
        line for line in server.received[0].split(b"\r\n") if line.lower().startswith(b"host:")
    ] == [b"Host: a.test"]


def test_chunks_are_sent_chunked(shim, peer):
    server = peer([Request(len(b"1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n")), OK, Silence])
    shim.exchange(server.port, {"method": "PUT", "target": "/", "chunks": ["a", "bcd"]})
    assert b"\r\ntransfer-encoding: chunked\r\n" in server.received[0].lower()
    assert server.received[0].endswith(b"\r\n\r\n1\r\na\r\n3\r\nbcd\r\n0\r\n\r\n")


def test_chunked_responses_are_decoded(shim, peer):
    server = peer(
        [Request(), chunked(b"2\r\nhe\r\n", b"3;x=y\r\nllo\r\n", b"0\r\nT: t\r\n\r\n"), Silence]
    )
    response = shim.exchange(server.port, GET)["responses"][0]
    assert response["body"] == "hello"
    reports_trailers = "trailers" in shim.ask("hello", protocol=1)["reports"]
    assert response["trailers"] == ([["T", "t"]] if reports_trailers else [])


def test_requests_share_a_connection(shim, peer):
    bodiless = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    server = peer([Request(), OK, Request(), bodiless, Request(), chunked(b"0\r\n\r\n"), Silence])
    reply = shim.exchange(server.port, GET, {"method": "HEAD", "target": "/2"}, GET)
    assert [response["body"] for response in reply["responses"]] == ["hi", "", ""]
    assert len(server.received) == 1


def test_without_reuse_each_request_has_its_own_connection(shim, peer):
    server = peer([Request(), OK, Silence], [Request(), OK, Silence])
    reply = shim.exchange(server.port, GET, GET, reuse=False)
    assert len(reply["responses"]) == 2 and len(server.received) == 2
    assert server.ended[0].wait(DEADLINE_S)


def test_a_connection_that_the_peer_ends_is_opened_again(shim, peer):
    server = peer(
        [Request(), b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi"], [Request(), OK, Silence]
    )
    reply = shim.exchange(server.port, GET, GET)
    assert [response["body"] for response in reply["responses"]] == ["hi", "hi"]
    assert len(server.received) == 2


def test_the_report_comes_before_the_end_of_the_connection(shim, peer):
    server = peer([Request(), OK, Silence])
    shim.exchange(server.port, GET)
    assert not server.ended[0].wait(0.05)
    shim.ask("release")
    assert server.ended[0].wait(DEADLINE_S)


SHORT = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
FAILURES = {
    "closed at once": ([Request()], "head", "closed"),
    "reset at once": ([Request(), Reset], "head", "closed"),
    "closed in the body": ([Request(), SHORT], "body", "incomplete"),
    "closed in a chunk": ([Request(), chunked(b"5\r\nhe")], "body", "incomplete"),
    "no status line": ([Request(), b"HELLO\r\n\r\n", Silence], "head", "protocol"),
    "silence": ([Request(), Silence], "head", "timeout"),
    "silence in the body": ([Request(), SHORT, Silence], "body", "timeout"),
    "a body without end": ([Request(), b"HTTP/1.1 200 OK\r\n\r\n", Trickle], "body", "timeout"),
}


@pytest.mark.parametrize("steps, at, kind", FAILURES.values(), ids=FAILURES.keys())
def test_failures_have_their_kind(shim, peer, steps, at, kind):
    started = time.monotonic()
    reply = shim.exchange(
        peer(steps).port, GET, GET, deadline_ms=300 if kind == "timeout" else 5000
    )
    messages("exchange_ok").validate(reply)
    assert reply["responses"] == []
    assert (reply["failure"]["request"], reply["failure"]["at"], reply["failure"]["kind"]) == (
        0,
        at,
        kind,
    )
    assert reply["failure"]["native"]
    if at == "body" and kind == "incomplete" and b"hello" in steps[-1]:
        assert reply["failure"]["partial"] == "hello"
    assert kind != "timeout" or 0.25 < time.monotonic() - started < 1.3


def test_the_request_that_failed_is_named(shim, peer):
    reply = shim.exchange(peer([Request(), OK, Request()]).port, GET, GET, GET)
    assert len(reply["responses"]) == 1
    assert (reply["failure"]["request"], reply["failure"]["kind"]) == (1, "closed")


def test_nobody_listens(shim):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    failure = shim.exchange(port, GET)["failure"]
    assert (failure["at"], failure["kind"]) == ("connect", "connect")


@pytest.mark.parametrize(
    "request_",
    [dict(GET, fields=[["A", "1\r\nB: 2"]]), {"target": "/a b"}],
    ids=["field", "target"],
)
def test_what_the_library_will_not_send_is_refused(shim, peer, request_):
    failure = shim.exchange(peer([Silence]).port, request_)["failure"]
    assert (failure["at"], failure["kind"]) == ("send", "refused")


def test_tls_that_is_none(shim, peer, authority):
    server = peer([b"HTTP/1.1 400 Bad Request\r\n\r\n"])
    failure = shim.exchange(server.port, GET, tls={"ca_pem": authority.ca_pem})["failure"]
    assert (failure["at"], failure["kind"]) == ("handshake", "tls")


@pytest.mark.parametrize("steps", [[AnyBytes], [AnyBytes, Reset]], ids=["closed", "reset"])
def test_a_connection_that_ends_in_its_handshake_is_a_failure_of_tls(shim, peer, authority, steps):
    failure = shim.exchange(peer(steps).port, GET, tls={"ca_pem": authority.ca_pem})["failure"]
    assert (failure["at"], failure["kind"]) == ("handshake", "tls")


def test_a_silent_handshake_ends_with_the_deadline(shim, peer, authority):
    failure = shim.exchange(
        peer([Silence]).port, GET, tls={"ca_pem": authority.ca_pem}, deadline_ms=300
    )["failure"]
    assert (failure["at"], failure["kind"]) == ("handshake", "timeout")


TRUST = {
    "a name": ({"server_name": "localhost"}, None),
    "an address": ({}, None),
    "another name": ({"server_name": "other.test"}, "tls"),
    "another name, unverified": ({"server_name": "other.test", "verify": False}, None),
}


@pytest.mark.parametrize("tls, kind", TRUST.values(), ids=TRUST.keys())
def test_certificates_are_verified(shim, authority, tls, kind):
    port = shim.ask("serve", app="echo", tls=authority.server)["port"]
    reply = shim.exchange(port, GET, GET, tls=dict(tls, ca_pem=authority.ca_pem))
    if kind is None:
        assert [response["status"] for response in reply["responses"]] == [200, 200]
        host = "{}:{}".format(tls.get("server_name", "127.0.0.1"), port)
        assert f'["Host","{host}"]' in reply["responses"][0]["body"]
    else:
        assert (reply["failure"]["at"], reply["failure"]["kind"]) == ("handshake", kind)
    shim.ask("stop", port=port)


def test_another_authority_is_not_trusted(shim, authority, other_authority):
    port = shim.ask("serve", app="echo", tls=authority.server)["port"]
    failure = shim.exchange(port, GET, tls={"ca_pem": other_authority.ca_pem})["failure"]
    assert (failure["at"], failure["kind"]) == ("handshake", "tls")
    shim.ask("stop", port=port)
