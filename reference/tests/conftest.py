"""Which shims the tests run against, and the certificates they use."""

import json
import pathlib
import shutil
import subprocess
import sys

import pytest
from driver import Peer, Shim

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUBJECTS = ROOT / "harness" / "foreign"


def pytest_addoption(parser):
    parser.addoption(
        "--interpreter",
        action="append",
        default=[],
        help="a Python whose http to test (may be repeated; default: the one that runs pytest)",
    )


def pytest_generate_tests(metafunc):
    if "shim_argv" in metafunc.fixturenames:
        subjects = _subjects(metafunc.config)
        only = metafunc.definition.get_closest_marker("subject")
        if only:
            subjects = {
                name: argv for name, argv in subjects.items() if name.startswith(only.args[0])
            }
        metafunc.parametrize(
            "shim_argv", subjects.values(), ids=subjects.keys(), indirect=True, scope="session"
        )


def pytest_configure(config):
    config.addinivalue_line("markers", "subject(name): only for the subject of this name")


def _subjects(config):
    """Name -> argv of every manifest with a shim; CPython once for each interpreter."""
    found = {}
    for manifest in sorted(SUBJECTS.glob("*/subject.json")):
        subject = json.loads(manifest.read_text())
        argv = [word.replace("{dir}", str(manifest.parent)) for word in subject.get("shim", [])]
        if subject["name"] == "cpython":
            for interpreter in config.getoption("--interpreter") or [sys.executable]:
                found[f"cpython-{_version(interpreter)}"] = [interpreter] + argv[1:]
        elif argv:
            found[subject["name"]] = argv
    return found


def _version(interpreter):
    code = "import platform; print(platform.python_version())"
    return (
        subprocess.run([interpreter, "-I", "-c", code], check=True, capture_output=True)
        .stdout.decode()
        .strip()
    )


@pytest.fixture(scope="session")
def shim_argv(request):
    if shutil.which(request.param[0]) is None:
        pytest.skip(f"{request.param[0]} is not installed")
    return request.param


@pytest.fixture(scope="session")
def running(shim_argv):
    """The processes that serve the tests: the last is in use."""
    started = [Shim(shim_argv)]
    yield started
    for each in started:
        each.kill()


@pytest.fixture
def shim(running, shim_argv):
    """A shim that other tests use too, unless it dies."""
    if not running[-1].alive:
        running.append(Shim(shim_argv))
    yield running[-1]
    if running[-1].alive:
        running[-1].ask("release")


@pytest.fixture
def own_shim(shim_argv):
    """A process of the test's own."""
    shim = Shim(shim_argv)
    yield shim
    shim.kill()


@pytest.fixture
def peer():
    peers = []

    def start(*connections):
        peers.append(Peer(*connections))
        return peers[-1]

    yield start
    for each in peers:
        each.close()


NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """A CA, and a certificate by it for localhost and 127.0.0.1; strict enough for
    VERIFY_X509_STRICT."""

    def __init__(self, folder):
        self._folder = folder
        self._openssl(
            "req", "-x509", "-new", *NEW_KEY,
            "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test authority",
            "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip
        (folder / "leaf.ext").write_text(
            "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=critical,CA:FALSE\n"
            "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\n"
            "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
        )
        self._openssl(
            "req", "-new", *NEW_KEY,
            "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=leaf",
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "leaf.pem", "-days", "2", "-extfile", "leaf.ext",
        )  # fmt: skip
        self.ca_pem = (folder / "ca.pem").read_text()
        self.cert_file, self.key_file = folder / "leaf.pem", folder / "leaf.key"
        self.server = {"cert_pem": self.cert_file.read_text(), "key_pem": self.key_file.read_text()}

    def _openssl(self, *args):
        subprocess.run(("openssl",) + args, cwd=self._folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def other_authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("other"))
