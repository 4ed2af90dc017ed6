"""A request that a mock server received, as a value."""

import base64
import json
import urllib.parse


class Received:
    """What came, and who answered.

    `method`; `url` (path and query); `headers` (name -> value, or a list of them); `body` (bytes).
    What became of it: `matched`, `stub_id`, `stub_name`, `status` (None where none was sent),
    `fault` (of the stub), `end` ("sent", "closed", "reset", "failed": the client was gone, "open":
    it is under way), and `reply`, all that in a few words. `report` (how the nearest stub differs)
    is known of received() without arguments and unmatched(). `raw` is all that the server told, as
    JSON.
    """

    def __init__(self, raw):
        request = raw.get("request", raw)
        self.raw = raw
        self.method = request["method"]
        self.url = request["url"]
        self.headers = request.get("headers", {})
        self.body = base64.b64decode(request.get("bodyAsBase64", ""))
        outcome = raw.get("outcome", {})
        self.matched = not outcome or "stub_id" in outcome
        self.stub_id = outcome.get("stub_id")
        self.stub_name = outcome.get("stub_name")
        self.status = outcome.get("status")
        self.fault = outcome.get("fault")
        self.end = outcome.get("end")
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

    @property
    def reply(self):
        """What was sent, in a few words: "200", "fault: EMPTY_RESPONSE", "200, cut short, reset"."""
        outcome = self.raw.get("outcome")
        if not outcome:
            return ""
        if self.fault and self.end != "open":
            words = [f"{self.status}"] if self.status else []
            return ", ".join([*words, f"fault: {self.fault}"])
        if self.end == "failed":  # the journal does not say how much of it went out
            words = [f"{self.status}"] if self.status else []
        elif self.status:
            words = [f"{self.status}"] if outcome["whole"] else [f"{self.status}", "cut short"]
        else:
            words = ["no HTTP" if outcome["sent"] else "nothing"]
        ends = {"reset": "reset", "failed": "client gone", "open": "under way"}
        if self.end in ends:
            words.append(ends[self.end])
        elif self.end == "closed" and not self.status:
            words.append("closed")
        return ", ".join(words)

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
