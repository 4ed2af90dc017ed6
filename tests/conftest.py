"""What the tests of the whole project share."""

import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def wireproof():
    """The binary under test: $WIREPROOF, or the release build."""
    binary = pathlib.Path(os.environ.get("WIREPROOF", ROOT / "build/release/bin/wireproof"))
    if not binary.exists():
        pytest.fail(f"{binary} is not built: run ci/wireproof --version, or set WIREPROOF")
    return str(binary)
