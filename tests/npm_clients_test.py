"""Two clients of WireMock from npm, the ones most used, drive the mock server as they drive that.

ci/test installs them into build/npm: the versions of tests/npm/package-lock.json.
"""

import os
import pathlib
import shutil
import subprocess

import pytest
from wireproof.mock import MockServer

from conftest import ROOT

MODULES = ROOT / "build/npm/node_modules"


@pytest.fixture
def node(tmp_path):
    """node("captain.js", url) runs a program of tests/npm in a folder of its own."""
    program = ROOT / ".venv/bin/node"
    program = program if program.exists() else shutil.which("node")
    if program is None or not MODULES.exists():
        pytest.fail(f"no node, or no {MODULES.relative_to(ROOT)}: ci/test installs them")

    def run(name, *arguments):
        work = tmp_path / "work"
        work.mkdir()
        done = subprocess.run([program, ROOT / "tests/npm" / name, *arguments], cwd=work, text=True,
                              env={**os.environ, "NODE_PATH": str(MODULES)}, timeout=120,
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def server(wireproof, tmp_path):
    """server("--compat", "wiremock") is one with the admin API on the same port, as clients want
    it."""
    started = []

    def start(*arguments):
        root = pathlib.Path(tmp_path / f"root-{len(started)}")
        (root / "mappings").mkdir(parents=True)
        started.append(MockServer("--compat", "wiremock", "--bind-address", "127.0.0.1",
                                  "--root-dir", root, *arguments, binary=wireproof))
        return started[-1]

    yield start
    for each in started:
        each.stop()


def test_wiremock_captain(node, server):
    assert node("captain.js", server().url).count("ok ") == 6


def test_wiremock_rest_client(node, server):
    main = server("--allow-proxy-targets", "127.0.0.1")
    assert node("rest_client.js", main.url, server().url).count("ok ") == 5
    assert main.process.stop() == 0, "it was asked to shut down"
