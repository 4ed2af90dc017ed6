"""The mock server from Python (wireproof.mock), without pytest's fixtures: what its words become,
what it asks, and what becomes of its process."""

import datetime
import http.client
import os
import re
import select
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest
from wireproof.binary import BinaryNotFound, find_binary
from wireproof.mock import (AdminError, MockServer, MockServerError, VerificationError,
                            request_pattern, response)

from conftest import ROOT


def get(url, **options):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=10) as reply:
            return reply.status, reply.read().decode(), dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


# Words

PATTERNS = [
    (request_pattern(), {}),
    (request_pattern("GET", "/a"), {"method": "GET", "urlPath": "/a"}),
    (request_pattern(url="/a?b=1"), {"url": "/a?b=1"}),
    (request_pattern(url="/a/{id}"), {"urlPathTemplate": "/a/{id}"}),
    (request_pattern(url=re.compile("/a.*")), {"urlPathPattern": "/a.*"}),
    (request_pattern(url=re.compile("/a", re.I | re.S)), {"urlPathPattern": "(?is)/a"}),
    (request_pattern(urlPattern="/a.*"), {"urlPattern": "/a.*"}),
    (request_pattern({"urlPath": "/a"}), {"urlPath": "/a"}),
    (request_pattern(headers={"A": 1, "B": None, "C": re.compile("x+"), "D": {"contains": "y"}}),
     {"headers": {"A": {"equalTo": "1"}, "B": {"absent": True}, "C": {"matches": "x+"},
                  "D": {"contains": "y"}}}),
    (request_pattern(query={"a": True}, cookies={"b": "c"}, form={"d": "e"}),
     {"queryParameters": {"a": {"equalTo": "true"}}, "cookies": {"b": {"equalTo": "c"}},
      "formParameters": {"d": {"equalTo": "e"}}}),
    (request_pattern(json={"a": 1}), {"bodyPatterns": [{"equalToJson": {"a": 1}}]}),
    (request_pattern(json="a"), {"bodyPatterns": [{"equalToJson": '"a"'}]}),
    (request_pattern(json=None), {"bodyPatterns": [{"equalToJson": "null"}]}),
    (request_pattern(body="a", bodyPatterns=[{"contains": "b"}]),
     {"bodyPatterns": [{"contains": "b"}, {"equalTo": "a"}]}),
    (request_pattern(body=b"\0"), {"bodyPatterns": [{"binaryEqualTo": "AA=="}]}),
    (request_pattern(basic_auth=("u", "p")),
     {"basicAuthCredentials": {"username": "u", "password": "p"}}),
]

RESPONSES = [
    (response(), {"status": 200}),
    (response(404, body="x", reason="Gone"), {"status": 404, "body": "x", "statusMessage": "Gone"}),
    (response(body=b"\0"), {"status": 200, "base64Body": "AA=="}),
    (response(json=None), {"status": 200, "jsonBody": None,
                           "headers": {"Content-Type": "application/json"}}),
    (response(json=1, headers={"content-type": "a/b"}),
     {"status": 200, "jsonBody": 1, "headers": {"content-type": "a/b"}}),
    (response(delay_ms=5, fault="EMPTY_RESPONSE", file="a.txt", template=True),
     {"status": 200, "fixedDelayMilliseconds": 5, "fault": "EMPTY_RESPONSE",
      "bodyFileName": "a.txt", "transformers": ["response-template"]}),
    (response(chunkedDribbleDelay={"numberOfChunks": 2, "totalDuration": 1}),
     {"status": 200, "chunkedDribbleDelay": {"numberOfChunks": 2, "totalDuration": 1}}),
]


@pytest.mark.parametrize("made, json", PATTERNS + RESPONSES)
def test_words_become_the_json_of_wiremock(made, json):
    assert made == json


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in PATTERNS])
def test_the_server_takes_each_pattern(mock, pattern):
    mock.add({"request": pattern})
    mock.received(pattern)


@pytest.mark.parametrize("reply", [reply for reply, _ in RESPONSES])
def test_the_server_takes_each_response(mock, reply):
    mock.add({"response": reply})


# Answers


def test_replies_in_sequence_and_in_a_cycle(mock):
    mock.when(url="/a").replies(response(503), response(200))
    mock.when(url="/b").replies(response(503), response(200), cycle=True)
    assert [get(mock.url + "/a")[0] for _ in range(3)] == [503, 200, 200]
    assert [get(mock.url + "/b")[0] for _ in range(3)] == [503, 200, 503]


def test_a_script_is_sent_octet_by_octet(mock):
    lines = ["HTTP/1.1 200 Fine", "x-Y: 1", "Content-Length: 2", "", "hi"]
    mock.when(url="/a").script({"send": lines})
    status, body, headers = get(mock.url + "/a")
    assert (status, body) == (200, "hi")
    assert headers == {"x-Y": "1", "Content-Length": "2"}


def test_rules_for_connections(mock):
    mock.when(url="/a").reply(body="usual")
    rule = mock.on_connect(connection={"at": [1, 2]}, times=1, name="not HTTP at all",
                           script=[{"send": "${connection}, and no HTTP"}, {"close": True}])
    with pytest.raises(http.client.BadStatusLine, match="1, and no HTTP"):
        get(mock.url + "/a")
    assert get(mock.url + "/a")[1] == "usual"
    assert rule.json["wireproof"]["when"] == {"connection": {"at": [1, 2]}, "times": 1}
    rule.remove()
    with pytest.raises(AdminError, match="422: /wireproof/connect"):
        mock.on_connect(connection=1)


def test_a_rule_shows_another_certificate(wireproof):
    with MockServer(binary=wireproof, https=True) as own:
        own.when(url="/a").reply(body="safe")
        own.on_connect(connection=1, tls={"certificate": {"not_before": "-30d", "not_after": "-1d"}})
        own.on_connect(connection=2, tls_fault="reset_in_handshake")
        context = own.ssl_context()
        for said in ("certificate has expired", "reset"):
            with pytest.raises(urllib.error.URLError, match=said):
                urllib.request.urlopen(own.https_url + "/a", timeout=10, context=context)
        with urllib.request.urlopen(own.https_url + "/a", timeout=10, context=context) as reply:
            assert reply.read() == b"safe"


def test_every_path_belongs_to_the_test(mock):
    mock.when("GET", "/__admin/mappings").reply(body="mine")
    assert get(mock.url + "/__admin/mappings")[1] == "mine"


def test_a_stub_can_be_taken_away(mock):
    stub = mock.when(url="/a").reply()
    get(mock.url + "/a")
    assert [one.path for one in stub.received()] == ["/a"]
    assert [one.id for one in mock.stubs()] == [stub.id]
    stub.remove()
    assert get(mock.url + "/a")[0] == 404


def test_scenarios_delays_and_the_clock(mock):
    mock.when(url="/s").having(scenarioName="s", requiredScenarioState="on").reply(body="on")
    mock.set_scenario("s", "on")
    assert get(mock.url + "/s")[1] == "on"
    mock.when(url="/now").reply(body="{{now}}", template=True)
    mock.freeze_clock(datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc))
    assert get(mock.url + "/now")[1] == "2026-01-01T00:00:00Z"
    mock.advance_clock(90)
    assert get(mock.url + "/now")[1] == "2026-01-01T00:01:30Z"
    mock.reset()
    assert mock.admin("GET", "/wireproof/clock")["frozen"] is False


def test_what_is_refused_is_said_with_its_place(mock):
    with pytest.raises(AdminError, match="422: /request/method .*expected") as refused:
        mock.when(method=5).reply()
    assert refused.value.status == 422 and refused.value.errors[0]["code"] == 10


# What was received


def test_a_request_as_a_value(mock):
    mock.when(url="/a").having(name="one").reply(201)
    get(mock.url + "/a?x=1&x=&y=%C3%A9", data='{"é": 1}'.encode(), headers={"X-Trace": "t"})
    get(mock.url + "/nowhere")
    first, second = mock.received()
    assert (first.method, first.path, first.query) == ("POST", "/a", {"x": ["1", ""], "y": ["é"]})
    assert first.json() == {"é": 1} and first.text == '{"é": 1}'
    assert first.body == b'{"\xc3\xa9": 1}'
    assert first.header("x-trace") == "t" and first.header("x-none", "-") == "-"
    assert (first.matched, first.stub_name, first.status) == (True, "one", 201)
    assert (second.matched, second.stub_id, second.status) == (False, None, 404)
    assert "Request was not matched" in second.report
    assert [one.path for one in mock.unmatched()] == ["/nowhere"]
    assert mock.received("POST", json={"é": 1})[0].url == first.url
    assert mock.journal()[0]["received"].startswith("POST /a?x=1&x=&y=%C3%A9 HTTP/1.1\r\n")
    mock.forget_requests()
    assert mock.received() == []


@pytest.mark.parametrize("words, said", [
    ({"url": "a"}, "url='a': no request has it; expected a path that begins"),
    ({"url": ""}, "url='': no request has it"),
    ({"url": "http://a/b"}, "url='http://a/b': no request has it"),
    ({"url": 5}, "url=5: expected text, a compiled regex or None"),
    ({"headers": {"x": [1]}}, r"x=\[1\]: expected text, a number"),
    ({"query": {"x": b"1"}}, "x=b'1': expected text, a number"),
    ({"body": object}, "body=<class 'object'>: expected text, a number"),
])
def test_words_that_no_request_can_meet_are_refused(mock, words, said):
    for ask in (mock.when, mock.received, mock.verify):
        with pytest.raises((ValueError, TypeError), match=said):
            ask(**words)


def test_a_rule_without_a_reply_is_told_at_the_end(wireproof):
    said = r"when\(GET /a\) at mock_python_test.py:\d+ has no reply\(\): it made no stub"
    with pytest.raises(VerificationError, match=said):
        with MockServer(binary=wireproof) as mock:
            mock.when("GET", "/a")
            mock.when("GET", "/b").reply()
    assert not mock.process.running
    with pytest.raises(ZeroDivisionError):
        with MockServer(binary=wireproof) as mock:
            mock.when("GET", "/a")
            1 / 0


@pytest.mark.parametrize("counts, outcome", [
    ({}, None), ({"count": 2}, None), ({"at_least": 1, "at_most": 2}, None), ({"at_most": 3}, None),
    ({"count": 1}, "1 wanted, 2 received: GET /a"), ({"count": 3}, "3 wanted, 2 received: GET /a"),
    ({"at_least": 3}, "at least 3 wanted, 2 received: GET /a"),
    ({"at_least": 3, "at_most": 4}, "at least 3 and at most 4 wanted, 2 received: GET /a"),
])
def test_counts(mock, counts, outcome):
    get(mock.url + "/a")
    get(mock.url + "/a")
    if outcome is None:
        assert len(mock.verify("GET", "/a", **counts)) == 2
    else:
        with pytest.raises(VerificationError) as failure:
            mock.verify("GET", "/a", **counts)
        assert str(failure.value).split("\n")[0] == outcome


def test_no_request_may_come(mock):
    assert mock.verify("DELETE", count=0) == []
    get(mock.url + "/a", method="DELETE")
    with pytest.raises(VerificationError, match="^0 wanted, 1 received: DELETE\n"):
        mock.verify("DELETE", count=0)


def test_waiting_for_what_is_to_come(mock):
    later = threading.Timer(0.1, get, [mock.url + "/late"])
    later.start()
    assert mock.wait_for("GET", "/late", timeout=30)[0].path == "/late"
    later.join()
    with pytest.raises(VerificationError, match="at least 1 wanted, 0 received: GET /never"):
        mock.wait_for("GET", "/never", timeout=0.05)


def test_the_order(mock):
    for path in ("/a", "/x", "/b"):
        get(mock.url + path)
    assert [one.path for one in mock.verify_order(("GET", "/a"), {"urlPath": "/b"})] == ["/a", "/b"]
    with pytest.raises(VerificationError) as failure:
        mock.verify_order(("GET", "/b"), ("GET", "/a"))
    assert str(failure.value).split("\n\n")[0] == (
        "requests are not in this order:\n  ok      1. GET /b\n  MISSING 2. GET /a")


def test_a_journal_that_is_off_is_no_success(wireproof):
    with MockServer("--no-request-journal", binary=wireproof) as mock:
        with pytest.raises(MockServerError, match="keeps no journal"):
            mock.verify("GET", "/a", count=0)


# The process


def test_a_token_and_an_admin_port_of_ones_own(wireproof):
    with MockServer("--admin-token", "secret", "--admin-port=0", binary=wireproof) as mock:
        mock.when(url="/a").reply(body="x")
        assert get(mock.url + "/a")[1] == "x"
        assert get(mock.admin_url + "/__admin/mappings")[0] == 401


def test_https_with_its_own_authority(wireproof):
    with MockServer(https=True, binary=wireproof) as mock:
        mock.when(url="/a").reply(body="x")
        with urllib.request.urlopen(mock.https_url + "/a", context=mock.ssl_context()) as reply:
            assert reply.read() == b"x"
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(mock.https_url + "/a")


def test_in_place_of_wiremock(wireproof):
    with MockServer("--compat", "wiremock", "--bind-address", "127.0.0.1", https=True,
                    binary=wireproof) as mock:
        stub = mock.when(url="/a").reply(body="x")
        assert get(mock.url + "/a")[2]["Matched-Stub-Id"] == stub.id
        assert mock.admin_url == mock.url and mock.https_url.startswith("https://127.0.0.1:")


def test_it_can_be_started_again(wireproof):
    mock = MockServer(binary=wireproof)
    mock.when(url="/a").reply()
    mock.stop()
    mock.start()
    assert mock.stubs() == []
    assert mock.process.stop() == 0


def test_it_goes_with_the_process_that_started_it(wireproof):
    program = ("from wireproof.mock import MockServer; import sys, time\n"
               f"mock = MockServer(binary={wireproof!r})\n"
               "print(mock.process.pid, flush=True); time.sleep(60)")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "reference")}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True,
                          env=environment) as parent:
        pid = int(parent.stdout.readline())
        descriptor = os.pidfd_open(pid)
        parent.send_signal(signal.SIGKILL)
    try:
        assert select.select([descriptor], [], [], 10)[0], f"process {pid} lives on"
    finally:
        os.close(descriptor)


def test_where_the_program_is(wireproof, monkeypatch):
    assert find_binary(wireproof) == wireproof
    monkeypatch.setenv("WIREPROOF", wireproof)
    assert find_binary() == wireproof
    monkeypatch.setenv("WIREPROOF", "/nowhere")
    with pytest.raises(BinaryNotFound, match=r"/nowhere \(\$WIREPROOF\) is no program"):
        find_binary()
