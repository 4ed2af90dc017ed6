"""`--strict`: a request that breaks the RFCs fails visibly instead of getting its stub's answer."""

import json

import pytest

from mock_peer import Mock


@pytest.fixture(scope="module", params=["--strict", None])
def server(wireproof, request):
    mock = Mock(wireproof, *filter(None, [request.param]))
    mock.strict = request.param is not None
    yield mock
    mock.stop()


@pytest.fixture
def mock(server):
    server.ask("POST", "/__admin/reset")
    server.stub("/a", {"body": "usual"})
    return server


def request(path="/a", *fields):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *fields, "", ""]).encode()


def test_a_good_request_is_answered(mock):
    assert mock.send(request()).endswith(b"usual")


def test_a_request_with_findings(mock):
    """Sent twice on one connection: the 400 ends it."""
    answer = mock.send(request("/a", "TE: trailers") * 2)
    assert answer.count(b"HTTP/1.1 ") == (1 if mock.strict else 2)
    if mock.strict:
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"\r\nConnection: close\r\n" in answer
        assert b"option-not-in-connection: TE is for this hop" in answer
        assert b"(RFC 9110 section 10.1.4)" in answer
    else:
        assert answer.endswith(b"usual")
    (exchange, *_) = json.loads(mock.ask("GET", "/__admin/wireproof/journal")[1])["exchanges"]
    assert exchange["findings"][0]["finding"] == "option-not-in-connection"
    assert exchange["stub"], "it was chosen"


def test_a_strict_stub_beside_others(mock):
    mock.post_stub({"request": {"urlPath": "/strict"}, "wireproof": {"strict": True}})
    assert mock.send(request("/strict", "TE: trailers")).startswith(b"HTTP/1.1 400 ")
    assert mock.send(request("/strict")).startswith(b"HTTP/1.1 200 ")


def test_requests_without_a_stub_are_not_judged(mock):
    assert mock.send(request("/none", "TE: trailers")).startswith(b"HTTP/1.1 404 ")


def test_the_admin_api_is_not_judged(mock):
    assert mock.send(request("/__admin/health", "TE: trailers")).startswith(b"HTTP/1.1 200 ")


def test_what_cannot_be_read_is_refused_either_way(mock):
    assert mock.send(request("/a", "A: \x01")).startswith(b"HTTP/1.1 400 ")
