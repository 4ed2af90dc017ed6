"""Recorded outcomes against live interpreters, and against versions.json: every difference between
CPython versions is one that an entry explains, and every entry explains a difference."""

import json
import os
import subprocess
import sys

import pytest
import version_changes
from version_changes import PRIMARY, ROOT, explanations

RUN_LIMIT_S = 300  # a run takes some 10 s; this only shows that it is stuck


@pytest.fixture(scope="module")
def changes():
    return version_changes.load_changes()


@pytest.fixture(scope="module")
def primary():
    return version_changes.load_recording(PRIMARY)


def pytest_generate_tests(metafunc):
    if "interpreter" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--interpreter") or [sys.executable]
        metafunc.parametrize("interpreter", chosen, scope="module")


# versions.json and the recordings


def test_every_entry_is_well_formed():
    document = json.loads(version_changes.VERSIONS_FILE.read_text())
    assert set(document) == {"format", "changes"} and document["format"] == 1
    required = {"ids", "versions", "what", "source"}
    for entry in document["changes"]:
        assert required <= set(entry) <= required | {"except", "where", "openssl"}, entry
        assert entry["ids"] and entry["versions"], entry
        assert entry["what"].endswith(".") and entry["source"], entry
        change = version_changes.Change(entry)
        for ranges in (change.versions, change.openssl or []):
            version_changes.in_ranges("3.14.0", ranges)  # raises for what is no range


def test_a_range_is_read_as_bounds_that_all_hold():
    ranges = ["<3.13.1", ">=3.14.0,<3.14.2"]
    inside = ["3.8.18", "3.13.0", "3.13", "3.14.0rc1", "3.14.1"]
    outside = ["3.13.1", "3.13.10", "3.14.2", "3.14.10", "3.15.0"]
    assert [version_changes.in_ranges(version, ranges) for version in inside] == [True] * 5
    assert [version_changes.in_ranges(version, ranges) for version in outside] == [False] * 5
    with pytest.raises(ValueError, match="no bound"):
        version_changes.in_ranges("3.14.0", ["3.13"])


@pytest.mark.parametrize("version", version_changes.other_versions())
def test_what_differs_in_a_recorded_version_is_what_the_entries_say(version, changes, primary):
    running = version_changes.recorded_interpreter(version)
    differing = set(version_changes.load_recording(version))
    explained = {
        scenario
        for scenario, outcome in primary.items()
        if explanations(changes, running, scenario, outcome)
    }
    assert sorted(differing - explained) == [], f"{version} differs, and no entry says why"
    assert sorted(explained - differing) == [], f"{version} does not differ, but an entry says so"


def test_each_id_and_each_entry_is_needed_by_a_recorded_difference(changes, primary):
    recorded = [
        (version_changes.recorded_interpreter(version), version_changes.load_recording(version))
        for version in version_changes.other_versions()
    ]
    for change in changes:
        needed = [
            scenario
            for running, outcomes in recorded
            if change.applies_to(running)
            for scenario in outcomes
            if change.covers(scenario, primary[scenario])
        ]
        assert needed, f"no recorded version differs by this: {change}"
        for pattern in change.ids:
            covered = [one for one in needed if version_changes.matches(one, [pattern])]
            assert covered, f"no recorded difference needs {pattern}: {change}"


def test_the_primary_version_is_covered_by_no_entry(changes):
    running = version_changes.recorded_interpreter(PRIMARY)
    assert [str(change) for change in changes if change.applies_to(running)] == []


# Live interpreters


@pytest.fixture(scope="module")
def live(interpreter, tmp_path_factory):
    """(who runs, the results by scenario id) of every scenario, compared byte by byte."""
    binary = os.environ.get("WIREPROOF", str(ROOT / "build/release/bin/wireproof"))
    assert os.path.exists(binary), f"{binary} is not built: run ci/wireproof --version"
    report = tmp_path_factory.mktemp("cross-check") / "report.json"
    done = subprocess.run(
        [
            binary, "--home", str(ROOT), "run", "cpython", "--python", interpreter,
            "--compare", "wire", "--gate", "agreement", "--reporter", f"json={report}",
        ],
        capture_output=True, text=True, timeout=RUN_LIMIT_S, check=False,
    )  # fmt: skip
    # 1: some results differ, which is for the test below to judge.
    assert done.returncode in (0, 1), done.stdout + done.stderr
    results = json.loads(report.read_text())["results"]
    return _identify(interpreter), {
        result["id"]: result for result in results if result["subject"] == "cpython"
    }


def _identify(interpreter):
    code = (
        "import json, platform, ssl;"
        "print(json.dumps([platform.python_version(), ssl.OPENSSL_VERSION]))"
    )
    done = subprocess.run([interpreter, "-I", "-c", code], check=True, capture_output=True)
    return version_changes.interpreter(*json.loads(done.stdout))


def test_a_live_interpreter_does_what_the_recordings_and_the_entries_say(live, changes, primary):
    running, results = live
    assert sorted(results) == sorted(primary)
    recorded = {
        version_changes.recorded_interpreter(version)["version"]
        for version in [PRIMARY, *version_changes.other_versions()]
    }
    drift = []
    for scenario, result in sorted(results.items()):
        why = explanations(changes, running, scenario, primary[scenario])
        fault = _fault(result["agreement"], why, running["version"] in recorded)
        if fault:
            drift.append("\n    ".join([f"{scenario}: {fault}", *result["differences"][:3]]))
    assert drift == [], f"CPython {running['version']}:\n" + "\n".join(drift)


def _fault(agreement, why, is_recorded):
    if agreement == "same":
        return f"does as {PRIMARY} does, but an entry says otherwise: {why[0]}" if why else None
    if agreement == "version":
        return None if why else "does as another version does, and no entry says why"
    if agreement == "differs" and why and not is_recorded:
        return None  # how a version that nobody recorded differs is not known
    return "differs from all that is recorded" if agreement == "differs" else "was not compared"
