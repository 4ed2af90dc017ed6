"""The comparison with WireMock, as far as it goes without WireMock: its data and its rules."""

import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from compat import corpus, declared, normal, outcome, wire  # noqa: E402


def test_the_pairs_load_and_have_ids_of_their_own():
    steps = [step for group in corpus.load() for step in group.steps]
    ids = [step.id for step in steps]
    assert len(ids) == len(set(ids))
    pairs = [step for step in steps if step.ask and not wire.is_admin(step.ask)]
    assert len(pairs) >= 200


def test_every_declared_difference_names_pairs_and_has_a_reason():
    ids = [step.id for group in corpus.load() for step in group.steps]
    for entry in json.loads(declared.FILE.read_text(encoding="utf-8")):
        assert len(entry["why"]) > 10
        for pattern in entry["pairs"]:
            assert any(declared.glob(pattern).fullmatch(one) for one in ids), pattern


@pytest.mark.parametrize("theirs, ours, pointers", [
    ({"a": 1}, {"a": 1}, []),
    ({"a": 1}, {"a": 2}, ["/a"]),
    ({"a": 1}, {"a": 1, "b": 2}, ["/b"]),
    ({"a": [1, 2]}, {"a": [1, 3]}, ["/a/1"]),
    ({"a": [1]}, {"a": [1, 2]}, ["/a"]),
    ({"a": True}, {"a": 1}, ["/a"]),
    ({"order": ["A", "B"]}, {"order": ["B", "A"]}, ["/order/0", "/order/1"]),
])
def test_differences_are_found_where_they_are(theirs, ours, pointers):
    assert [pointer for pointer, _, _ in outcome.differences(theirs, ours)] == pointers


def test_a_declaration_covers_no_more_than_it_says_and_goes_stale():
    known = declared.Declarations([{"pairs": ["a/*"], "fields": ["/body"], "ours": 2,
                                    "where": {"/status": 404}, "why": "because"}])
    assert not known.covers("a/x", ("/status", 1, 2), {"status": 404})
    assert not known.covers("b/x", ("/body", 1, 2), {"status": 404})
    assert not known.covers("a/x", ("/body", 1, 3), {"status": 404})
    assert not known.covers("a/x", ("/body", 1, 2), {"status": 200})
    assert len(known.stale()) == 2
    assert known.covers("a/x", ("/body", 1, 2), {"status": 404})
    assert known.stale() == []


def test_only_what_a_rule_names_is_not_compared():
    def seen(port, stub_id, date):
        head = {"version": "HTTP/1.1", "status": 200, "reason": "OK", "interim": []}
        fields = [("Matched-Stub-Id", stub_id), ("X-a", "1"), ("Date", date), ("X-A", "2")]
        body = '{"at": "http://127.0.0.1:%d/", "loggedDate": %d, "n": [2, 1]}' % (port, port)
        fields.append(("Content-Type", "application/json"))
        return normal.response({**head, "headers": fields, "body": body}, f"127.0.0.1:{port}")

    one = seen(1111, "01234567-89ab-cdef-0123-456789abcdef", "now")
    assert one == seen(2222, "76543210-89ab-cdef-0123-456789abcdef", "then")
    assert one["order"] == ["Matched-Stub-Id", "X-a", "X-A", "Content-Type"]
    assert one["body"]["n"] == [2, 1]
