"""Webhooks: requests that a mock makes itself once it has answered. The target is another mock."""

import base64
import time
import urllib.request

import pytest
from wireproof.mock import MockServer

from mock_peer import SECONDS


@pytest.fixture(scope="module")
def target_server(wireproof):
    with MockServer(binary=wireproof) as running:
        yield running


@pytest.fixture
def target(target_server):
    target_server.reset()
    target_server.when(url="/hook").reply(202, body="noted")
    return target_server


@pytest.fixture(scope="module")
def caller_server(wireproof, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "__files").mkdir()
    (root / "__files/hook.txt").write_text("of a file, {{originalRequest.method}}")
    with MockServer("--root-dir", root, "--allow-proxy-targets", "127.0.0.1",
                    binary=wireproof) as running:
        yield running


@pytest.fixture
def caller(caller_server):
    caller_server.reset()
    return caller_server


def add(caller, parameters, key="serveEventListeners", name="webhook"):
    caller.add({"request": {"urlPath": "/call"}, "response": {"body": "called"},
                key: [{"name": name, "parameters": parameters}]})


def call(caller, path="/call", body=b"", fields=None):
    """The answer of the stub; the webhook follows it."""
    request = urllib.request.Request(caller.url + path, body or None, fields or {})
    with urllib.request.urlopen(request, timeout=SECONDS) as reply:
        assert reply.read() == b"called"


def sub_events(caller, wanted):
    """Those of the only exchange, once there are so many."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        (exchange,) = caller.journal()
        if len(exchange["sub_events"]) >= wanted:
            return exchange["sub_events"]
        time.sleep(0.01)
    raise AssertionError(f"{wanted} sub-events wanted, there are {exchange['sub_events']}")


@pytest.mark.parametrize("key", ["serveEventListeners", "postServeActions"])
def test_method_url_headers_and_body(caller, target, key):
    add(caller, {"method": "PUT", "url": f"{target.url}/hook?a=1&b",
                 "headers": {"X-One": "1", "X-Several": ["2", "3"], "Content-Type": "text/x"},
                 "body": "the body"}, key)
    call(caller)
    (hook,) = target.wait_for("PUT", "/hook", count=1)
    assert hook.url == "/hook?a=1&b"
    assert (hook.header("X-One"), hook.header("Content-Type")) == ("1", "text/x")
    assert "X-Several: 2\r\nX-Several: 3\r\n" in target.journal()[0]["received"]
    assert hook.text == "the body"


def test_the_oldest_form(caller, target):
    caller.add({"request": {"urlPath": "/call"}, "response": {"body": "called"},
                "postServeActions": {"webhook": {"method": "DELETE", "url": f"{target.url}/hook"}}})
    call(caller)
    target.wait_for("DELETE", "/hook", count=1)


BODIES = {
    "JSON": ({"jsonBody": {"a": ["{{originalRequest.method}}"]}}, b'{"a":["POST"]}'),
    "octets": ({"base64Body": base64.b64encode(b"\0\xff").decode()}, b"\0\xff"),
    "a file": ({"bodyFileName": "hook.txt"}, b"of a file, POST"),
    "nothing": ({}, b""),
}


@pytest.mark.parametrize("parameters, body", BODIES.values(), ids=BODIES)
def test_other_bodies(caller, target, parameters, body):
    add(caller, {"method": "POST", "url": f"{target.url}/hook", **parameters})
    call(caller, body=b"x")
    assert target.wait_for("POST", "/hook", count=1)[0].body == body


def test_templates_see_the_request_and_the_parameters(caller, target):
    add(caller, {"method": "{{jsonPath originalRequest.body '$.method'}}",
                 "url": target.url + "/hook/{{originalRequest.query.id}}",
                 "headers": {"X-Trace": "{{originalRequest.headers.X-Trace}}"},
                 "body": "{{parameters.greeting}} of {{originalRequest.path}}",
                 "greeting": "hello"})
    call(caller, "/call?id=7", b'{"method": "PATCH"}', {"X-Trace": "t"})
    (hook,) = target.wait_for("PATCH", "/hook/7", count=1)
    assert (hook.header("X-Trace"), hook.text) == ("t", "hello of /call")


@pytest.mark.parametrize("delay", [{"type": "fixed", "milliseconds": 60_000},
                                   {"type": "uniform", "lower": 50_000, "upper": 60_000}])
def test_a_delay_goes_by_the_clock_of_the_mock(caller, target, delay):
    caller.freeze_clock("2026-01-01T00:00:00Z")
    add(caller, {"method": "POST", "url": f"{target.url}/hook", "delay": delay})
    call(caller)
    caller.advance_clock(49)
    target.verify("POST", "/hook", count=0)
    caller.advance_clock(11)
    target.wait_for("POST", "/hook", count=1)


def test_what_was_asked_and_answered_stands_in_the_journal(caller, target):
    add(caller, {"method": "POST", "url": f"{target.url}/hook?a", "headers": {"X": "1"},
                 "body": "b"})
    call(caller)
    asked, answered = sub_events(caller, 2)
    assert asked["type"] == "WEBHOOK_REQUEST"
    assert (asked["data"]["method"], asked["data"]["absoluteUrl"], asked["data"]["body"]) == (
        "POST", f"{target.url}/hook?a", "b")
    assert asked["data"]["headers"] == {"X": "1"}
    assert answered["type"] == "WEBHOOK_RESPONSE"
    assert answered["data"]["status"] == 202 and answered["data"]["body"] == "noted"


def test_several_go_their_ways(caller, target):
    caller.add({"request": {"urlPath": "/call"}, "response": {"body": "called"},
                "serveEventListeners": [
                    {"name": "webhook", "parameters": {"url": f"{target.url}/hook", "body": "1"}},
                    {"name": "nobody knows it", "parameters": {}},
                    {"name": "webhook", "parameters": {"url": f"{target.url}/hook", "body": "2"}}]})
    call(caller)
    hooks = target.wait_for("GET", "/hook", count=2)
    assert sorted(hook.text for hook in hooks) == ["1", "2"]


def test_a_target_that_is_not_allowed_is_not_asked(wireproof, target):
    with MockServer(binary=wireproof) as caller:
        add(caller, {"method": "POST", "url": f"{target.url}/hook"})
        call(caller)
        asked, refused = sub_events(caller, 2)
        assert asked["type"] == "WEBHOOK_REQUEST"
        assert refused["data"]["status"] == 500
        assert "denied" in refused["data"]["body"]
    target.verify("POST", "/hook", count=0)


def test_a_target_that_is_down_disturbs_nobody(wireproof, caller):
    gone = MockServer(binary=wireproof)
    gone.stop()
    add(caller, {"method": "POST", "url": f"{gone.url}/hook"})
    call(caller)
    _, failed = sub_events(caller, 2)
    assert failed["data"]["status"] == 500 and "refused" in failed["data"]["body"]
    caller.forget_requests()
    call(caller)
    caller.verify("GET", "/call", count=1)


WRONG = {
    "no URL": ({"url": "{{nothing}}"}, '"" is no http or https URL'),
    "a URL that is none": ({"url": "hook/{{originalRequest.method}}"},
                           '"hook/GET" is no http or https URL'),
    "a template that fails": ({"url": "http://127.0.0.1/{{nope 1}}"}, "nope"),
    "base64 that is none": ({"url": "http://127.0.0.1/", "base64Body": "?"}, "not base64"),
    "a file that is not there": ({"url": "http://127.0.0.1/", "bodyFileName": "no.txt"}, "no.txt"),
    "a delay that is none": ({"url": "http://127.0.0.1/", "delay": {"type": "x"}}, "/delay"),
}


@pytest.mark.parametrize("parameters, said", WRONG.values(), ids=WRONG)
def test_what_cannot_be_asked_is_told_in_the_journal(caller, parameters, said):
    add(caller, parameters)
    call(caller)
    (error,) = sub_events(caller, 1)
    assert error["type"] == "ERROR" and said in error["data"]["message"]


REFUSED = {
    "no URL": ({"method": "POST"}, ""),
    "a URL that is none": ({"url": "foo"}, "/url"),
    "an address": ({"url": "127.0.0.1:80/hook"}, "/url"),
    "another scheme": ({"url": "ftp://127.0.0.1/hook"}, "/url"),
    "no text": ({"url": 5}, "/url"),
}


@pytest.mark.parametrize("parameters, pointer", REFUSED.values(), ids=REFUSED)
def test_what_can_never_be_called_is_refused_but_in_place_of_wiremock(
        start, tmp_path, parameters, pointer):
    hook = {"serveEventListeners": [{"name": "webhook", "parameters": parameters}]}
    status, answer = start().post_stub(hook)
    assert status == 422
    assert answer["errors"][0]["source"]["pointer"] == f"/serveEventListeners/0/parameters{pointer}"
    jar = start("--compat", "wiremock", "--bind-address", "127.0.0.1", "--root-dir", tmp_path)
    assert jar.post_stub(hook)[0] == 201
