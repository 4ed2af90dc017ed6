"""What the tests of the whole project share."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

from mock_peer import Mock
from wireproof.mock import MockServer

ROOT = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def wireproof():
    """The binary under test: $WIREPROOF, or the release build."""
    binary = pathlib.Path(os.environ.get("WIREPROOF", ROOT / "build/release/bin/wireproof"))
    if not binary.exists():
        pytest.fail(f"{binary} is not built: run ci/wireproof --version, or set WIREPROOF")
    return str(binary)


@pytest.fixture(scope="session")
def cli(wireproof):
    """Runs it: cli("run", "nginx", timeout=30) gives a CompletedProcess with texts."""

    def run(*arguments, timeout=60, **options):
        options.setdefault("cwd", ROOT)
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        command = [wireproof, *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=timeout, check=False, **options
        )

    return run


@pytest.fixture(scope="session")
def scenarios(cli):
    """Every scenario as `list --format json` tells it, by id."""
    listed = cli("list", "--format", "json")
    assert listed.returncode == 0, listed.stderr
    return {scenario["id"]: scenario for scenario in json.loads(listed.stdout)}


@pytest.fixture(scope="module")
def server(wireproof):
    """A mock server of the Python client, one for a module."""
    with MockServer(binary=wireproof) as running:
        yield running


@pytest.fixture
def mock(server):
    """It, as if new."""
    server.reset()
    return server


@pytest.fixture
def start(wireproof):
    """Starts mock servers, stopped behind the test: start("--journal-bytes", 1000)."""
    started = []

    def make(*arguments):
        started.append(Mock(wireproof, *arguments))
        return started[-1]

    yield make
    for one in started:
        one.stop()


@pytest.fixture
def home(tmp_path):
    """A copy of all data, for --home: a test may change what it likes in it."""
    home = tmp_path / "home"
    shutil.copytree(ROOT / "scenarios", home / "scenarios")
    shutil.copytree(ROOT / "reference/recorded", home / "reference/recorded")
    (home / "reference/wireproof").symlink_to(ROOT / "reference/wireproof")
    shutil.copytree(ROOT / "harness/foreign", home / "harness/foreign")
    return home


@pytest.fixture
def shim(tmp_path):
    """Makes a manifest of a shim that is a Python program, and gives its path."""

    def make(program, roles=("client", "server"), name="made-up"):
        (tmp_path / "shim.py").write_text(program)
        manifest = {"name": name, "roles": list(roles), "shim": [sys.executable, "{dir}/shim.py"]}
        file = tmp_path / "subject.json"
        file.write_text(json.dumps(manifest))
        return file

    return make
