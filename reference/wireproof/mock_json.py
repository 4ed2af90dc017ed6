"""Requests and responses in a few words of Python, as WireMock's JSON. Pure functions.

A value that is asked for (of a field, a query parameter, a body) may be
  a text or number   to be equal to it
  a compiled regex   to match it as a whole
  None               to be absent
  a dict             one of WireMock's patterns: {"contains": "x"}
"""

import base64
import json as json_module
import re


def request_pattern(method=None, url=None, *, headers=None, query=None, cookies=None, form=None,
                    json=..., body=..., basic_auth=None, **members):
    """WireMock's request pattern.

    `method`: None is any; a dict is the pattern itself, and stands alone.
    `url`: "/a" compares the path, "/a?b=c" path and query, "/a/{id}" is a template of paths, a
    compiled regex matches the whole path; None is any.
    `json`: the body is equal to that value. `basic_auth`: (user, password).
    `members`: whatever else a pattern may have, by WireMock's name (bodyPatterns=[...]).
    """
    if isinstance(method, dict):
        return dict(method)
    pattern = {}
    if method is not None:
        pattern["method"] = method
    if url is not None:
        pattern.update(_url(url))
    for name, values in (("headers", headers), ("queryParameters", query), ("cookies", cookies),
                         ("formParameters", form)):
        if values:
            pattern[name] = {key: value_pattern(value, key) for key, value in values.items()}
    if basic_auth is not None:
        user, password = basic_auth
        pattern["basicAuthCredentials"] = {"username": user, "password": password}
    bodies = list(members.pop("bodyPatterns", []))
    if json is not ...:
        bodies.append({"equalToJson": _operand(json)})
    if body is not ...:
        bodies.append(_body(body))
    if bodies:
        pattern["bodyPatterns"] = bodies
    pattern.update(members)
    return pattern


def response(status=200, *, json=..., body=None, headers=None, reason=None, delay_ms=None,
             fault=None, file=None, template=False, **members):
    """WireMock's response.

    `json` is sent with `Content-Type: application/json`, unless `headers` has another; everything
    else is sent as it is said and nothing is added. `body`: text or bytes. `file`: a name below
    __files. `template`: the body and the fields are templates. `members`: whatever else a response
    may have, by WireMock's name (chunkedDribbleDelay={...}).
    """
    reply = {"status": status}
    fields = dict(headers or {})
    if json is not ...:
        reply["jsonBody"] = json
        if not any(name.lower() == "content-type" for name in fields):
            fields["Content-Type"] = "application/json"
    if isinstance(body, (bytes, bytearray)):
        reply["base64Body"] = base64.b64encode(body).decode()
    elif body is not None:
        reply["body"] = body
    if fields:
        reply["headers"] = fields
    for name, value in (("statusMessage", reason), ("fixedDelayMilliseconds", delay_ms),
                        ("fault", fault), ("bodyFileName", file)):
        if value is not None:
            reply[name] = value
    if template:
        reply["transformers"] = ["response-template"]
    reply.update(members)
    return reply


def value_pattern(value, name="body"):
    """What a value is asked to be; see above."""
    if isinstance(value, dict):
        return value
    if value is None:
        return {"absent": True}
    if isinstance(value, re.Pattern):
        return {"matches": _regex(value)}
    if isinstance(value, bool):
        return {"equalTo": "true" if value else "false"}
    if isinstance(value, (str, int, float)):
        return {"equalTo": str(value)}
    raise TypeError(f"{name}={value!r}: expected text, a number, a compiled regex, None (absent) or "
                    "a pattern as a dict")


def _url(url):
    if isinstance(url, re.Pattern):
        return {"urlPathPattern": _regex(url)}
    if not isinstance(url, str):
        raise TypeError(f"url={url!r}: expected text, a compiled regex or None")
    # Of OPTIONS there is "*", of CONNECT "host:port".
    if not url.startswith(("/", "*", "?")) and ("/" in url or ":" not in url):
        raise ValueError(f'url={url!r}: no request has it; expected a path that begins with "/"')
    if "?" in url:
        return {"url": url}
    if "{" in url:
        return {"urlPathTemplate": url}
    return {"urlPath": url}


def _regex(compiled):
    flags = {re.IGNORECASE: "i", re.DOTALL: "s", re.MULTILINE: "m"}
    letters = "".join(letter for flag, letter in flags.items() if compiled.flags & flag)
    return f"(?{letters}){compiled.pattern}" if letters else compiled.pattern


def _operand(value):
    # A string there would be read as JSON text.
    return json_module.dumps(value) if value is None or isinstance(value, str) else value


def _body(value):
    if isinstance(value, (bytes, bytearray)):
        return {"binaryEqualTo": base64.b64encode(value).decode()}
    return value_pattern(value)
