"""`wireproof compare` and `wireproof shim check`, as their users see them."""

import re
import shutil

import pytest

PLAIN_REQUEST = b"GET /echo HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"


def words(done):
    return done.stdout + done.stderr


# compare


def test_compare_of_what_all_agree_on(cli, tmp_path):
    file = tmp_path / "response.txt"
    file.write_bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    done = cli("compare", file)
    assert done.returncode == 0, words(done)
    assert "wireproof:strict" in done.stdout and "CPython 3." in done.stdout
    assert done.stdout.count("HTTP/1.1 200 OK") == 3
    assert "No difference." in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.startswith("!")]


def test_compare_of_what_strict_refuses_and_cpython_reads(cli):
    response = "HTTP/1.1 200 OK\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0x5\nhello\n0\n\n"
    done = cli("compare", "-", "--crlf", input=response)
    assert done.returncode == 1, words(done)
    marked = [line for line in done.stdout.splitlines() if line.startswith("! ")]
    assert any("failure" in line and "protocol" in line for line in marked), done.stdout
    assert "Lines that begin with ! differ." in done.stdout


def test_compare_of_a_request(cli, tmp_path):
    file = tmp_path / "request.txt"
    file.write_bytes(PLAIN_REQUEST)
    done = cli("compare", file)
    assert done.returncode in (0, 1), words(done)
    assert done.stdout.count("HTTP/1.1 200 OK") == 3
    assert '"target":"/echo"' in re.sub(r"\s+", "", done.stdout)


def test_compare_turns_bare_lf_into_crlf_where_asked(cli, tmp_path):
    file = tmp_path / "request.txt"
    file.write_bytes(PLAIN_REQUEST.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n", 1))
    assert cli("compare", file, "--crlf").stdout.count("HTTP/1.1 200 OK") == 3


def test_compare_says_who_could_not_be_asked(cli, tmp_path):
    file = tmp_path / "request.txt"
    file.write_bytes(PLAIN_REQUEST)
    done = cli("compare", file, "--python", "python-that-is-not-there")
    assert done.returncode == 3, words(done)
    assert "not asked" in done.stdout


def test_compare_refuses_what_is_no_scenario(cli):
    for text, expected in (("", "is empty"), ('{"title": 1}', "it is no scenario file:")):
        done = cli("compare", "-", input=text)
        assert done.returncode == 2, words(done)
        assert expected in done.stderr


# shim check


@pytest.mark.parametrize("subject", ["wireproof:strict", "wireproof:cpython", "cpython", "node"])
def test_shims_that_come_with_us_speak_the_protocol(cli, subject):
    if subject == "node" and not shutil.which("node"):
        pytest.skip("node is not installed: apt-get install nodejs")
    done = cli("shim", "check", subject)
    assert done.returncode == 0, words(done)
    checks = done.stdout.splitlines()
    assert all(line.startswith("ok ") for line in checks[:-1]), done.stdout
    assert len(checks) > 12
    assert checks[-1] == f"PASS: {len(checks) - 1} of {len(checks) - 1} checks hold"


PARROT = """
import json, sys
for line in sys.stdin:
    message = json.loads(line) if line.startswith("{") else {}
    ok = {"protocol": 1, "name": "parrot", "version": "1", "roles": ["client", "server"],
          "features": [], "reports": [], "responses": [], "host": 5, "port": "x"}
    print(json.dumps({"id": message.get("id"), "ok": ok}), flush=True)
    if message.get("op") == "shutdown":
        break
"""


def test_shim_check_names_what_is_wrong(cli, shim):
    done = cli("shim", "check", shim(PARROT))
    assert done.returncode == 1, words(done)
    wrong = [line for line in done.stdout.splitlines() if line.startswith("WRONG")]
    assert "WRONG   answers an unknown op with unsupported" in wrong
    assert "WRONG   serves the echo application" in wrong
    assert "WRONG   reports a refused connection as connect" in wrong
    assert re.search(r"^FAIL: \d+ of \d+ checks hold$", done.stdout, re.M)


def test_shim_check_of_one_that_dies_at_once(cli, shim):
    done = cli("shim", "check", shim("raise SystemExit('last words')"))
    assert done.returncode == 1, words(done)
    assert "WRONG   starts and answers hello" in done.stdout
    assert "last words" in done.stdout
