"""A request that a mock server received, as a value."""

import base64
import json
import urllib.parse


class Received:
    """What came, and who answered.

    `method`; `url` (path and query); `headers` (name -> value, or a list of them); `body` (bytes).
    `matched`, `stub_id`, `stub_name`, `status` and `report` (how the nearest stub differs) say what
    became of it; where only the request is known, `matched` is True and they are None.
    `raw` is all that the server told, as JSON.
    """

    def __init__(self, raw):
        request = raw.get("request", raw)
        self.raw = raw
        self.method = request["method"]
        self.url = request["url"]
        self.headers = request.get("headers", {})
        self.body = base64.b64decode(request.get("bodyAsBase64", ""))
        self.matched = raw.get("wasMatched", True)
        stub = raw.get("stubMapping", {}) if self.matched else {}
        self.stub_id = stub.get("id")
        self.stub_name = stub.get("name")
        self.status = raw.get("response", {}).get("status")
        self.report = next((event["data"].get("report") for event in raw.get("subEvents", [])
                            if event["type"] == "REQUEST_NOT_MATCHED"), None)
        self._request = request

    def __repr__(self):
        return f"<{self.method} {self.url}>"

    @property
    def path(self):
        return self.url.partition("?")[0]

    @property
    def query(self):
        """Name -> list of values."""
        return urllib.parse.parse_qs(self.url.partition("?")[2], keep_blank_values=True)

    @property
    def text(self):
        return self.body.decode("utf-8", "backslashreplace")

    def json(self):
        return json.loads(self.body)

    def header(self, name, default=None):
        """The first value of a field, whatever the case of its name."""
        values = self.header_values(name)
        return values[0] if values else default

    def header_values(self, name):
        for key, value in self.headers.items():
            if key.lower() == name.lower():
                return _list(value)
        return []

    def query_values(self, name):
        return self.query.get(name, [])

    def cookie_values(self, name):
        return _list(self._request.get("cookies", {}).get(name, []))

    def form_values(self, name):
        return self._request.get("formParams", {}).get(name, {}).get("values", [])


def _list(value):
    return value if isinstance(value, list) else [value]
