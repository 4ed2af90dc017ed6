"""differences.json: what differs on purpose, each with its reason; a stale entry fails the run."""

import json
import pathlib
import re

FILE = pathlib.Path(__file__).resolve().parent / "differences.json"


def glob(pattern):
    """Only * is special: ids have brackets and question marks of their own."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.S)


def at(value, pointer):
    for key in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(key)] if int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


class Declarations:
    """Which differences are known; `covers` marks what is used."""

    def __init__(self, entries):
        self.entries = entries
        self.used = set()
        self.patterns = [([glob(pair) for pair in entry["pairs"]],
                          [re.compile(glob(field).pattern + r"(/.*)?", re.S)
                           for field in entry["fields"]]) for entry in entries]

    @classmethod
    def load(cls):
        return cls(json.loads(FILE.read_text(encoding="utf-8")))

    def covers(self, step, difference, outcome):
        """True where an entry names the pair, the field and, if it says so, the two values and
        what else holds in WireMock's outcome."""
        pointer, theirs, ours = difference
        found = False
        for number, (pairs, fields) in enumerate(self.patterns):
            entry = self.entries[number]
            if entry.get("wiremock", theirs) != theirs or entry.get("ours", ours) != ours \
                    or any(at(outcome, key) != value
                           for key, value in entry.get("where", {}).items()):
                continue
            for i, pair in enumerate(pairs):
                if not pair.fullmatch(step):
                    continue
                for j, field in enumerate(fields):
                    if field.fullmatch(pointer):
                        found = True
                        self.used |= {(number, "pairs", i), (number, "fields", j)}
        return found

    def stale(self):
        """What no difference was found for, as sentences."""
        return [f"{kind}: {text}   ({entry['why']})"
                for number, entry in enumerate(self.entries) for kind in ("pairs", "fields")
                for i, text in enumerate(entry[kind]) if (number, kind, i) not in self.used]
