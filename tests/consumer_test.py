"""The C++ package as its users have it: installed, moved, found by CMake, without the build tree."""

import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("WIREPROOF_BUILD", ROOT / "build/release"))


def run(*command, timeout=600, **options):
    done = subprocess.run([str(word) for word in command], text=True, timeout=timeout, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """The package, installed and then moved elsewhere."""
    folder = tmp_path_factory.mktemp("package")
    run("cmake", "--install", BUILD, "--prefix", folder / "first", "--component", "cpp")
    return (folder / "first").rename(folder / "moved")


@pytest.fixture(scope="module")
def example(prefix, tmp_path_factory):
    """The example project, built against the package; gives its build folder."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(ROOT / "examples/cpp", folder / "source")
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    run("cmake", "-S", folder / "source", "-B", folder / "build", "-G", "Ninja",
        f"-DCMAKE_PREFIX_PATH={prefix}", *launcher)
    run("cmake", "--build", folder / "build", "-j2")
    return folder / "build"


def test_the_example_project_builds_and_its_tests_pass(example):
    said = run("ctest", "--output-on-failure", cwd=example, timeout=60)
    assert "100% tests passed" in said


def test_the_package_does_not_know_where_it_was_built(prefix):
    """Nothing in its text files names the build tree, or the place where it was first installed."""
    texts = [*prefix.rglob("*.cmake"), *prefix.rglob("*.h")]
    assert len(texts) >= 8
    for path in texts:
        text = path.read_text()
        assert str(ROOT) not in text and str(prefix.parent / "first") not in text, path


def test_the_public_headers_need_nothing_but_the_standard_library(prefix):
    """All but gmock.h compile as C++17 with no include path besides the package's own."""
    for header in sorted((prefix / "include/wireproof").glob("*.h")):
        if header.name == "gmock.h":
            continue
        run("c++", "-std=c++17", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Wpedantic",
            "-Werror", "-fsyntax-only", "-x", "c++", f"-I{prefix / 'include'}", "-include",
            f"wireproof/{header.name}", "/dev/null", timeout=120)
