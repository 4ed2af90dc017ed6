"""The command line of `wireproof mock`: what it refuses, in words, and what WireMock's may say."""

import json
from urllib.parse import urlsplit

import pytest

from mock_peer import Mock

# What is given, and what the one line about it has to say.
REFUSED = {
    "a port that is no number": (["--port", "abc"], "--port abc: expected a TCP port, 0 to 65535"),
    "a port that is none": (["--https-port", "65536"], "--https-port 65536: expected a TCP port"),
    "another port": (["--admin-port=-1"], "--admin-port -1: expected a TCP port"),
    "a negative seed": (["--seed", "-1"], "--seed -1: expected a whole number, 0 to 1844"),
    "a token that is empty": (["--admin-token", ""], "--admin-token : expected what clients must"),
    "a blank token": (["--admin-token", " "], "--admin-token  : expected what clients must"),
    "no credentials": (["--admin-api-basic-auth", ""], "--admin-api-basic-auth : expected a name"),
    "half of them": (["--admin-api-basic-auth", "u"], "--admin-api-basic-auth u: expected a name"),
    "no admin host": (["--admin-host", ""], "--admin-host : expected a host's name or address"),
    "an admin host with =": (["--admin-host="], "--admin-host: 1 required TEXT missing"),
    "an admin host's port": (["--admin-host", "a,b:80"], "--admin-host b:80: expected a host's"),
    "an admin host's URL": (["--admin-host", "http://a"], "--admin-host http://a: expected a"),
    "no address": (["--bind-address", ""], "--bind-address : expected a value, not nothing"),
    "no address by its other name": (["--host", " "], "--bind-address  : expected a value"),
    "no port file": (["--port-file", ""], "--port-file : expected a value, not nothing"),
    "a port file without a port": (["--https-port-file", "f"],
                                   "--https-port-file goes with --https-port"),
    "another without one": (["--admin-port-file", "f"], "--admin-port-file goes with --admin-port"),
    "no access log": (["--access-log", ""], "--access-log : expected a value, not nothing"),
    "no root": (["--root-dir", ""], "--root-dir : expected a folder, not nothing"),
    "nothing to check": (["--check", ""], "--check : expected a value, not nothing"),
    "a certificate without a name": (["--https-port", "0", "--https-cert", ""], "--https-cert: "),
    "no target": (["--allow-proxy-targets", ""], "--allow-proxy-targets : expected a host"),
    "nobody to deny": (["--deny-proxy-targets", ""], "--deny-proxy-targets : expected a host"),
    "no key": (["--permitted-system-keys", ""], "--permitted-system-keys : expected regular"),
    "no port": (["--port", ""], "--port : expected a TCP port"),
    "no program": (["--compat", ""], "--compat: "),
    "no address for WireMock": (["--compat", "wiremock", "--bind-address", ""],
                                "--bind-address : expected a value, not nothing"),
    "no proxy of its": (["--compat", "wiremock", "--proxy-all", ""],
                        "--proxy-all : expected an http or https URL"),
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
    assert done.stderr.startswith("wireproof mock: ") and said in done.stderr.split("\n")[0]
    assert len(done.stderr.strip().split("\n")) <= 2, "the help is not printed"


# Which files are given as certificate, key and authorities, and what the one line has to say.
PEMS = {
    "text for a certificate": (["bad", "ca"], "--https-cert bad: expected a certificate in PEM: "),
    "nothing for one": (["empty", "ca"], "--https-cert empty: it cannot be read, or is empty"),
    "text for a key": (["ca", "bad"], "--https-key bad: expected the certificate's key in PEM: "),
    "a certificate for a key": (["ca", "ca"], "--https-key ca: expected the certificate's key in"),
    "text for authorities": ([None, None, "bad"], "--https-client-ca bad: expected certificates of"),
}


@pytest.fixture(scope="module")
def pems(wireproof, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pems")
    mock = Mock(wireproof, "--https-port", "0")
    try:
        (folder / "ca").write_bytes(mock.ask("GET", "/__admin/wireproof/ca.pem")[1])
    finally:
        mock.stop()
    for name, text in {"empty": "", "bad": "no PEM"}.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("files, said", PEMS.values(), ids=PEMS)
def test_a_bad_pem_is_told_by_its_option_and_file(cli, pems, files, said):
    options = zip(("--https-cert", "--https-key", "--https-client-ca"), files)
    arguments = [word for option, file in options if file for word in (option, file)]
    done = cli("mock", "--port", "0", "--https-port", "0", *arguments, cwd=pems, timeout=20)
    assert (done.returncode, done.stdout) == (2, "")
    first, *rest = done.stderr.strip().split("\n")
    assert said in first and len(first) > first.index(said) + len(said) - 1
    assert len(rest) <= 1, "the help is not printed"


TAKEN = {
    "sizes and lists": ["--journal-bytes", "64kib", "--allow-proxy-targets", "a,*.b,10.0.0.0/8",
                        "--allow-proxy-targets", "10.0.0.1-10.0.0.9", "--seed", "0"],
    "names for the admin API": ["--admin-host", "a,b.example", "--admin-host", "192.0.2.1,::1"],
    "a host's name": ["--bind-address", "localhost"],
    "flags as true and false": ["--reload=false", "--strict=true"],
}


@pytest.mark.parametrize("arguments", TAKEN.values(), ids=TAKEN)
def test_good_values_are_taken(start, arguments):
    start(*arguments).check_health()


def test_each_port_has_a_file_of_its_own_if_asked_for(start, tmp_path):
    files = {name: tmp_path / name for name in ("port", "https-port", "admin-port")}
    arguments = [word for name, file in files.items() for word in (f"--{name}-file", file)]
    mock = start("--https-port", "0", "--admin-port", "0", *arguments)
    for url, file in zip((mock.url, mock.https_url, mock.admin_url), files.values()):
        assert file.read_text() == f"{urlsplit(url).port}\n"
    mock.stop()
    assert not any(file.exists() for file in files.values())


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


def test_an_empty_root_is_the_current_folder_as_in_wiremock(cli, tmp_path):
    # It ends where its port file cannot be written.
    done = cli("mock", "--compat", "wiremock", "--bind-address", "127.0.0.1", "--port", "0",
               "--root-dir", "", "--port-file", "none/port", cwd=tmp_path, timeout=20)
    assert done.returncode == 2
    assert done.stderr.split("\n")[0] == (
        "wireproof mock: --root-dir is empty: the current folder, as in WireMock")
    assert (tmp_path / "mappings").is_dir() and (tmp_path / "__files").is_dir()
