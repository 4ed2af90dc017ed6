"""The command line of `wireproof mock`: what it refuses, in words, and what WireMock's may say."""

import json

import pytest

from mock_peer import Mock

# What is given, and what the one line about it has to say.
REFUSED = {
    "a port that is no number": (["--port", "abc"], "--port abc: expected a TCP port, 0 to 65535"),
    "a port that is none": (["--https-port", "65536"], "--https-port 65536: expected a TCP port"),
    "another port": (["--admin-port=-1"], "--admin-port -1: expected a TCP port"),
    "a negative seed": (["--seed", "-1"], "--seed -1: expected a whole number, 0 to 1844"),
    "a token that is empty": (["--admin-token", ""], "--admin-token : expected what clients must"),
    "a host that is none": (["--bind-address", "no-such-host.invalid"],
                            "--bind-address no-such-host.invalid: expected an address or a host's"),
    "no journal": (["--journal-bytes", "0"], "--journal-bytes 0: expected a size of 64KB to 64GB"),
    "too little of one": (["--journal-bytes", "63 KB"], "--journal-bytes 63 KB: expected a size"),
    "a unit that is none": (["--journal-bytes", "64XB"], "--journal-bytes 64XB: expected a size"),
    "too much": (["--journal-bytes", "99999999999GB"], "--journal-bytes 99999999999GB: expected"),
    "entries": (["--max-request-journal", "x"], "--max-request-journal-entries x: expected a whole"),
    "a URL to proxy to": (["--allow-proxy-targets", "http://a"],
                          "--allow-proxy-targets http://a: expected a host"),
    "a port to proxy to": (["--allow-proxy-targets", "a,b:80"],
                           "--allow-proxy-targets b:80: expected a host"),
    "a range that is none": (["--deny-proxy-targets", "10.0.0.0/33"],
                             "--deny-proxy-targets 10.0.0.0/33: expected a host"),
    "a range backwards": (["--deny-proxy-targets", "10.0.0.9-10.0.0.1"],
                          "--deny-proxy-targets 10.0.0.9-10.0.0.1: expected a host"),
    "a regex that is none": (["--permitted-system-keys", "a.*,("],
                             "--permitted-system-keys (: expected regular expressions"),
    "an option for a value": (["--permitted-system-keys", "--port", "0"],
                              "--permitted-system-keys --port: expected regular expressions"),
    "a root that is not there": (["--root-dir", "none"], "--root-dir none: there is no such folder"),
    "a root that is a file": (["--root-dir", "file"], "--root-dir file: there is no such folder"),
    "another program": (["--compat", "x"], "--compat: x not in {wiremock}"),
    "an option that is none": (["--bogus"], "--bogus: unexpected"),
    "a word too many": (["--port", "0", "stray"], "stray: unexpected"),
    "a flag with a text": (["--reload=maybe"], "--reload maybe: expected true or false"),
    "a flag of WireMock": (["--disable-gzip"], "--disable-gzip is WireMock's: it goes with --compat"),
    "an option of WireMock": (["--proxy-all", "http://a"], "--proxy-all is WireMock's"),
    "its proxy": (["--compat", "wiremock", "--proxy-all", "a"],
                  "--proxy-all a: expected an http or https URL"),
    "its pass-through": (["--compat", "wiremock", "--proxy-pass-through", "maybe"],
                         "--proxy-pass-through maybe: expected true or false"),
    "an option that is not even its": (["--compat", "wiremock", "--bogus", "1"],
                                       "--bogus: unexpected"),
    "a root that cannot be made": (["--compat", "wiremock", "--root-dir", "file/a"],
                                   "--root-dir file/a: the folder cannot be made"),
}


@pytest.mark.parametrize("arguments, said", REFUSED.values(), ids=REFUSED)
def test_a_bad_value_is_told_in_a_line(cli, tmp_path, arguments, said):
    (tmp_path / "file").touch()
    done = cli("mock", *arguments, cwd=tmp_path, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.split("\n")[0]
    assert len(done.stderr.strip().split("\n")) <= 2, "the help is not printed"


TAKEN = {
    "sizes and lists": ["--journal-bytes", "64kib", "--allow-proxy-targets", "a,*.b,10.0.0.0/8",
                        "--allow-proxy-targets", "10.0.0.1-10.0.0.9", "--seed", "0"],
    "a host's name": ["--bind-address", "localhost"],
    "flags as true and false": ["--reload=false", "--strict=true"],
}


@pytest.mark.parametrize("arguments", TAKEN.values(), ids=TAKEN)
def test_good_values_are_taken(start, arguments):
    start(*arguments).check_health()


class Jar(Mock):
    """In place of WireMock: its port is in the table that it prints."""

    def __init__(self, wireproof, tmp_path, *arguments):
        self._port_file = tmp_path / "port"
        super().__init__(wireproof, "--compat", "wiremock", "--bind-address", "127.0.0.1",
                         "--port-file", self._port_file, "--root-dir", tmp_path / "root",
                         *arguments)


# What WireMock 3.13.2 takes: flags with any text behind them, blank or "=", and words that belong
# to nothing.
OF_WIREMOCK = {
    "an option": (["--async-response-enabled", "true"], {}),
    "an option with =": (["--async-response-enabled=true", "--disable-connection-reuse=false"], {}),
    "a flag with a blank": (["--verbose", "true", "--no-request-journal", "true"],
                            {"journal": False}),
    "a flag with =": (["--verbose=true", "--no-request-journal=true"], {"journal": False}),
    "a flag that is not off": (["--no-request-journal=false"], {"journal": False}),
    "nor with a blank": (["--no-request-journal", "false"], {"journal": False}),
    "a flag that reads like an option": (["--timeout", "5"], {}),
    "a word": (["stray"], {}),
}


@pytest.mark.parametrize("arguments, is_so", OF_WIREMOCK.values(), ids=OF_WIREMOCK)
def test_flags_are_taken_as_wiremock_takes_them(wireproof, tmp_path, arguments, is_so):
    jar = Jar(wireproof, tmp_path, *arguments)
    try:
        jar.check_health()
        status, content = jar.ask("GET", "/__admin/requests")
        assert status == 200
        assert json.loads(content)["requestJournalDisabled"] is not is_so.get("journal", True)
        assert (tmp_path / "root/mappings").is_dir() and (tmp_path / "root/__files").is_dir()
    finally:
        jar.stop()
