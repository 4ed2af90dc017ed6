"""The role server of every shim: raw requests to what it serves."""

import json
import socket
import ssl
import time

import pytest
from driver import Raw, canonical
from schemas import messages


@pytest.fixture
def echo(shim):
    """A raw connection to an echo application of its own."""
    port = shim.ask("serve", app="echo")["port"]
    with Raw(port) as connection:
        yield connection
    shim.ask("stop", port=port)


def test_the_echo_is_spelled_to_the_byte(echo):
    body = bytes(range(256))
    echo.send(
        b'POST /a%20b?c=d&"\\ HTTP/1.1\r\nHost: h\r\nX-a: 1\r\nx-A: \xe9/~\r\n'
        b"Content-Length: 256\r\n\r\n" + body
    )
    status, fields, content = echo.response()
    assert (status, fields["content-type"]) == (200, "application/json")
    assert content == canonical(
        method="POST",
        target='/a%20b?c=d&"\\',
        version="HTTP/1.1",
        fields=[["Host", "h"], ["X-a", "1"], ["x-A", "\xe9/~"], ["Content-Length", "256"]],
        body=body.decode("latin-1"),
        trailers=[],
    )
    messages("echo").validate(json.loads(content))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_every_method_is_answered_with_and_without_a_body(echo, method):
    for body in (b"", b"hello"):
        echo.send(
            b"%s / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
            % (method.encode(), len(body), body)
        )
        status, _, content = echo.response()
        seen = json.loads(content)
        assert (status, seen["method"], seen["body"]) == (200, method, body.decode())


def test_other_methods_are_not(echo):
    echo.send(b"BREW / HTTP/1.1\r\nHost: h\r\n\r\n")
    assert 400 <= echo.response()[0] <= 501


def test_head_has_the_head_of_get_and_no_content(echo):
    echo.send(b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
    _, head, _ = echo.response(head_only=True)
    _, get, content = echo.response()
    assert int(head["content-length"]) == len(content) + 1
    assert head.keys() == get.keys() and head["content-type"] == get["content-type"]


def test_http_1_0_is_echoed_as_such(echo):
    echo.send(b"GET / HTTP/1.0\r\n\r\n")
    assert json.loads(echo.response()[2])["version"] == "HTTP/1.0"
    assert echo.file.read() == b""


def test_many_requests_on_one_connection(echo):
    for round_ in range(3):
        echo.send(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % round_ * 20)
        for _ in range(20):
            assert json.loads(echo.response()[2])["target"] == f"/{round_}"


def test_each_response_is_prompt(echo):
    # Nagle's algorithm against a delayed ACK costs 40 ms a response.
    started = time.monotonic()
    for _ in range(20):
        echo.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
        echo.response()
    assert time.monotonic() - started < 20 * 0.03


@pytest.mark.subject("node")
def test_chunked_bodies_and_trailers_are_echoed(echo):
    echo.send(
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\nhe\r\n3\r\nllo\r\n0\r\nT: t\r\n\r\n"
    )
    seen = json.loads(echo.response()[2])
    assert (seen["body"], seen["trailers"]) == ("hello", [["T", "t"]])


@pytest.mark.subject("cpython")
def test_an_invalid_length_ends_the_connection_as_in_any_handler(echo):
    echo.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: five\r\n\r\nhello")
    assert echo.file.read() == b""


@pytest.mark.subject("cpython")
def test_the_date_stands_still(echo):
    echo.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    assert echo.response()[1]["date"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_several_servers_run_until_they_are_stopped(shim):
    ports = [shim.ask("serve", app="echo")["port"] for _ in range(3)]
    assert len(set(ports)) == 3
    connections = [Raw(port) for port in ports]
    for connection, port in zip(connections, ports):
        connection.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        assert connection.response()[0] == 200
        started = time.monotonic()
        assert shim.ask("stop", port=port) == {}
        assert time.monotonic() - started < 0.3
        assert connection.file.read() == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        connection.__exit__()
    assert shim.request("stop", port=ports[0])["error"]["kind"] == "bad-message"


def test_a_slow_connection_does_not_keep_others_waiting(shim):
    port = shim.ask("serve", app="echo")["port"]
    with Raw(port) as slow, Raw(port) as prompt:
        slow.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe")
        prompt.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        assert prompt.response()[0] == 200
    shim.ask("stop", port=port)


def test_a_hundred_connections_at_once(shim):
    port = shim.ask("serve", app="echo")["port"]
    connections = [Raw(port) for _ in range(100)]
    for connection in connections:
        connection.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    for connection in connections:
        assert connection.response()[0] == 200
        connection.__exit__()
    shim.ask("stop", port=port)


def test_tls(shim, authority):
    port = shim.ask("serve", app="echo", tls=authority.server)["port"]
    context = ssl.create_default_context(cadata=authority.ca_pem)
    with Raw(port, context) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n" * 2)
        assert connection.response()[0] == connection.response()[0] == 200
    shim.ask("stop", port=port)


def test_tls_with_something_that_is_no_certificate(shim):
    reply = shim.request("serve", app="echo", tls={"cert_pem": "x", "key_pem": "y"})
    assert reply["error"]["kind"] == "bad-message"


def test_a_client_that_is_silent_in_its_handshake_does_not_hinder_stop(shim, authority):
    port = shim.ask("serve", app="echo", tls=authority.server)["port"]
    with socket.create_connection(("127.0.0.1", port)):
        started = time.monotonic()
        shim.ask("stop", port=port)
        assert time.monotonic() - started < 2


@pytest.mark.subject("cpython")
def test_static_files(shim, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"hello")
    (tmp_path / "a.c").write_bytes(b"x")
    port = shim.ask("serve", app="static", root=str(tmp_path))["port"]
    with Raw(port) as connection:
        connection.send(
            b"GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\nHEAD /a.txt HTTP/1.1\r\nHost: h\r\n\r\n"
        )
        assert connection.response()[2] == b"hello"
        assert connection.response(head_only=True)[1]["content-length"] == "5"
        connection.send(b"GET /none HTTP/1.1\r\nHost: h\r\n\r\n")
        assert connection.response()[0] == 404
    shim.ask("stop", port=port)
