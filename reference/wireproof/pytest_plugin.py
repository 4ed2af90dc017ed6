"""The pytest plugin: mock servers as fixtures (docs/pytest.md).

`wireproof_mock` is what tests use: one process a session (under pytest-xdist: one a worker), as
new for every test. When a test that used it fails, what was received and what the server wrote
stand in the report.
"""

import pytest

from wireproof import mock_words
from wireproof.mock import MockServer, VerificationError

_STRICT = "wireproof_strict"
_USED = pytest.StashKey()  # the servers that a test used: (server, lines it had written before)


def pytest_addoption(parser):
    group = parser.getgroup("wireproof", "mock servers (wireproof)")
    group.addoption("--wireproof-binary", metavar="PATH", help="the program wireproof")
    group.addoption("--wireproof-mock-arg", metavar="ARG", action="append", default=[],
                    help="a further argument of wireproof mock; may be repeated")
    group.addoption("--wireproof-strict", action="store_true",
                    help="a test fails if one of its requests was answered by no stub")
    parser.addini("wireproof_binary", "the program wireproof")
    parser.addini("wireproof_mock_args", "further arguments of wireproof mock", type="args")
    parser.addini(_STRICT, "a test fails if one of its requests was answered by no stub",
                  type="bool", default=False)


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "wireproof(strict=True): the test fails if one of its requests to wireproof_mock was "
        "answered by no stub; strict=False: it does not, whatever the options say",
    )


@pytest.fixture(scope="session")
def wireproof_mock_factory(pytestconfig):
    """Starts mock servers: factory("--root-dir", "stubs", https=True) gives a MockServer. Those
    that are not stopped before are stopped at the end of the session."""
    binary = pytestconfig.getoption("--wireproof-binary") or pytestconfig.getini("wireproof_binary")
    usual = [*pytestconfig.getini("wireproof_mock_args"),
             *pytestconfig.getoption("--wireproof-mock-arg")]
    started = []

    def start(*arguments, **options):
        __tracebackhide__ = True
        options.setdefault("binary", binary or None)
        started.append(MockServer(*usual, *arguments, **options))
        return started[-1]

    yield start
    for server in started:
        if server.process.running:
            server.stop()


@pytest.fixture(scope="session")
def wireproof_mock_session(wireproof_mock_factory):
    """The server behind wireproof_mock; on its own it keeps stubs and requests from test to test.
    Use one or the other in a test: wireproof_mock resets it."""
    return wireproof_mock_factory()


@pytest.fixture
def wireproof_mock(request, wireproof_mock_session):
    """A mock server (wireproof.mock.MockServer) as after its start, for this test."""
    server = wireproof_mock_session
    if server.process.running:
        server.reset()
    else:  # a test that brings it down does not bring down those after it
        server.start()
    request.node.stash[_USED] = (server, server.process.written()[1])
    return server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    used = item.stash.get(_USED, None)
    if used is not None:
        failure = _failure(used[0], _is_strict(item))
        if failure:
            pytest.fail(failure, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    used = item.stash.get(_USED, None)
    if used is not None and report.when == "call" and report.failed:
        told = "All that was received" in str(call.excinfo.value)
        report.sections += _sections(*used, received=not told)
    return report


def _failure(server, strict):
    """Why a test fails that went well, or None."""
    try:
        server.verify_all_replied()
        if strict:
            server.verify_all_matched()
    except VerificationError as error:
        return str(error)
    return None


def _is_strict(item):
    marker = item.get_closest_marker("wireproof")
    if marker is not None and "strict" in marker.kwargs:
        return marker.kwargs["strict"]
    return item.config.getoption("--wireproof-strict") or item.config.getini(_STRICT)


def _sections(server, lines_before, received):
    """What a report of a failure says besides: what came, unless the failure tells it, and what
    the server wrote meanwhile."""
    if not server.process.running:
        yield "wireproof mock", "the server has ended"
    elif received:
        try:
            yield "wireproof mock: received", mock_words.requests_table(server.received())
        except Exception as error:  # the report of a failure must not fail
            yield "wireproof mock: received", f"could not be asked: {error}"
    written, _ = server.process.written(lines_before)
    if written:
        yield "wireproof mock: written", written
