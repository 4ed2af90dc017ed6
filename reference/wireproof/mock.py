"""The mock server from Python: start it, say what it answers, ask what it received.

    with MockServer() as mock:
        mock.when("GET", "/greeting").reply(json={"hello": "world"})
        ...                                   # the code under test uses mock.url
        mock.verify("GET", "/greeting", count=1)

The words for requests (`when`, `verify`, `received`, `wait_for`) are those of `request_pattern`,
the words for responses (`reply`) those of `response`; both are in wireproof.mock_json, and take
WireMock's JSON wherever their own words end. Nothing but the standard library is needed.
"""

import datetime
import http.client
import json as json_module
import os
import ssl
import sys
import urllib.parse
import warnings

from wireproof import mock_words
from wireproof.mock_json import request_pattern, response
from wireproof.mock_process import MockProcess, MockServerError
from wireproof.mock_received import Received

__all__ = ["AdminError", "Mock", "MockServer", "MockServerError", "Received", "Rule", "Stub",
           "VerificationError", "request_pattern", "response"]


class AdminError(RuntimeError):
    """The admin API refused something; the message says what and where. `status`, `errors`."""

    def __init__(self, call, status, reply):
        self.status = status
        self.errors = reply.get("errors", []) if isinstance(reply, dict) else []
        reasons = [" ".join(filter(None, (error.get("source", {}).get("pointer"),
                                          error.get("detail") or error.get("title"))))
                   for error in self.errors]
        super().__init__(f"{call}: {status}: {'; '.join(reasons) or reply or 'no reason given'}")


class VerificationError(AssertionError):
    """What was received is not what was expected."""


class Rule:
    """A request pattern that waits for its answer: Mock.when() makes it, reply() ends it."""

    def __init__(self, mock, pattern, place):
        self._mock = mock
        self._stub = {"request": pattern}
        self.place = place  # where it was made: "test_orders.py:12"
        mock._without_reply.append(self)

    def __repr__(self):
        return f"when({mock_words.pattern_line(self._stub['request'])})"

    def having(self, **members):
        """Members of the stub by WireMock's names: priority=1, name="x", scenarioName="y",
        wireproof={...}."""
        self._stub.update(members)
        return self

    def reply(self, *arguments, **words):
        """Answers so; the words are those of `response`."""
        __tracebackhide__ = True
        self._is_replied()
        return self._stubbed({**self._stub, "response": response(*arguments, **words)})

    def replies(self, *responses, cycle=False):
        """The first match gets the first of the `response`s, and so on; the last one repeats, or
        with `cycle` the first follows it."""
        __tracebackhide__ = True
        return self._add({"sequence": [{"response": one} for one in responses],
                          **({"cycle": True} if cycle else {})})

    def script(self, *steps):
        """Octets, pauses and ends, step by step (docs/stubs.md, "script")."""
        __tracebackhide__ = True
        return self._add({"script": list(steps)})

    def _add(self, members):
        __tracebackhide__ = True
        return self._stubbed({**self._stub,
                              "wireproof": {**self._stub.get("wireproof", {}), **members}})

    def _stubbed(self, stub):
        __tracebackhide__ = True
        self._is_replied()
        return self._mock.add(stub)

    def _is_replied(self):
        if self in self._mock._without_reply:
            self._mock._without_reply.remove(self)


class Stub:
    """A stub that a server has. `id`; `json`: the stub as the server told it."""

    def __init__(self, mock, json):
        self.json = json
        self.id = json["id"]
        self._mock = mock

    def received(self):
        """The requests that it answered, oldest first."""
        return self._mock._events(f"matchingStub={self.id}")

    def remove(self):
        self._mock.admin("DELETE", f"/mappings/{self.id}")


class Mock:
    """A mock server that runs, wherever it was started.

    `url` is where clients go, `admin_url` where its admin API is if not there; both without a path.
    """

    def __init__(self, url, *, admin_url=None, token=None, timeout=30.0):
        self.url = url.rstrip("/") if url else url
        self.admin_url = (admin_url or url).rstrip("/")
        self._token = token
        self._timeout = timeout
        self._without_reply = []  # rules

    def add(self, stub):
        """Adds a stub: WireMock's JSON as a dict."""
        __tracebackhide__ = True
        return Stub(self, self.admin("POST", "/mappings", stub))

    def when(self, *arguments, **words):
        """A rule for requests like that; its reply() makes the stub."""
        caller = sys._getframe(1)
        place = f"{os.path.basename(caller.f_code.co_filename)}:{caller.f_lineno}"
        return Rule(self, request_pattern(*arguments, **words), place)

    def on_connect(self, *, connection=None, times=None, probability=None, tls=None,
                   tls_fault=None, script=None, **members):
        """A rule for connections, before any request; the newest that fits counts.

        `connection`: its number from 1, or {"at": [1, 3]}, {"from": 2, "to": 5, "every": 2}.
        `tls`: our side of the handshake ({"certificate": {"not_after": "-1d"}}). `tls_fault`: what
        happens instead of it ("close_in_handshake", "reset_in_handshake", "garbage", "stall").
        `script`: steps at once after it. `members`: name="x", metadata={...}. (docs/stubs.md,
        "connect")
        """
        __tracebackhide__ = True
        rule = {"connect": _given(tls=tls, tls_fault=tls_fault, script=script)}
        when = _given(connection=connection, times=times, probability=probability)
        if when:
            rule["when"] = when
        return self.add({**members, "wireproof": rule})

    def stubs(self):
        """All stubs, the newest first."""
        return [Stub(self, one) for one in self.admin("GET", "/mappings")["mappings"]]

    def received(self, *arguments, **words):
        """The requests like that (without arguments: all), oldest first."""
        if not arguments and not words:
            return self._events()
        found = self.admin("POST", "/requests/find?outcome=true",
                           request_pattern(*arguments, **words))
        return [Received(one) for one in found["requests"]]

    def unmatched(self):
        """The requests that no stub answered, oldest first."""
        return self._events("unmatched=true")

    def verify(self, *arguments, count=None, at_least=None, at_most=None, **words):
        """Requests like that were received: so many, or at least one. Gives them."""
        __tracebackhide__ = True
        return self._wait(request_pattern(*arguments, **words), count, at_least, at_most, 0)

    def wait_for(self, *arguments, count=None, at_least=None, at_most=None, timeout=5.0, **words):
        """As verify, but waits for what is still to come, `timeout` seconds at the most."""
        __tracebackhide__ = True
        return self._wait(request_pattern(*arguments, **words), count, at_least, at_most, timeout)

    def verify_order(self, *patterns, timeout=0):
        """Requests like these were received in this order (others may stand between): each a dict,
        or a tuple of method and URL. Gives them."""
        __tracebackhide__ = True
        patterns = [request_pattern(*one) if isinstance(one, tuple) else request_pattern(one)
                    for one in patterns]
        reply = self._ask_to_wait({"inOrder": patterns}, timeout)
        if not reply["satisfied"]:
            raise VerificationError(mock_words.order_failure(
                patterns, reply["count"], self._nearest(reply), self._events()))
        return [Received(one) for one in reply["requests"]]

    def verify_all_matched(self):
        """No request was left without a stub."""
        __tracebackhide__ = True
        unmatched = self.unmatched()
        if unmatched:
            raise VerificationError(mock_words.unmatched_failure(unmatched, self._events()))

    def verify_all_replied(self):
        """Every when() was followed by its reply(), replies() or script(): else there is no stub."""
        __tracebackhide__ = True
        if self._without_reply:
            raise VerificationError("\n".join(
                f"{rule} at {rule.place} has no reply(): it made no stub"
                for rule in self._without_reply))

    def forget_requests(self):
        """Empties the journal; the stubs stay."""
        self.admin("DELETE", "/requests")

    def reset(self):
        """As after its start: stubs of files only, no requests, scenarios at their begin, the
        clock that of the system, no delays for all."""
        self._without_reply = []
        self.admin("POST", "/reset")
        self.admin("POST", "/settings", {"proxyPassThrough": True})
        self.admin("PUT", "/wireproof/clock", {"frozen": False})

    def delay_all(self, milliseconds):
        """Every response comes so much later."""
        self.admin("POST", "/settings", {"fixedDelay": milliseconds, "proxyPassThrough": True})

    def set_scenario(self, name, state):
        self.admin("PUT", f"/scenarios/{urllib.parse.quote(name, safe='')}/state", {"state": state})

    def freeze_clock(self, at=None):
        """Stops the server's clock, which drives dates and delays. `at`: a datetime or its text."""
        if isinstance(at, datetime.datetime):
            at = at.astimezone(datetime.timezone.utc).isoformat()
        self.admin("PUT", "/wireproof/clock", {"frozen": True} if at is None else {"at": at})

    def advance_clock(self, seconds):
        self.admin("POST", "/wireproof/clock/advance", {"ms": seconds * 1000})

    def journal(self):
        """Every exchange with its octets and times (GET /__admin/wireproof/journal)."""
        return self.admin("GET", "/wireproof/journal")["exchanges"]

    def ssl_context(self):
        """For clients of `https_url`: trusts the server's own authority and nothing else."""
        return ssl.create_default_context(cadata=self.admin("GET", "/wireproof/ca.pem"))

    def admin(self, method, path, body=None):
        """One call of the admin API, `path` below /__admin. Gives the reply's JSON, or text."""
        __tracebackhide__ = True
        return self._call(method, path, body, self._timeout)

    def _call(self, method, path, body, timeout):
        __tracebackhide__ = True
        at = urllib.parse.urlsplit(self.admin_url)
        fields = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        content = None
        if body is not None:
            content = json_module.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection(at.hostname, at.port or 80, timeout=timeout)
        try:
            connection.request(method, f"/__admin{path}", content, fields)
            reply = connection.getresponse()
            text = reply.read().decode("utf-8", "backslashreplace")
        finally:
            connection.close()
        try:
            value = json_module.loads(text) if text else None
        except ValueError:
            value = text
        if reply.status >= 400:
            raise AdminError(f"{method} /__admin{path}", reply.status, value)
        return value

    def _events(self, query=""):
        found = self.admin("GET", f"/requests?outcome=true&{query}".rstrip("&"))["requests"]
        return [Received(one) for one in reversed(found)]

    def _ask_to_wait(self, expectation, timeout):
        __tracebackhide__ = True
        body = {**expectation, "timeout_ms": round(timeout * 1000)}
        reply = self._call("POST", "/requests/wait", body, timeout + self._timeout)
        if reply["requestJournalDisabled"]:
            raise MockServerError("the server keeps no journal (--no-request-journal)")
        return reply

    def _wait(self, pattern, count, at_least, at_most, timeout):
        __tracebackhide__ = True
        wanted, words = _counts(count, at_least, at_most)
        reply = self._ask_to_wait({"request": pattern, "count": wanted}, timeout)
        cut = reply.get("cutBodies", 0)
        if reply["satisfied"]:
            if cut and (count is not None or at_most is not None):
                warnings.warn(mock_words.cut_bodies(cut), stacklevel=3)
            return [Received(one) for one in reply["requests"]]
        nearest = self._nearest(reply) if reply["count"] == 0 else None
        raise VerificationError(mock_words.verification_failure(
            pattern, words, reply["count"], nearest, self._events(), cut))

    @staticmethod
    def _nearest(reply):
        near = reply["nearMisses"]
        return Received(near[0]["request"]) if near else None


class MockServer(Mock):
    """A server of one's own: `wireproof mock`, from the making of this object until stop(). Many
    may run in one process.

    `arguments`: more of the command line ("--root-dir", "stubs"). `https`: also at `https_url`.
    The admin API has a port of its own, so that every path, connection and count of `url` belong
    to the test; only "--compat", "wiremock" keeps it where WireMock has it. `binary`: the program,
    where wireproof.binary should not look for it.
    """

    def __init__(self, *arguments, https=False, binary=None, ready_timeout=10.0):
        __tracebackhide__ = True
        options = [str(one) for one in arguments]
        given = {one.partition("=")[0] for one in options}
        # WireMock has its admin API on the same port, and asks for port 8080.
        wanted = ["--port"] if "--compat" in given else ["--admin-port"]
        wanted += ["--https-port"] if https else []
        for name in wanted:
            if name not in given:
                options += [name, "0"]
        self._how = {"arguments": options, "binary": binary, "ready_timeout": ready_timeout}
        self._given_token = _value(options, "--admin-token")
        self.start()

    def start(self):
        """Starts it again, at other ports and as new, after it was stopped or ended."""
        __tracebackhide__ = True
        self.process = MockProcess(**self._how)
        self.https_url = self.process.https_url
        Mock.__init__(self, self.process.url or self.https_url, admin_url=self.process.admin_url,
                      token=self._given_token)

    def stop(self):
        self.process.stop()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        __tracebackhide__ = True
        self.stop()
        if kind is None:
            self.verify_all_replied()


def _given(**members):
    return {name: value for name, value in members.items() if value is not None}


def _counts(count, at_least, at_most):
    """What /requests/wait wants, and the same in words."""
    if count is not None:
        if at_least is not None or at_most is not None:
            raise TypeError("count does not go with at_least and at_most")
        return count, f"{count}"
    if at_least is None and at_most is None:
        at_least = 1
    wanted = _given(atLeast=at_least, atMost=at_most)
    words = [f"at {name[2:].lower()} {value}" for name, value in wanted.items()]
    return wanted, " and ".join(words)


def _value(options, name):
    """The value of an option on a command line."""
    for number, one in enumerate(options):
        if one == name and number + 1 < len(options):
            return options[number + 1]
        if one.startswith(f"{name}="):
            return one[len(name) + 1:]
    return None
