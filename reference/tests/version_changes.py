"""reference/versions.json: which differences between CPython versions are known, and why."""

import fnmatch
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSIONS_FILE = ROOT / "reference" / "versions.json"
RECORDED = ROOT / "reference" / "recorded"
PRIMARY = "3.14"

_BOUND = re.compile(r"(<|<=|>|>=|==)(\d+(?:\.\d+)*)")
_COMPARE = {
    "<": lambda have, bound: have < bound,
    "<=": lambda have, bound: have <= bound,
    ">": lambda have, bound: have > bound,
    ">=": lambda have, bound: have >= bound,
    "==": lambda have, bound: have == bound,
}


def numbers(version):
    """ "3.14.10" -> (3, 14, 10); what follows the digits (rc1, +) does not count."""
    return tuple(int(part) for part in re.match(r"\d+(\.\d+)*", version).group().split("."))


def in_ranges(version, ranges):
    """Whether any of them holds; each is bounds that all must hold: ">=3.14.0,<3.14.2"."""
    return any(all(_holds(version, bound) for bound in each.split(",")) for each in ranges)


def _holds(version, bound):
    found = _BOUND.fullmatch(bound)
    if found is None:
        raise ValueError(f"{bound!r} is no bound such as <3.13.1")
    return _COMPARE[found[1]](numbers(version), numbers(found[2]))


class Change:
    """An entry: what differs from the primary recording, in which interpreters."""

    def __init__(self, entry):
        self.ids = entry["ids"]
        self.exceptions = entry.get("except", [])
        self.where = re.compile(entry.get("where", ""))
        self.versions = entry["versions"]
        self.openssl = entry.get("openssl")
        self.what = entry["what"]
        self.source = entry["source"]

    def __str__(self):
        return f"{self.source}: {self.what}"

    def applies_to(self, interpreter):
        return in_ranges(interpreter["version"], self.versions) and (
            self.openssl is None or in_ranges(interpreter["openssl"], self.openssl)
        )

    def covers(self, scenario, primary_outcome):
        return (
            matches(scenario, self.ids)
            and not matches(scenario, self.exceptions)
            and self.where.search(received(primary_outcome)) is not None
        )


def matches(scenario, patterns):
    return any(fnmatch.fnmatchcase(scenario, pattern) for pattern in patterns)


def received(outcome):
    """All bytes that arrived, as the recordings have them."""
    return "".join(
        connection.get("received", "") for connection in outcome["observation"]["connections"]
    )


def load_changes():
    return [Change(entry) for entry in json.loads(VERSIONS_FILE.read_text())["changes"]]


def load_recording(version):
    """Outcomes by scenario id: of the primary version all, of others what differs."""
    outcomes = {}
    for file in sorted((RECORDED / version).glob("*/*.json")):
        outcomes.update(json.loads(file.read_text()))
    return outcomes


def recorded_interpreter(version):
    recorded = json.loads((RECORDED / version / "interpreter.json").read_text())
    return interpreter(recorded["version"], recorded["details"]["openssl"])


def interpreter(version, openssl):
    """`openssl` as ssl.OPENSSL_VERSION says it: "OpenSSL 3.0.17 1 Jul 2025"."""
    words = openssl.split()
    return {"version": version, "openssl": words[1] if words[0] == "OpenSSL" else "0"}


def other_versions():
    return sorted(folder.name for folder in RECORDED.iterdir() if folder.name != PRIMARY)


def explanations(changes, running, scenario, primary_outcome):
    return [
        change
        for change in changes
        if change.applies_to(running) and change.covers(scenario, primary_outcome)
    ]
