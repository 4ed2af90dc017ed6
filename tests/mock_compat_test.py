"""`wireproof mock --compat wiremock` end to end: what the switch changes, on and off. ci/compat
compares it with WireMock itself."""

import gzip
import http.client
import socket

import pytest

from mock_peer import SECONDS, Mock


@pytest.fixture(scope="module")
def servers(wireproof, tmp_path_factory):
    """The same server twice: as WireMock, and as itself."""
    root = tmp_path_factory.mktemp("root")
    both = {"wiremock": Mock(wireproof, "--compat", "wiremock", "--root-dir", root),
            "itself": Mock(wireproof)}
    yield both
    for one in both.values():
        one.stop()


@pytest.fixture(params=["wiremock", "itself"])
def which(request, servers):
    assert servers[request.param].ask("DELETE", "/__admin/mappings")[0] == 200
    return request.param


@pytest.fixture
def mock(servers, which):
    return servers[which]


SCALARS = {
    "a name": {"name": 5},
    "a priority": {"priority": "3"},
    "persistence": {"persistent": "false"},
    "a status": {"response": {"status": "201"}},
    "a body": {"response": {"body": True}},
    "a delay": {"response": {"fixedDelayMilliseconds": "5"}},
}


@pytest.mark.parametrize("stub", SCALARS.values(), ids=SCALARS)
def test_scalars_of_other_types(mock, which, stub):
    status, answer = mock.post_stub({"request": {"urlPath": "/a"}, **stub})
    assert status == (201 if which == "wiremock" else 422), answer


def test_scalars_are_what_they_say(servers):
    mock = servers["wiremock"]
    status, answer = mock.post_stub({"name": 5, "priority": "3", "response": {"status": "201"}})
    assert (status, answer["name"], answer["priority"]) == (201, "5", 3)
    assert answer["response"]["status"] == 201


def exchange(mock, path, fields=None, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=SECONDS)
    try:
        connection.request("GET" if body is None else "POST", path, body, fields or {})
        reply = connection.getresponse()
        return reply, reply.read()
    finally:
        connection.close()


def test_answers_in_gzip(mock, which):
    mock.stub("/a", {"body": "hello"})
    reply, content = exchange(mock, "/a", {"Accept-Encoding": "gzip"})
    assert reply.getheader("Content-Encoding") == ("gzip" if which == "wiremock" else None)
    assert (gzip.decompress(content) if which == "wiremock" else content) == b"hello"


def test_answers_without_gzip(wireproof, tmp_path):
    mock = Mock(wireproof, "--compat", "wiremock", "--root-dir", tmp_path, "--disable-gzip")
    try:
        mock.stub("/a", {"body": "hello"})
        reply, content = exchange(mock, "/a", {"Accept-Encoding": "gzip"})
        assert (reply.getheader("Content-Encoding"), content) == (None, b"hello")
    finally:
        mock.stop()


def test_bodies_in_gzip(mock, which):
    mock.stub("/a", {"body": "text"}, bodyPatterns=[{"equalTo": "hello"}])
    reply, _ = exchange(mock, "/a", {"Content-Encoding": "gzip"}, gzip.compress(b"hello"))
    assert reply.status == (200 if which == "wiremock" else 404), "itself takes octets as they come"


@pytest.mark.parametrize("charset, status", [("iso-8859-1", 200), ("utf-8", 404)])
def test_bodies_in_latin_1(mock, charset, status):
    mock.stub("/a", {}, bodyPatterns=[{"equalTo": "hé"}])
    fields = {"Content-Type": f"text/plain; charset={charset}"}
    assert exchange(mock, "/a", fields, "hé".encode("latin-1"))[0].status == status


def test_a_stub_that_closes_its_connection(mock):
    mock.stub("/a", {"body": "hi", "headers": {"Connection": "close", "Content-Length": "2"}})
    with socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS) as peer:
        peer.sendall(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        first = b""
        while not first.endswith(b"\r\n\r\nhi"):
            first += peer.recv(4096)
        assert b"\r\nConnection: close\r\n" in first
        assert first.count(b"Connection:") == 1
        assert peer.recv(4096) == b""
