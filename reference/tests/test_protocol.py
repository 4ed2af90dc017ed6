"""What every shim does with every line, whatever its library."""

import json
import pathlib
import sys

import pytest
from driver import DEADLINE_S, Shim
from schemas import messages, validator
from wireproof.messages import BadMessage, Unsupported, checked_id, checked_members, decode_line

FOREIGN = pathlib.Path(__file__).resolve().parents[2] / "harness" / "foreign"
CONNECT = {"host": "127.0.0.1", "port": 9}


def exchange(**members):
    return dict(
        {"id": 1, "op": "exchange", "connect": CONNECT, "requests": [{"target": "/"}]}, **members
    )


def one_request(**members):
    return exchange(requests=[dict({"target": "/"}, **members)])


GOOD = [
    {"id": 0, "op": "hello", "protocol": 1},
    {"id": 2**53 - 1, "op": "release"},
    exchange(),
    exchange(deadline_ms=1, reuse=False),
    exchange(tls={"ca_pem": "x", "server_name": "localhost", "verify": True}),
    exchange(tls={"verify": False}),
    one_request(method="\xff", target="", host="", fields=[["", ""]], body=""),
    one_request(chunks=["a", ""]),
    {"id": 1, "op": "serve", "app": "echo", "tls": {"cert_pem": "", "key_pem": ""}},
    {"id": 1, "op": "serve", "app": "static", "root": "/"},
    {"id": 1, "op": "serve", "app": "handler", "handler": {}},
    {"id": 1, "op": "stop", "port": 65535},
    {"id": 1, "op": "shutdown"},
]

UNKNOWN = [
    {"id": 1, "op": "hello", "protocol": 2},
    {"id": 1, "op": "call"},
    {"id": 1, "op": "dance"},
    {"id": 1, "op": "release", "now": True},
    {"id": 1, "op": "serve", "app": "magic"},
    exchange(tunnel={"host": "a", "port": 1}),
    one_request(priority=1),
]

BAD = [
    {"id": 1},
    {"id": 1, "op": None},
    {"id": 1, "op": "hello"},
    {"id": 1, "op": "hello", "protocol": True},
    {"id": 1, "op": "hello", "protocol": "1"},
    {"id": 1, "op": "exchange"},
    exchange(connect={"host": "127.0.0.1", "port": 0}),
    exchange(connect={"host": "127.0.0.1", "port": 1.5}),
    exchange(requests=[]),
    exchange(requests={}),
    exchange(reuse=1),
    exchange(reuse=None),
    exchange(deadline_ms=0),
    exchange(deadline_ms=True),
    exchange(tls={}),
    exchange(tls={"verify": True}),
    one_request(target=None),
    one_request(target="\u0100"),
    one_request(fields=[["a"]]),
    one_request(fields=[["a", "b", "c"]]),
    one_request(fields={"a": "b"}),
    one_request(body="", chunks=[]),
    {"id": 1, "op": "serve"},
    {"id": 1, "op": "serve", "app": "echo", "root": "/"},
    {"id": 1, "op": "serve", "app": "static"},
    {"id": 1, "op": "serve", "app": "echo", "tls": {"cert_pem": ""}},
    {"id": 1, "op": "stop", "port": -1},
]

NO_MESSAGES = [
    b"",
    b"x",
    b"[]",
    b"null",
    b'{"id":1',
    b"\xff",
    b'{"op":"release"}',
    b'{"id":"1","op":"release"}',
    b'{"id":-1,"op":"release"}',
    b'{"id":true,"op":"release"}',
    b"[" * 100000,
]


def named(case):
    return json.dumps(case)[:60]


@pytest.mark.parametrize("message", GOOD, ids=named)
def test_good_messages_are_good_to_schema_and_reader(message):
    assert checked_id(message) == message["id"]
    assert checked_members(message)[0] == message["op"]
    messages("request").validate(message)


@pytest.mark.parametrize("message", BAD, ids=named)
def test_bad_messages_are_bad_to_schema_and_reader(message):
    with pytest.raises(BadMessage):
        checked_members(message)
    assert not messages("request").is_valid(message)


@pytest.mark.parametrize("message", UNKNOWN, ids=named)
def test_unknown_ops_members_and_values_are_unsupported(message):
    with pytest.raises(Unsupported):
        checked_members(message)
    assert not messages("request").is_valid(message)


@pytest.mark.parametrize("message", BAD + UNKNOWN, ids=named)
def test_a_shim_answers_what_it_does_not_take_with_an_error(shim, message):
    reply = shim.send_line(json.dumps(message).encode())
    messages("reply").validate(reply)
    assert reply["id"] == 1
    expected = ["unsupported"] if message in UNKNOWN else ["bad-message"]
    if message.get("app") == "static":
        expected.append("unsupported")  # by a shim that never serves files
    assert reply["error"]["kind"] in expected


@pytest.mark.parametrize("line", NO_MESSAGES, ids=lambda line: repr(line[:20]))
def test_a_line_that_is_no_message_gets_an_error_without_id(shim, line):
    reply = shim.send_line(line)
    messages("reply").validate(reply)
    assert reply["id"] is None
    assert reply["error"]["kind"] == "bad-message"
    with pytest.raises(BadMessage):
        checked_id(decode_line(line))


def test_text_outside_ascii_is_taken_as_utf8_and_escaped(shim):
    escaped = shim.send_line(b'{"id":1,"op":"caf\\u00e9"}')
    plain = shim.send_line('{"id":1,"op":"caf\u00e9"}'.encode())
    assert escaped == plain
    assert escaped["error"]["kind"] == "unsupported"


def test_hello_says_who_it_is_and_what_it_offers(shim):
    ok = shim.ask("hello", protocol=1)
    messages("hello_ok").validate(ok)
    assert ok["protocol"] == 1 and {"client", "server"} <= set(ok["roles"])
    assert {"get", "head", "keep-alive", "tls", "app.echo", "tls.verify"} <= set(ok["features"])


def test_release_with_nothing_open_is_fine(shim):
    assert shim.ask("release") == {}
    assert shim.ask("release") == {}


def test_stop_of_a_port_that_is_not_served_is_a_bad_message(shim):
    assert shim.request("stop", port=1)["error"]["kind"] == "bad-message"


def test_the_process_ends_with_its_input_servers_included(own_shim):
    own_shim.ask("serve", app="echo")
    assert own_shim.end() == 0


def test_the_process_ends_after_shutdown(own_shim):
    assert own_shim.ask("shutdown") == {}
    assert own_shim.process.wait(timeout=DEADLINE_S) == 0


PRINTING = """
import os, sys
sys.path.insert(0, sys.argv[1])
from wireproof import shim

class Printing:
    hello = {"name": "printing", "version": "", "roles": ["client"], "features": [], "reports": []}

    def release(self):
        print("noise", flush=True)
        os.write(1, b"more")
        return {}

    def stop(self, port):
        raise RuntimeError("broken")

shim.run(Printing())
"""


def test_what_a_library_prints_does_not_reach_the_protocol(tmp_path):
    program = tmp_path / "printing.py"
    program.write_text(PRINTING)
    shim = Shim([sys.executable, str(program), str(FOREIGN.parents[1] / "reference")])
    try:
        assert shim.ask("release") == {}
        assert shim.request("stop", port=1)["error"] == {
            "kind": "internal",
            "message": "RuntimeError: broken",
        }
        assert shim.request("serve", app="echo")["error"]["kind"] == "unsupported"
    finally:
        shim.kill()


@pytest.mark.parametrize(
    "manifest", sorted(FOREIGN.glob("*/subject.json")), ids=lambda path: path.parent.name
)
def test_manifests_keep_to_their_schema(manifest):
    subject = json.loads(manifest.read_text())
    validator("subject.schema.json").validate(subject)
    assert subject["name"] == manifest.parent.name
    for template in subject.get("files", {}):
        assert (manifest.parent / template).is_file()
