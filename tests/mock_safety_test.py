"""What a mock server does with hostile stubs, requests, names and peers: the real program, on
loopback only. Whatever is sent, the next request is answered as before."""

import base64
import json
import os
import socket
import threading
import time

import pytest

from mock_peer import SECONDS, Mock

DEEP_LIST = "[" * 100_000 + "]" * 100_000
DEEP_OBJECT = '{"a":' * 100_000 + "1" + "}" * 100_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A root folder with a file, and links that lead out to a secret."""
    root = tmp_path_factory.mktemp("outside") / "root"
    (root / "mappings").mkdir(parents=True)
    (root / "__files").mkdir()
    (root / "__files/inside.txt").write_text("inside")
    (root.parent / "secret.txt").write_text("secret")
    (root / "__files/link").symlink_to("../../secret.txt")
    (root / "__files/folder").symlink_to("../..")
    return root


@pytest.fixture(scope="module")
def shared(wireproof, root):
    mock = Mock(wireproof, "--root-dir", root)
    yield mock
    mock.stop()


@pytest.fixture
def mock(shared):
    """The server of all tests of this file: without stubs before each, whole after it."""
    assert shared.ask("DELETE", "/__admin/mappings")[0] == 200
    yield shared
    shared.check_health()


def pattern(name, value, **more):
    return json.dumps({"request": {"bodyPatterns": [{name: value, **more}]}})


TEMPLATE = {"transformers": ["response-template"]}

BAD_STUBS = {
    "no content": ("", "/"),
    "half an object": ("{", None),
    "not UTF-8": (b'{"name": "\xff"}', None),
    "an array": ("[]", "/"),
    "a deep list": (DEEP_LIST, "/0/0/0"),
    "a deep object": (DEEP_OBJECT, "/a/a/a"),
    "a deep body": (f'{{"response": {{"jsonBody": {DEEP_LIST}}}}}', "/response/jsonBody/0/0"),
    "a key twice": ('{"response": {"body": "a", "body": "b"}}', "/response/body"),
    "an unknown key": ('{"request": {"urlx": 1}}', "/request/urlx"),
    "an unknown key of ours": ('{"wireproof": {"nope": 1}}', "/wireproof/nope"),
    "a number that is none": ('{"priority": 1e999}', "/priority"),
    "an id that is none": ('{"id": "../x"}', "/id"),
    "a field with CRLF": ('{"response": {"headers": {"A": "b\\r\\nC: d"}}}', "/response/headers/A"),
    "an open group": ('{"request": {"urlPattern": "("}}', "/request/urlPattern"),
    "a look-ahead": ('{"request": {"urlPattern": "(a+)+(?=x)"}}', "/request/urlPattern"),
    "a regex that swells": ('{"request": {"urlPattern": "((a{999}){999}){999}"}}',
                            "/request/urlPattern"),
    "a deep regex": (pattern("matches", "(" * 50_000 + ")" * 50_000), "/request/bodyPatterns/0"),
    "a bad path": (pattern("matchesJsonPath", "$[?(@..]"), "/request/bodyPatterns/0"),
    "a long path": (pattern("matchesJsonPath", "$" + "[?(@" * 5000), "/request/bodyPatterns/0"),
    "a deep path": (pattern("matchesJsonPath", "$[?" + "(" * 1000), "/request/bodyPatterns/0"),
    "a schema elsewhere": (pattern("matchesJsonSchema", '{"$ref": "http://127.0.0.1:1/"}'),
                           "/request/bodyPatterns/0/matchesJsonSchema"),
    "an open block": (json.dumps({"response": {"body": "{{#if}}", **TEMPLATE}}), "/response/body"),
    "deep blocks": (json.dumps({"response": {"body": "{{#if 1}}" * 5000 + "{{/if}}" * 5000,
                                             **TEMPLATE}}), "/response/body"),
}


@pytest.mark.parametrize("text, pointer", BAD_STUBS.values(), ids=BAD_STUBS)
def test_a_bad_stub_is_refused_with_its_place(mock, text, pointer):
    begin = time.monotonic()
    status, answer = mock.post_stub(text)
    assert (status, time.monotonic() - begin < SECONDS) == (422, True), answer
    error, = answer["errors"]
    assert error["detail"]
    assert error["source"].get("pointer", "").startswith(pointer or "")
    assert len(json.dumps(answer)) < 4096, "what is wrong is not repeated at length"


@pytest.mark.parametrize("text", [DEEP_LIST, DEEP_OBJECT, '{"mappings": %s}' % DEEP_LIST, "\x00"],
                         ids=["list", "object", "list of mappings", "NUL"])
@pytest.mark.parametrize("call", [
    "POST mappings/import", "PUT mappings/00000000-0000-4000-8000-000000000000",
    "POST mappings/find-by-metadata", "POST mappings/remove-by-metadata", "POST requests/count",
    "POST requests/find", "POST requests/remove", "POST near-misses/request",
    "POST near-misses/request-pattern", "POST settings", "PUT settings", "PATCH settings/extended",
    "PUT scenarios/a/state", "POST recordings/start", "POST recordings/snapshot"])
def test_the_admin_api_refuses_texts_that_are_no_json(mock, call, text):
    method, path = call.split()
    begin = time.monotonic()
    status, content = mock.ask(method, f"/__admin/{path}", text)
    assert (400 <= status < 500, time.monotonic() - begin < SECONDS) == (True, True), status
    assert len(content) < 4096


def each(times, inner):
    return "{{#each (range 1 %d)}}%s{{/each}}" % (times, inner)


TEMPLATE_BOMBS = {
    "loops in loops": each(1000, each(1000, each(1000, "x"))),
    "loops without output": each(1000, each(1000, each(1000, ""))),
    "a huge range": "{{#each (range 1 2000000000)}}{{/each}}",
    "a huge width": "{{stringFormat '%999999999d' 1}}",
    "a text that doubles": "{{val 'x' assign='a'}}" + each(
        100, "{{val (replace (join a a a '') 'x' 'xx') assign='a'}}"),
    "large texts at no output": each(100_000, "{{val (ljust 'x' size=100000) assign='a'}}"),
    "lists in lists": "{{val (array 'x') assign='a'}}" + each(
        60, "{{val (array a a) assign='a'}}") + "{{a}}",
    "a partial of itself": '{{#*inline "p"}}{{> p}}{{/inline}}{{> p}}',
    "a regex that backtracks": "{{regexExtract (ljust 'a' size=100000 padChar='a') '(a+)+(a|a)*b'"
                               " default='none'}}",
}


@pytest.mark.parametrize("body", TEMPLATE_BOMBS.values(), ids=TEMPLATE_BOMBS)
def test_a_template_bomb_ends_soon(mock, body):
    mock.stub("/bomb", {"body": body, **TEMPLATE})
    begin = time.monotonic()
    status, content = mock.ask("GET", "/bomb")
    assert time.monotonic() - begin < SECONDS
    if status == 200:  # a helper's error stands in the text, or nothing was found
        assert content.startswith(b"[ERROR: ") or content == b"none", content[:200]
    else:
        assert status == 500 and len(content) < 500
    assert content


def test_others_are_answered_during_a_bomb(mock):
    mock.stub("/bomb", {"body": TEMPLATE_BOMBS["large texts at no output"], **TEMPLATE})
    mock.stub("/other", {"body": "other"})
    statuses = []
    bombs = [threading.Thread(target=lambda: statuses.append(mock.ask("GET", "/bomb")[0]))
             for _ in range(5)]
    for bomb in bombs:
        bomb.start()
    assert mock.ask("GET", "/other") == (200, b"other")
    for bomb in bombs:
        bomb.join(SECONDS)
    assert statuses == [500] * 5


@pytest.mark.parametrize("regex", ["(a|a)*(a|a)*(a+)+b", "(.*)*(.*)*x", "(a?){500}a{500}b"])
def test_a_regex_bomb_ends_soon(mock, regex):
    mock.stub("/regex", {"body": "matches"}, bodyPatterns=[{"matches": regex}])
    begin = time.monotonic()
    status, _ = mock.ask("POST", "/regex", "a" * 500_000)
    assert (status, time.monotonic() - begin < SECONDS) == (404, True)
    mock.stub("/regex", {"body": "matches"}, bodyPatterns=[{"matches": "a+"}])
    assert mock.ask("POST", "/regex", "a" * 500_000) == (200, b"matches")


@pytest.mark.parametrize("operator", [
    {"equalToJson": {"a": 1}}, {"matchesJsonPath": "$..a"},
    {"matchesJsonPath": {"expression": "$..a", "contains": "1"}},
    {"matchesJsonSchema": '{"type": "array"}'}, {"matchesXPath": "//a"}, {"equalToXml": "<a/>"}])
@pytest.mark.parametrize("body", [DEEP_LIST, DEEP_OBJECT, "<a>" * 100_000 + "</a>" * 100_000],
                         ids=["list", "object", "elements"])
def test_a_deep_body_matches_nothing(mock, operator, body):
    mock.stub("/deep", {"body": "matches"}, bodyPatterns=[operator])
    begin = time.monotonic()
    status, _ = mock.ask("POST", "/deep", body)
    assert (status, time.monotonic() - begin < SECONDS) == (404, True)


@pytest.mark.parametrize("template", [
    "{{jsonPath request.body '$..a'}}", "{{parseJson request.body}}",
    "{{xPath request.body '//a'}}", "{{formatJson request.body}}"])
@pytest.mark.parametrize("body", [DEEP_LIST, "<a>" * 100_000], ids=["list", "elements"])
def test_a_deep_body_is_answered_by_templates(mock, template, body):
    mock.stub("/deep", {"body": template, **TEMPLATE})
    status, content = mock.ask("POST", "/deep", body)
    assert status in (200, 500)
    assert len(content) < len(body) + 100  # an error may repeat what was read, once


OUTSIDE = ["../secret.txt", "a/../../secret.txt", "link", "folder/secret.txt",
           "folder/root/../secret.txt"]
OUTSIDE_URLS = [*OUTSIDE, "%2e%2e/secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt",
                "..%5csecret.txt", "%252e%252e/secret.txt", "a%00/../../secret.txt",
                "folder%2fsecret.txt"]


@pytest.mark.parametrize("name", [*OUTSIDE_URLS, "ABSOLUTE", "%2fABSOLUTE"])
def test_no_url_of_files_leads_out(mock, root, name):
    secret = root.parent / "secret.txt"
    url = "/__admin/files/" + name.replace("ABSOLUTE", str(secret))
    status, content = mock.ask("GET", url)
    assert status in (400, 404) and b"secret" not in content.replace(b"secret.txt", b"")
    before = sorted(path.name for path in root.parent.iterdir())
    for method in ("PUT", "DELETE"):
        mock.ask(method, url, b"changed" if method == "PUT" else None)
        assert secret.read_text() == "secret", method
        assert sorted(path.name for path in root.parent.iterdir()) == before, method
    if not (root / "__files/link").is_symlink():  # replaced or removed itself, which is right
        (root / "__files/link").unlink(missing_ok=True)
        (root / "__files/link").symlink_to("../../secret.txt")


@pytest.mark.parametrize("name", [*OUTSIDE, "ABSOLUTE"])
@pytest.mark.parametrize("computed", [False, True], ids=["as written", "by a template"])
def test_no_body_file_leads_out(mock, root, name, computed):
    name = name.replace("ABSOLUTE", str(root.parent / "secret.txt"))
    written = "{{base64 request.query.name decode=true}}" if computed else name
    mock.stub("/file", {"bodyFileName": written, **TEMPLATE})
    query = base64.urlsafe_b64encode(name.encode()).decode()
    status, content = mock.ask("GET", f"/file?name={query}")
    assert status == 500 and b"cannot be read" in content and content != b"secret"
    mock.stub("/file", {"bodyFileName": written.replace(name, "inside.txt"), **TEMPLATE})
    query = base64.urlsafe_b64encode(b"inside.txt").decode()
    assert mock.ask("GET", f"/file?name={query}") == (200, b"inside")


@pytest.mark.parametrize("fields, status", [
    ({}, 200),
    ({"Host": "evil.example"}, 403),
    ({"Host": "127.evil.example"}, 403),
    ({"Host": "localhost.evil.example"}, 403),
    ({"Host": "localhost:1234"}, 200),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
])
def test_the_admin_api_refuses_pages_of_others(mock, fields, status):
    for path in ("/__admin/mappings", "/__admin/requests", "/__admin/health"):
        assert mock.ask("GET", path, fields=fields)[0] == status
    got, _ = mock.ask("POST", "/__admin/mappings", "{}", fields)
    assert got == (201 if status == 200 else 403)
    mock.ask("DELETE", "/__admin/mappings")


def test_the_admin_api_asks_for_its_token(start):
    mock = start("--admin-token", "s3cret")
    for value in (None, "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cretx", "Basic czNjcmV0",
                  "s3cret"):
        fields = {"Authorization": value} if value else {}
        for method, path in (("GET", "/__admin/mappings"), ("POST", "/__admin/shutdown"),
                             ("GET", "/__admin/files/a"), ("DELETE", "/__admin/requests")):
            assert mock.ask(method, path, fields=fields)[0] == 401, (value, path)
    assert mock.ask("GET", "/__admin/mappings", fields={"Authorization": "Bearer s3cret"})[0] == 200


# Where a stub may not send anyone: {} is the port of a server that must see nothing.
INSIDE = ["127.0.0.1:{}", "localhost:{}", "LOCALHOST.:{}", "2130706433:{}", "0x7f000001:{}",
          "0177.0.0.1:{}", "127.1:{}", "[::1]:{}", "[::ffff:127.0.0.1]:{}", "[::ffff:7f00:1]:{}",
          "[64:ff9b::7f00:1]:{}", "0.0.0.0:{}", "[::]:{}", "169.254.169.254", "[fe80::1]",
          "10.0.0.1", "192.168.0.1", "[fd00::1]", "user@127.0.0.1:{}", "127.0.0.1:{}\\@a.example"]


@pytest.fixture
def target():
    """A socket that listens, and accepts at once or not at all."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def open_proxy(wireproof):
    mock = Mock(wireproof, "--allow-proxy-targets", "*,0.0.0.0/0,::/0")
    yield mock
    mock.stop()


@pytest.mark.parametrize("authority", INSIDE)
def test_a_proxy_does_not_lead_inside(mock, open_proxy, target, authority):
    url = "http://" + authority.format(target.getsockname()[1])
    for one in (mock, open_proxy):  # nothing is allowed; everything that is not inside
        one.stub("/inside", {"proxyBaseUrl": url})
        begin = time.monotonic()
        status, content = one.ask("GET", "/inside")
        assert (status, time.monotonic() - begin < SECONDS) == (500, True)
        looked_up = one is open_proxy and b"resolve" in content  # only where that could allow it
        assert b"denied" in content or b"proxyBaseUrl is no" in content or looked_up
        with pytest.raises(BlockingIOError):
            target.accept()


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "localhost"])
def test_a_proxy_leads_inside_where_that_is_allowed(start, mock, allowed):
    mock.stub("/far", {"body": "far"})
    near = start("--allow-proxy-targets", allowed)
    host = "localhost" if allowed == "localhost" else "127.0.0.1"
    near.stub("/far", {"proxyBaseUrl": f"http://{host}:{mock.port}"})
    assert near.ask("GET", "/far") == (200, b"far")
    denying = start("--allow-proxy-targets", allowed, "--deny-proxy-targets", "127.0.0.1")
    denying.stub("/far", {"proxyBaseUrl": f"http://{host}:{mock.port}"})
    assert denying.ask("GET", "/far")[0] == 500


def test_no_name_is_looked_up_that_no_rule_could_allow(start, mock):
    named = start("--allow-proxy-targets", "*.example,192.0.2.1,a.invalid",
                  "--deny-proxy-targets", "a.invalid")
    ranges = start("--allow-proxy-targets", "192.0.2.0/24")
    for one, says in ((mock, b"denied"), (named, b"denied"),
                      (ranges, b"resolve a.invalid")):
        one.stub("/name", {"proxyBaseUrl": "http://a.invalid:1"})
        status, content = one.ask("GET", "/name")
        assert status == 500 and says in content, content


def leave(mock, path, clients):
    """So many clients ask and go, as with curl -m1."""
    for _ in range(clients):
        with socket.create_connection(("127.0.0.1", mock.port), timeout=SECONDS) as peer:
            peer.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def descriptors(mock):
    return len(os.listdir(f"/proc/{mock.pid}/fd"))


def watch(mock, seconds, most):
    """The admin API answers within a second all the while, and no more than that is open."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begin = time.monotonic()
        assert mock.ask("GET", "/__admin/health")[0] == 200
        assert time.monotonic() - begin < 1
        assert descriptors(mock) <= most


def await_few(mock, most):
    until = time.monotonic() + SECONDS
    while descriptors(mock) > most and time.monotonic() < until:
        mock.check_health()
    assert descriptors(mock) <= most


def stop_in_time(mock):
    begin = time.monotonic()
    mock.stop()
    assert time.monotonic() - begin < 3  # the two seconds of docs/mock.md, and the machine's


def test_a_proxy_loop_ends(start):
    mock = start("--allow-proxy-targets", "127.0.0.1")
    mock.stub("/loop", {"proxyBaseUrl": f"http://127.0.0.1:{mock.port}"})
    status, content = mock.ask("GET", "/loop")
    assert status == 508 and content.startswith(b"Proxy loop: "), content
    before = descriptors(mock)
    leave(mock, "/loop", 5)
    watch(mock, 0.5, before + 5 * 2 * 12)
    await_few(mock, before + 2)
    leave(mock, "/loop", 50)
    stop_in_time(mock)


MOST_PROXIED = 1000  # ProxyTraffic::kMostUnderWay


def test_a_proxy_loop_by_way_of_another_server_is_bounded(start):
    near, far = (start("--allow-proxy-targets", "127.0.0.1") for _ in range(2))
    near.stub("/loop", {"proxyBaseUrl": f"http://127.0.0.1:{far.port}"})
    far.stub("/loop", {"proxyBaseUrl": f"http://127.0.0.1:{near.port}"})
    before = descriptors(near)
    leave(near, "/loop", 3)
    watch(near, 1, before + 2 * MOST_PROXIED + 100)
    await_few(near, before + 10)
    status, content = near.ask("GET", "/loop")
    assert status == 503 and b"proxied requests under way" in content, content
    leave(near, "/loop", 3)
    stop_in_time(near)
    stop_in_time(far)


def test_a_proxied_request_ends_with_its_client(start, target):
    mock = start("--allow-proxy-targets", "127.0.0.1")
    mock.stub("/silent", {"proxyBaseUrl": f"http://127.0.0.1:{target.getsockname()[1]}"})
    target.settimeout(SECONDS)
    leave(mock, "/silent", 1)
    with target.accept()[0] as reached:
        reached.settimeout(SECONDS)
        assert b"".join(iter(lambda: reached.recv(65536), b"")).startswith(b"GET /silent ")
    staying = [socket.create_connection(("127.0.0.1", mock.port)) for _ in range(20)]
    for peer in staying:
        peer.sendall(b"GET /silent HTTP/1.1\r\nHost: x\r\n\r\n")
    accepted = [target.accept()[0] for _ in staying]
    stop_in_time(mock)
    for peer in staying + accepted:
        peer.close()
