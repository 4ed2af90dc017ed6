"""The wheel, in a fresh environment away from the tree: the program, its data, the plugin."""

import json
import os
import pathlib
import subprocess
import sys
import urllib.request
import zipfile

import pytest

from conftest import ROOT

BUILD = pathlib.Path(os.environ.get("WIREPROOF_BUILD_DIR", ROOT / "build/release"))
PYTEST = "pytest==8.4.2"
MOST_BYTES = 10_000_000
GLIBC = ("linux-vdso.", "/lib64/ld-linux", "libc.so", "libm.so")


def run(command, cwd, **options):
    """Nothing of the tree is in its environment."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False,
                          timeout=300, env=environment, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Made from the release build, without compiling anything."""
    if not (BUILD / "bin/wireproof").exists():
        pytest.fail(f"{BUILD} is not built: run ci/wireproof --version, or set WIREPROOF_BUILD_DIR")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
               "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=300,
                          env={**os.environ, "WIREPROOF_BUILD_DIR": str(BUILD)})
    assert done.returncode == 0, done.stdout + done.stderr
    made, = folder.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def venv(wheel, tmp_path_factory):
    """A folder that is a fresh environment with the wheel and pytest, and nothing else."""
    folder = tmp_path_factory.mktemp("away") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=300)
    subprocess.run([folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", wheel,
                    PYTEST], check=True, timeout=300)
    return folder


def test_the_wheel_is_for_any_python_on_this_platform_and_small(wheel):
    assert wheel.name.startswith("wireproof-") and "-py3-none-linux_" in wheel.name
    assert wheel.stat().st_size < MOST_BYTES
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_the_program_runs_and_finds_its_data(venv, tmp_path):
    assert run([venv / "bin/wireproof", "--version"], tmp_path).strip()
    get = "server/status-codes/get"
    assert "PASS" in run([venv / "bin/wireproof", "run", "wireproof:strict", get], tmp_path)


def test_the_program_brings_its_libraries(venv, tmp_path):
    listed = run(["ldd", venv / "bin/wireproof"], tmp_path).splitlines()
    others = [line.strip() for line in listed if not line.strip().startswith(GLIBC)]
    assert others and all(str(venv) in os.path.realpath(line.split(" => ")[1].split(" (")[0])
                          for line in others), "\n".join(others)


def test_the_program_is_a_mock_server(venv, tmp_path):
    command = [venv / "bin/wireproof", "mock", "--exit-with-parent"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().split()[-1]
            with urllib.request.urlopen(f"{url}/__admin/health", timeout=10) as reply:
                assert json.load(reply)["status"] == "healthy"
        finally:
            server.terminate()
    assert server.returncode == 0


def test_the_plugin_is_there_without_more_ado(venv, tmp_path):
    example = ROOT / "examples/python/test_first_mock.py"
    (tmp_path / "test_first_mock.py").write_text(example.read_text())
    done = run([venv / "bin/python", "-m", "pytest", "-v", "-p", "no:cacheprovider"], tmp_path)
    assert "plugins: wireproof-" in done and "2 passed" in done


def test_other_folders_may_take_it_too(wheel, tmp_path):
    """pip install --target: the program is found beside the package."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--no-deps", "--target", str(tmp_path / "here"), str(wheel)]
    subprocess.run(command, check=True, timeout=300)
    program = ("import sys; sys.path.insert(0, 'here'); from wireproof.mock import MockServer\n"
               "with MockServer() as mock: print(mock.process.command[0])")
    found = run([sys.executable, "-I", "-c", program], tmp_path).strip()
    assert found == str(tmp_path / "here/bin/wireproof")
