"""What became of each request, as wireproof.mock tells it: who answered, and what was really sent."""

import http.client
import socket
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from wireproof.mock import MockServer, VerificationError, response


def get(url, **options):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=10) as reply:
            return reply.read()
    except urllib.error.HTTPError as error:
        return error.read()


def test_each_way_to_a_request_tells_what_became_of_it(mock):
    stub = mock.when("GET", "/r").having(name="mine").reply(201)
    get(mock.url + "/r")
    for found in (mock.received(), mock.received("GET", "/r"), mock.verify("GET", "/r"),
                  mock.wait_for("GET", "/r"), mock.verify_order(("GET", "/r")), stub.received()):
        assert [(one.status, one.stub_name, one.stub_id, one.matched, one.reply)
                for one in found] == [(201, "mine", stub.id, True, "201")]
    get(mock.url + "/none")
    one, = mock.verify("GET", "/none")
    assert (one.matched, one.status, one.stub_name) == (False, 404, None)


HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
ENDS = [
    (response(fault="CONNECTION_RESET_BY_PEER"), None, "fault: CONNECTION_RESET_BY_PEER"),
    (response(fault="EMPTY_RESPONSE"), None, "fault: EMPTY_RESPONSE"),
    (response(fault="RANDOM_DATA_THEN_CLOSE"), None, "fault: RANDOM_DATA_THEN_CLOSE"),
    (response(fault="MALFORMED_RESPONSE_CHUNK"), 200, "200, fault: MALFORMED_RESPONSE_CHUNK"),
    ([{"reset": True}], None, "nothing, reset"),
    ([{"close": True}], None, "nothing, closed"),
    ([{"send": "hello"}, {"close": True}], None, "no HTTP, closed"),
    ([{"send": HEAD + "123456789"}], 200, "200"),
    ([{"send": HEAD + "123"}, {"close": True}], 200, "200, cut short"),
    ([{"send": HEAD + "123"}, {"reset": True}], 200, "200, cut short, reset"),
]


@pytest.mark.parametrize("does, status, said", ENDS, ids=[said for _, _, said in ENDS])
def test_what_was_really_sent_is_told(mock, does, status, said):
    rule = mock.when("GET", "/f")
    rule.script(*does) if isinstance(does, list) else rule.reply(**does)
    try:
        get(mock.url + "/f")
    except (OSError, http.client.HTTPException):
        pass
    one, = mock.wait_for("GET", "/f")
    assert (one.status, one.reply) == (status, said)


def test_a_reply_that_is_still_to_come_is_under_way(mock):
    mock.when("GET", "/slow").reply(delay_ms=600_000)
    mock.freeze_clock()
    address = urllib.parse.urlsplit(mock.url)
    asked = socket.create_connection((address.hostname, address.port), timeout=10)
    asked.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    one, = mock.wait_for("GET", "/slow", timeout=30)
    assert (one.status, one.end, one.reply) == (None, "open", "nothing, under way")
    asked.close()


def test_bodies_that_are_cut_cannot_be_judged(wireproof):
    with MockServer("--journal-bytes", "64KB", binary=wireproof) as mock:
        get(mock.url + "/a", data=b"x" * 20_000 + b"end")
        said = "1 request may or may not be like that: the journal keeps only the beginning"
        with pytest.raises(VerificationError, match=said):
            mock.verify("POST", "/a", body={"contains": "end"})
        with pytest.warns(UserWarning, match=said):
            mock.verify("POST", "/a", body={"contains": "end"}, count=0)
        with pytest.raises(VerificationError) as failure:
            mock.verify("POST", "/b", body={"contains": "end"})
        assert said not in str(failure.value)


def test_a_client_that_went_away_is_told(mock):
    mock.when("GET", "/long").reply(body="x" * 50_000_000)
    address = urllib.parse.urlsplit(mock.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as asked:
        asked.sendall(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
        asked.recv(1)
    deadline = time.monotonic() + 30
    while mock.wait_for("GET", "/long")[0].end == "open":
        assert time.monotonic() < deadline
    assert mock.received("GET", "/long")[0].reply == "client gone"
