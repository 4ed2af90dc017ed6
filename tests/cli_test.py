"""The command line as its users and their scripts see it: exit codes, words, files."""

import json
import os
import pty
import re
import socket
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest

from conftest import ROOT

ESCAPE = "\033"
GET = "server/status-codes/get"


def words(done):
    return done.stdout + done.stderr


# Exit codes


def test_exit_code_0_all_is_as_expected(cli):
    done = cli("run", "wireproof:strict", GET)
    assert done.returncode == 0, words(done)
    assert re.search(r"^PASS: \d+ results, all as expected, in [\d.]+ s$", done.stdout, re.M)
    assert done.stderr == ""


def test_exit_code_1_a_result_is_unexpected(cli, tmp_path):
    baseline = tmp_path / "baseline.txt"
    baseline.write_text(f"{GET}  # it passes\n")
    done = cli("run", "wireproof:strict", GET, "--baseline", baseline)
    assert done.returncode == 1, words(done)
    assert f"wireproof:strict pass: {GET}" in done.stdout
    assert "unexpected: is in the baseline, but passes" in done.stdout
    assert f"again: wireproof run wireproof:strict {GET}" in done.stdout
    assert "FAIL: 1 of " in done.stdout


BAD_USAGE = {
    "no verb": ([], ""),
    "unknown verb": (["judge"], ""),
    "unknown option": (["run", "--nonsense"], "nonsense"),
    "unknown subject": (["run", "nobody"], '"nobody" is no subject: expected wireproof:strict'),
    "unknown subject beside a known one": (["run", "cpython", "nobody"], '"nobody" is no subject'),
    "manifest that does not exist": (["run", "./nobody.json"], "nobody.json#: cannot be read"),
    "unknown gate": (["run", "--gate", "soft"], "soft"),
    "unknown delivery": (["run", "--delivery", "airmail"], "airmail"),
    "unknown role": (["list", "--role", "proxy"], "proxy"),
    "unknown format": (["list", "--format", "xml"], "xml"),
    "unknown id": (["show", "server/none"], "no scenario has the id server/none"),
    "unknown reporter": (["run", GET, "--reporter", "xml=f"], '"xml=f" is no reporter'),
    "reporter without a file": (["run", GET, "--reporter", "json="], "is no reporter"),
    "server that is no address": (["run", "--server", "ftp://a"], "is no http://host[:port]"),
    "server elsewhere": (["run", "--server", "http://192.0.2.1"], "--allow-remote"),
    "server with a name like loopback": (
        ["run", "--server", "http://127.a.example"],
        "--allow-remote",
    ),
    "accept without a baseline": (["run", "wireproof:strict", "--accept"], "has no baseline"),
    "baseline that does not exist": (
        ["run", "wireproof:strict", GET, "--baseline", "none.txt"],
        "none.txt does not exist",
    ),
    "baseline of several": (["run", GET, "--baseline", "none.txt"], "goes with one subject"),
    "home that does not exist": (["--home", "/nonexistent", "list"], "/nonexistent"),
    "home without data": (["--home", "/usr", "list"], "there is no such directory"),
    "nothing to compare": (["compare", "none.txt"], "none.txt cannot be read"),
    "unknown profile": (["shim", "serve", "--profile", "lax"], "lax"),
    "check of what is no shim": (["shim", "check", "nginx"], "nginx is no shim"),
}


@pytest.mark.parametrize("arguments, expected", BAD_USAGE.values(), ids=BAD_USAGE.keys())
def test_exit_code_2_bad_usage(cli, tmp_path, arguments, expected):
    done = cli(*arguments, cwd=tmp_path)
    assert done.returncode == 2, words(done)
    assert expected in done.stderr, words(done)
    assert "terminate" not in done.stderr


@pytest.mark.parametrize("part", [[GET], ["--role", "server"], ["--delivery", "whole"]])
def test_exit_code_2_accept_of_a_part_would_lose_the_rest(cli, home, shim, part):
    baseline = home / "baseline.txt"
    baseline.write_text(f"{GET}  # a reason\n")
    arguments = ["run", shim("raise SystemExit()"), "--baseline", baseline, "--accept", *part]
    done = cli("--home", home, *arguments)
    assert done.returncode == 2, words(done)
    assert "a filtered run" in done.stderr
    assert baseline.read_text() == f"{GET}  # a reason\n"


def test_accept_keeps_the_baseline_of_a_subject_that_cannot_be_reached(cli, shim, tmp_path):
    baseline = tmp_path / "baseline.txt"
    baseline.write_text(f"{GET}  # a reason\n")
    done = cli("run", shim("raise SystemExit()"), "--accept")
    assert done.returncode == 3, words(done)
    assert baseline.read_text() == f"{GET}  # a reason\n"


def test_exit_code_2_a_bad_scenario_file_is_named_with_the_place(cli, home):
    file = home / "scenarios/server/status-codes.json"
    topic = json.loads(file.read_text())
    topic["scenarios"][0]["stpes"] = topic["scenarios"][0].pop("steps")
    file.write_text(json.dumps(topic))
    for verb in (["lint"], ["run"], ["list"], ["show", GET]):
        done = cli("--home", home, *verb)
        assert done.returncode == 2, words(done)
        assert "server/status-codes.json#/scenarios/0" in done.stderr
        assert "stpes" in done.stderr


def test_exit_code_2_a_bad_manifest_is_named_with_the_place(cli, tmp_path):
    (tmp_path / "subject.json").write_text('{"name": "x", "roles": ["server"], "shim": "x"}')
    done = cli("run", tmp_path / "subject.json", GET)
    assert done.returncode == 2, words(done)
    assert f"{tmp_path}/subject.json#/shim: expected an array of strings" in done.stderr


def test_the_manifests_in_the_documents_are_read(cli, tmp_path):
    text = (ROOT / "docs/subjects.md").read_text(encoding="utf-8")
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.S)]
    assert len(examples) == 4
    for example in examples:
        manifest = {"name": "external-client", "roles": ["client"], **example}
        (tmp_path / "subject.json").write_text(json.dumps(manifest))
        done = cli("run", tmp_path / "subject.json", "--id", "no/such")
        assert done.returncode == 4, done.stdout + done.stderr


def test_exit_code_2_a_report_that_cannot_be_written(cli):
    done = cli("run", "wireproof:strict", GET, "--reporter", "json=/nonexistent/r.json")
    assert done.returncode == 2, words(done)
    assert "/nonexistent/r.json cannot be written" in done.stderr


def test_exit_code_3_nobody_answers_there(cli):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        done = cli("run", "--server", url, GET)
    assert done.returncode == 3, words(done)
    assert url in done.stdout


def test_exit_code_3_a_shim_that_cannot_start_says_its_last_words(cli, shim):
    manifest = shim("raise SystemExit('no licence found')")
    done = cli("run", manifest, GET)
    assert done.returncode == 3, words(done)
    assert "no licence found" in done.stdout


def test_exit_code_3_the_reference_cannot_start(cli):
    done = cli("run", "wireproof:strict", GET, "--reference", "python-that-is-not-there")
    assert done.returncode == 3, words(done)
    assert "the reference: " in done.stdout


def test_exit_code_4_nothing_is_selected(cli):
    done = cli("run", "wireproof:strict", "server/none")
    assert done.returncode == 4, words(done)
    assert "nothing selected" in done.stdout
    assert cli("list", "--id", "server/none").returncode == 4


# list, show, lint


def test_list_tells_scripts_what_they_need(scenarios):
    assert len(scenarios) >= 100
    for scenario in scenarios.values():
        assert {"id", "role", "area", "level", "tags", "spec"} <= scenario.keys()
        assert scenario["role"] in ("server", "client")
        assert scenario["id"].startswith(scenario["role"] + "/")
        assert scenario["level"] in ("MUST", "SHOULD", "MAY", "GRAMMAR", "OURS")
        assert isinstance(scenario["tags"], list) and scenario["spec"], scenario["id"]
    assert {s["area"] for s in scenarios.values()} == {
        "chunking",
        "keep-alive",
        "status codes",
        "TLS",
        "message framing",
        "header syntax",
    }


def test_list_takes_every_selector(cli, scenarios):
    def ids(*arguments):
        done = cli("list", "--format", "json", *arguments)
        return {s["id"] for s in json.loads(done.stdout)}

    tls = ids("--role", "client", "--area", "tls")
    assert tls == {i for i, s in scenarios.items() if s["role"] == "client" and s["area"] == "TLS"}
    assert ids("--id", "server/status-codes") == {
        i for i in scenarios if i.startswith("server/status-codes/")
    }
    assert ids("--id", "*/get") == {i for i in scenarios if i.endswith("/get")}
    tag = next(t for s in scenarios.values() for t in s["tags"])
    assert ids("--tag", tag) == {i for i, s in scenarios.items() if tag in s["tags"]}


def test_list_as_text_counts(cli, scenarios):
    lines = cli("list").stdout.splitlines()
    assert lines[-1] == f"{len(scenarios)} scenarios"
    assert [line.split()[0] for line in lines[:-1]] == list(scenarios)


def test_list_ends_quietly_where_its_reader_goes(wireproof):
    command = f"'{wireproof}' list | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_show_tells_what_a_scenario_is_about(cli, scenarios):
    done = cli("show", GET)
    assert done.returncode == 0
    assert done.stdout.startswith(GET + "\n")
    assert f"area {scenarios[GET]['area']}, level {scenarios[GET]['level']}" in done.stdout
    for requirement in scenarios[GET]["spec"]:
        assert requirement in done.stdout
    assert "scenarios/server/status-codes.json#/scenarios/" in done.stdout
    assert '"steps"' in done.stdout


def test_lint_finds_nothing(cli, scenarios):
    done = cli("lint")
    assert done.returncode == 0, words(done)
    last = done.stdout.splitlines()[-1]
    assert re.fullmatch(rf"{len(scenarios)} scenarios, \d+ requirements, 0 findings", last)


# Reports


def test_reports_for_machines(cli, tmp_path):
    report, junit = tmp_path / "r.json", tmp_path / "r.xml"
    done = cli("run", GET, "--reporter", f"json={report}", "--reporter", f"junit={junit}")
    assert done.returncode == 0, words(done)
    told = json.loads(report.read_text())
    schema = json.loads((ROOT / "harness/report/report.schema.json").read_text())
    jsonschema.Draft7Validator(schema).validate(told)
    assert {s["name"] for s in told["subjects"]} == {
        "wireproof:strict",
        "wireproof:cpython",
        "cpython",
    }
    assert told["reference"]["source"] == "recorded"
    assert told["reference"]["version"].startswith("3.14")
    for result in told["results"]:
        assert {"id", "role", "area", "subject", "verdict", "agreement", "variant", "reason"} <= (
            result.keys()
        )
    suites = ElementTree.parse(junit).getroot()
    assert sum(int(s.get("tests")) for s in suites) == len(told["results"])
    assert {case.get("name") for case in suites.iter("testcase")} == {
        r["id"] for r in told["results"]
    }


# Output


def on_a_terminal(command, environment):
    """What it prints to a terminal of 100 columns."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment
    ) as child:
        os.close(slave)
        printed = b""
        try:
            while piece := os.read(master, 65536):
                printed += piece
        except OSError:  # how Linux tells the end of a terminal
            pass
        finally:
            os.close(master)
        child.wait(timeout=30)
    return printed.decode()


def test_colours_are_for_terminals_whose_user_wants_them(wireproof, cli):
    arguments = ["run", "wireproof:strict", GET]
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    assert ESCAPE not in words(cli(*arguments, env=environment))
    coloured = on_a_terminal([wireproof, *arguments], environment)
    assert f"{ESCAPE}[32mPASS{ESCAPE}[0m" in coloured
    assert f"\r{ESCAPE}[K" in coloured, "progress on one line"
    plain = on_a_terminal([wireproof, *arguments], environment | {"NO_COLOR": "1"})
    assert "PASS: " in plain
    assert not re.search(ESCAPE + r"\[\d", plain)


def test_help_has_examples_on_every_verb(cli):
    for verb in ([], ["run"], ["compare"], ["list"], ["show"], ["lint"], ["reference", "record"],
                 ["shim", "serve"], ["shim", "check"]):
        done = cli(*verb, "--help")
        assert done.returncode == 0
        assert "Example" in done.stdout, verb
    assert re.match(r"wireproof \d+\.\d+\.\d+\n$", cli("--version").stdout)


def test_runs_from_any_folder(cli, tmp_path):
    done = cli("--home", ROOT, "run", "wireproof:strict", GET, cwd=tmp_path)
    assert done.returncode == 0, words(done)
    relative = os.path.relpath(ROOT, tmp_path)
    done = cli("--home", relative, "run", GET, cwd=tmp_path)
    assert done.returncode == 0, words(done)


def test_a_live_reference_may_be_named_by_a_relative_path(cli, tmp_path):
    (tmp_path / "python").symlink_to(sys.executable)
    arguments = ["run", "wireproof:strict", GET, "--reference", "./python"]
    done = cli("--home", ROOT, *arguments, cwd=tmp_path)
    assert done.returncode in (0, 1), words(done)
    assert "(live)" in done.stdout
