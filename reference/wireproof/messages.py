"""The requests of the shim protocol (docs/shim-protocol.md), checked, with their defaults filled in.

A check is a function (value, where) -> value. It raises BadMessage where the value has the wrong
shape, and Unsupported where the message says more than this version of the protocol knows.
"""

import json


class BadMessage(Exception):
    """The line is not a message of the protocol."""


class Unsupported(Exception):
    """This shim does not offer what the message asks for."""


_REQUIRED = object()
_OMITTED = object()


def _kind(python_type, words):
    def check(value, where):
        # bool is an int to Python, not to JSON.
        if not isinstance(value, python_type) or isinstance(value, bool) != (python_type is bool):
            raise BadMessage(f"{where} must be {words}")
        return value

    return check


string = _kind(str, "a string")
boolean = _kind(bool, "true or false")
_integer = _kind(int, "an integer")
_object = _kind(dict, "an object")
_list = _kind(list, "an array")


def integer(low, high):
    def check(value, where):
        if not low <= _integer(value, where) <= high:
            raise BadMessage(f"{where} must be from {low} to {high}")
        return value

    return check


def octets(value, where):
    try:
        string(value, where).encode("latin-1")
    except UnicodeEncodeError:
        raise BadMessage(f"{where} has a character above U+00FF") from None
    return value


def array(item, at_least=0):
    def check(value, where):
        if len(_list(value, where)) < at_least:
            raise BadMessage(f"{where} must have {at_least} items or more")
        return [item(each, f"{where}[{index}]") for index, each in enumerate(value)]

    return check


def field(value, where):
    if len(_list(value, where)) != 2:
        raise BadMessage(f"{where} must be a name and a value")
    return octets(value[0], where + "[0]"), octets(value[1], where + "[1]")


def record(**members):
    """Each member is (check, default), where the default may be _REQUIRED, or _OMITTED: left out."""

    def check(value, where):
        for name in _object(value, where):
            if name not in members:
                raise Unsupported(f"{where}.{name} is not known here")
        result = {}
        for name, (member, default) in members.items():
            if name in value:
                result[name] = member(value[name], f"{where}.{name}")
            elif default is _REQUIRED:
                raise BadMessage(f"{where}.{name} is missing")
            elif default is not _OMITTED:
                result[name] = default
        return result

    return check


def _protocol(value, where):
    if _integer(value, where) != 1:
        raise Unsupported(f"{where} {value} is not spoken here: 1 is")
    return value


_id = integer(0, 2**53 - 1)
_port = integer(1, 65535)
_http_request = record(
    method=(octets, "GET"),
    target=(octets, _REQUIRED),
    host=(octets, _OMITTED),
    fields=(array(field), ()),
    body=(octets, _OMITTED),
    chunks=(array(octets), _OMITTED),
)
_client_tls = record(
    ca_pem=(string, _OMITTED), server_name=(string, _OMITTED), verify=(boolean, True)
)
_server_tls = record(cert_pem=(string, _REQUIRED), key_pem=(string, _REQUIRED))

_MEMBERS = {
    "hello": record(protocol=(_protocol, _REQUIRED)),
    "exchange": record(
        connect=(record(host=(string, _REQUIRED), port=(_port, _REQUIRED)), _REQUIRED),
        tls=(_client_tls, _OMITTED),
        requests=(array(_http_request, at_least=1), _REQUIRED),
        reuse=(boolean, True),
        deadline_ms=(integer(1, 600000), 5000),
    ),
    "release": record(),
    "serve": record(
        app=(string, _REQUIRED),
        root=(string, _OMITTED),
        handler=(_object, _OMITTED),
        tls=(_server_tls, _OMITTED),
    ),
    "stop": record(port=(_port, _REQUIRED)),
    "shutdown": record(),
}


def decode_line(line):
    """The JSON object on a line of bytes."""
    try:
        return _object(json.loads(line.decode("utf-8")), "the message")
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"not a line of JSON: {error}") from None


def checked_id(message):
    if "id" not in message:
        raise BadMessage("id is missing")
    return _id(message["id"], "id")


def checked_members(message):
    """(op, members) of a message: all types right, defaults filled in."""
    op = string(message.get("op"), "op")
    if op not in _MEMBERS:
        raise Unsupported(f"there is no op {json.dumps(op)}")
    members = _MEMBERS[op]({k: v for k, v in message.items() if k not in ("id", "op")}, op)
    if op == "exchange":
        _check_exchange(members)
    elif op == "serve":
        _check_serve(members)
    return op, members


def _check_exchange(members):
    tls = members.get("tls")
    if tls is not None and tls["verify"] and "ca_pem" not in tls:
        raise BadMessage("exchange.tls.ca_pem is missing: what should be trusted?")
    for index, request in enumerate(members["requests"]):
        if "body" in request and "chunks" in request:
            raise BadMessage(f"exchange.requests[{index}] has both body and chunks")


def _check_serve(members):
    wanted = {"echo": None, "static": "root", "handler": "handler"}
    if members["app"] not in wanted:
        raise Unsupported("there is no app {}".format(json.dumps(members["app"])))
    for name in ("root", "handler"):
        if (name in members) != (wanted[members["app"]] == name):
            problem = "does not belong to" if name in members else "is missing for"
            raise BadMessage("serve.{} {} app {}".format(name, problem, members["app"]))
    if "root" in members and not members["root"].startswith("/"):
        raise BadMessage("serve.root must be an absolute path")
