"""The pytest plugin as its users see it: sessions of pytest in a folder of their own."""

import os
import re
import subprocess
import sys

import pytest

from conftest import ROOT

GET = """
import urllib.error
import urllib.request

def get(url, **options):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=10) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
"""


@pytest.fixture
def session(tmp_path, wireproof):
    """Runs pytest on a test file: session(program, "-n2") gives a CompletedProcess."""

    def run(program, *arguments, ini=""):
        (tmp_path / "asking.py").write_text(GET)
        (tmp_path / "test_it.py").write_text(f"from asking import get\n{program}")
        (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "reference"), "WIREPROOF": wireproof}
        command = [sys.executable, "-m", "pytest", "-p", "wireproof.pytest_plugin",
                   "-p", "no:cacheprovider", "--color=no", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, text=True, timeout=120,
                              capture_output=True, check=False)

    return run


def counts(done):
    """{"passed": 1, ...} of the last line."""
    last = done.stdout.rstrip().rpartition("\n")[2]
    return {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", last)}


def test_a_first_test_passes(session):
    done = session('''
def test_greeting(wireproof_mock):
    stub = wireproof_mock.when("GET", "/greeting").reply(json={"hello": "world"})
    assert get(wireproof_mock.url + "/greeting") == (200, b'{"hello":"world"}')
    request, = wireproof_mock.verify("GET", "/greeting", count=1)
    assert request.header("connection") == "close" and stub.received()[0].path == "/greeting"
''')
    assert counts(done) == {"passed": 1}, done.stdout


def test_each_test_has_a_server_as_new(session):
    done = session('''
import pytest

@pytest.mark.parametrize("time", [1, 2])
def test_it(wireproof_mock, time):
    assert wireproof_mock.received() == [] and wireproof_mock.stubs() == []
    wireproof_mock.when("GET", "/job").having(wireproof={"when": {"connection": 1}}).reply(202)
    wireproof_mock.freeze_clock("2026-01-01T00:00:00Z")
    assert not pids or pids == [wireproof_mock.process.pid]
    pids[:] = [wireproof_mock.process.pid]
    assert get(wireproof_mock.url + "/job")[0] == 202

pids = []
''')
    assert counts(done) == {"passed": 2}, done.stdout


def test_a_failed_verification_shows_the_nearest_request_and_all_that_came(session):
    done = session('''
def test_order(wireproof_mock):
    wireproof_mock.when("GET", "/greeting").having(name="greet").reply()
    get(wireproof_mock.url + "/greeting")
    get(wireproof_mock.url + "/order?x=1", data=b'{"a": 2}', headers={"X-Trace": "2"})
    wireproof_mock.verify("POST", "/orders", headers={"X-Trace": "1"}, query={"x": 1},
                          json={"a": 1})
''')
    assert counts(done) == {"failed": 1}, done.stdout
    shown = re.sub(r"^E +", "", done.stdout, flags=re.M)
    assert """\
wireproof.mock.VerificationError: at least 1 wanted, 0 received: \
POST /orders, X-Trace: 1, query x: 1, body = {"a": 1}

expected        | nearest request
----------------+----------------
POST            | POST
/orders         | /order           <<< differs
X-Trace: 1      | 2                <<< differs
query x: 1      | 1
body = {"a": 1} | {"a": 2}         <<< differs

All that was received (2):
#  request          reply  stub     body
1  GET /greeting    200    greet
2  POST /order?x=1  404    NO STUB  {"a": 2}
""" in shown
    assert "mock.py" not in done.stdout, "frames of the plugin are not the user's business"


def test_any_failure_shows_what_was_received_and_what_the_server_wrote(session):
    done = session('''
def test_it(wireproof_mock):
    get(wireproof_mock.url + "/nowhere")
    assert 1 == 2
''', "--wireproof-mock-arg=--access-log=-")
    assert counts(done) == {"failed": 1}, done.stdout
    assert re.search(r"- wireproof mock: received -.*\n.*\n +1  GET /nowhere  404 +NO STUB",
                     done.stdout)
    assert re.search(r"- wireproof mock: written -+\n.*/nowhere", done.stdout)


def test_the_table_tells_what_was_really_sent(session):
    done = session('''
def test_it(wireproof_mock):
    wireproof_mock.when("GET", "/f").having(name="bad").reply(fault="CONNECTION_RESET_BY_PEER")
    try:
        get(wireproof_mock.url + "/f")
    except OSError:
        pass
    assert 1 == 2
''')
    assert counts(done) == {"failed": 1}, done.stdout
    assert re.search(r"\n +1  GET /f +fault: CONNECTION_RESET_BY_PEER +bad\n", done.stdout)


def test_a_rule_without_a_reply_fails_the_test(session):
    done = session('''
def test_1(wireproof_mock):
    wireproof_mock.when("GET", "/a")

def test_2(wireproof_mock):
    wireproof_mock.when("GET", "/a").reply()
''')
    assert counts(done) == {"failed": 1, "passed": 1}, done.stdout
    assert "when(GET /a) at test_it.py:4 has no reply(): it made no stub" in done.stdout


NOT_MATCHED = '''
import pytest
{mark}
def test_it(wireproof_mock):
    wireproof_mock.when("GET", "/greeting").reply()
    assert get(wireproof_mock.url + "/greting")[0] == 404
'''


@pytest.mark.parametrize("mark, options, ini, outcome", [
    ("", [], "", "passed"),
    ("@pytest.mark.wireproof(strict=True)", [], "", "failed"),
    ("", ["--wireproof-strict"], "", "failed"),
    ("", [], "wireproof_strict = true", "failed"),
    ("@pytest.mark.wireproof(strict=False)", ["--wireproof-strict"], "", "passed"),
])
def test_strict_is_about_requests_without_a_stub(session, mark, options, ini, outcome):
    done = session(NOT_MATCHED.format(mark=mark), "--strict-markers", *options, ini=ini)
    assert counts(done) == {outcome: 1}, done.stdout
    if outcome == "failed":
        assert "1 request was answered by no stub:" in done.stdout
        assert re.search(r"\[path\] /greeting +\| /greting +<<<<< URL does not match", done.stdout)


def test_under_xdist_each_worker_has_a_process(session, tmp_path):
    done = session('''
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(12))
def test_it(wireproof_mock, number):
    wireproof_mock.when("GET", "/n").reply(body=str(number))
    assert get(wireproof_mock.url + "/n") == (200, str(number).encode())
    assert len(wireproof_mock.received()) == 1
    worker = os.environ["PYTEST_XDIST_WORKER"]
    pathlib.Path(__file__).with_name(f"{worker}-{wireproof_mock.process.pid}.seen").touch()
    barrier(worker)

def barrier(worker):
    """Both workers are at it: the first test of each waits for the other."""
    import time
    end = time.monotonic() + 60
    while len({f.name[:3] for f in pathlib.Path(__file__).parent.glob("*.seen")}) < 2:
        assert time.monotonic() < end, f"{worker} is alone"
        time.sleep(0.01)
''', "-n2")
    assert counts(done) == {"passed": 12}, done.stdout
    seen = {file.stem for file in tmp_path.glob("*.seen")}
    assert sorted(name[:3] for name in seen) == ["gw0", "gw1"], seen


def test_a_factory_makes_several_servers(session):
    done = session('''
def test_two(wireproof_mock_factory):
    with wireproof_mock_factory() as one, wireproof_mock_factory(https=True) as other:
        one.when(url="/a").reply(body="one")
        other.when(url="/a").reply(body="other")
        assert get(one.url + "/a")[1] == b"one"
        import urllib.request
        url = other.https_url + "/a"
        assert urllib.request.urlopen(url, context=other.ssl_context()).read() == b"other"
    assert not one.process.running and not other.process.running
''')
    assert counts(done) == {"passed": 1}, done.stdout


def test_a_server_that_ends_is_reported_and_replaced(session):
    done = session('''
def test_1(wireproof_mock):
    wireproof_mock.admin("POST", "/shutdown")
    wireproof_mock.stop()  # waits for its end
    assert 1 == 2

def test_2(wireproof_mock):
    assert wireproof_mock.received() == []
''')
    assert counts(done) == {"failed": 1, "passed": 1}, done.stdout
    assert "the server has ended" in done.stdout


def test_a_stub_that_is_refused_says_where(session):
    done = session('''
def test_it(wireproof_mock):
    wireproof_mock.when("GET", "/a").having(priorty=1).reply()
''')
    assert counts(done) == {"failed": 1}, done.stdout
    assert "AdminError: POST /__admin/mappings: 422: /priorty unknown member" in done.stdout


def test_a_server_that_does_not_start_says_why(session):
    done = session("def test_it(wireproof_mock): pass", "--wireproof-mock-arg=--nonsense")
    assert counts(done) == {"error": 1}, done.stdout
    assert "it ended with code 2" in done.stdout and "--nonsense" in done.stdout


def test_a_binary_that_is_none_says_so(session):
    done = session("def test_it(wireproof_mock): pass", "--wireproof-binary=/nowhere/wireproof")
    assert counts(done) == {"error": 1}, done.stdout
    assert "/nowhere/wireproof (named) is no program" in done.stdout


def test_the_first_example_passes(session, tmp_path):
    example = (ROOT / "examples/python/test_first_mock.py").read_text()
    done = session(example)
    assert counts(done).get("passed", 0) >= 1 and done.returncode == 0, done.stdout
