"""Reading costs time in proportion to the input, whatever the input is.

One process reads every kind of hostile input in two sizes, under callgrind, which counts the
instructions of each reading. Doubling the input may cost 2.3 times as many, no more: a parser that
looks at its buffer again for each new octet costs four times as many.
"""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

SIZE = 40000
MOST = 2.3
ROOT = pathlib.Path(__file__).resolve().parent.parent


def find_probe():
    """The probe of the build that $WIREPROOF is from, or of one of the presets."""
    binary = os.environ.get("WIREPROOF")
    builds = [pathlib.Path(binary).parent.parent] if binary else []
    builds += [ROOT / "build" / preset for preset in ("release", "dev")]
    for build in builds:
        probe = build / "http" / "wire" / "wire_cost_probe"
        if probe.exists():
            return probe
    raise AssertionError(f"no wire_cost_probe in {', '.join(map(str, builds))}: build it first")


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """{kind: [(size, events, instructions), ...]}"""
    assert shutil.which("valgrind"), "this test needs valgrind: apt-get install valgrind"
    folder = tmp_path_factory.mktemp("callgrind")
    command = [
        "valgrind",
        "--tool=callgrind",
        "--toggle-collect=cost_probe_read",
        "--dump-after=cost_probe_read",
        f"--callgrind-out-file={folder}/out",
        str(find_probe()),
        str(SIZE),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    readings = [line.split() for line in done.stdout.splitlines()]
    dumps = sorted(folder.glob("out.*"), key=lambda p: int(p.suffix[1:]))
    counts = [int(re.search(r"^totals: (\d+)", d.read_text(), re.M)[1]) for d in dumps]
    counts = [count for count in counts if count > 0]
    assert len(counts) == len(readings), "one dump for each reading"
    found = {}
    for (kind, size, events), count in zip(readings, counts):
        found.setdefault(kind, []).append((int(size), int(events), count))
    return found


def test_at_least_ten_kinds_are_measured(costs):
    assert len(costs) >= 10
    for kind, readings in costs.items():
        assert [size for size, _, _ in readings] == [SIZE, 2 * SIZE], kind
        assert all(events > 0 for _, events, _ in readings), f"{kind}: nothing was understood"


def test_doubling_the_input_at_most_doubles_the_cost(costs):
    ratios = {kind: twice[2] / once[2] for kind, (once, twice) in costs.items()}
    for kind, ratio in sorted(ratios.items()):
        print(f"{ratio:5.2f}  {costs[kind][0][2]:10,d} instructions  {kind}")
    assert not {kind: ratio for kind, ratio in ratios.items() if ratio > MOST}
