"""The access log says what went out, not what the stub meant to send."""

import json
import urllib.error
import urllib.request

from wireproof.mock import MockServer


def status_of(url):
    try:
        return urllib.request.urlopen(url, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


def test_each_line_has_the_status_that_was_sent(wireproof, tmp_path):
    log = tmp_path / "access.log"
    with MockServer("--access-log", str(log), "--allow-proxy-targets", "127.0.0.1",
                    binary=wireproof) as mock:
        mock.add({"request": {"url": "/plain"}, "response": {"status": 418}})
        mock.add({"request": {"url": "/bad"}, "response": {
            "body": "{{nope 1}}", "transformers": ["response-template"]}})
        mock.add({"request": {"url": "/proxied/plain"}, "response": {
            "proxyBaseUrl": mock.url, "proxyUrlPrefixToRemove": "/proxied"}})
        wanted = {"/plain": 418, "/bad": 500, "/proxied/plain": 418, "/nothing": 404}
        assert {path: status_of(mock.url + path) for path in wanted} == wanted
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["target"]: line["status"] for line in lines} == wanted
