"""A first test with a mock server: pip install the wheel of wireproof, then run pytest.

`order_status` is the code under test; a real one would take the URL from its configuration.
"""

import json
import urllib.request

from wireproof.mock import response


def order_status(base_url, number):
    with urllib.request.urlopen(f"{base_url}/orders/{number}", timeout=5) as reply:
        return json.load(reply)["status"]


def test_status_of_an_order(wireproof_mock):
    wireproof_mock.when("GET", "/orders/7").reply(json={"status": "shipped"})

    assert order_status(wireproof_mock.url, 7) == "shipped"

    wireproof_mock.verify("GET", "/orders/7", count=1)


def test_status_changes(wireproof_mock):
    wireproof_mock.when("GET", "/orders/{number}").replies(
        response(json={"status": "packed"}), response(json={"status": "shipped"}))

    assert [order_status(wireproof_mock.url, 8) for _ in range(2)] == ["packed", "shipped"]
