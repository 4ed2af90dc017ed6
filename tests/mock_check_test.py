"""`wireproof mock --check DIR`: a folder of stubs, validated without serving it."""

import json
import time

import pytest

from mock_peer import SECONDS


@pytest.fixture
def folder(tmp_path):
    """folder({"mappings/a.json": value or text, ...}) writes the files and gives the folder."""

    def make(files):
        (tmp_path / "mappings").mkdir(exist_ok=True)
        for name, content in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content if isinstance(content, str) else json.dumps(content))
        return tmp_path

    return make


GOOD = {
    "no stub": ({}, "0 stubs in 0 files, no problem"),
    "one": ({"mappings/a.json": {"request": {"urlPath": "/a"}}}, "1 stub in 1 file, no problem"),
    "several in a file, in a folder, with comments": (
        {"mappings/deep/a.json":
         "{'mappings': [{}, /* both */ {'response': {'body': 'x'}}]} // two"},
        "2 stubs in 1 file, no problem"),
    "a body file": (
        {"mappings/a.json": {"response": {"bodyFileName": "a.txt"}}, "__files/a.txt": "hello"},
        "1 stub in 1 file, no problem"),
    "a body file whose name is a template": (
        {"mappings/a.json": {"response": {"bodyFileName": "{{request.path.[0]}}.txt",
                                          "transformers": ["response-template"]}}},
        "1 stub in 1 file, no problem"),
    "what WireMock cannot say": (
        {"mappings/a.json": {"wireproof": {"script": [{"send": "x"}, {"reset": True}]}}},
        "1 stub in 1 file, no problem"),
}


def test_links_to_folders_are_followed_or_refused_with_their_names(cli, folder):
    root = folder({"mappings/in/a.json": {}, "outside/b.json": {}})
    (root / "mappings/linked").symlink_to("in")
    done = cli("mock", "--check", root)
    assert (done.returncode, done.stdout.strip()) == (0, "1 stub in 1 file, no problem")
    (root / "mappings/out").symlink_to("../outside")
    (root / "mappings/in/loop").symlink_to("..")
    done = cli("mock", "--check", root)
    assert (done.returncode, done.stdout.strip().split("\n")) == (2, [
        "mappings/out: /: a link leads out of it", "1 stub in 1 file, 1 problem"])
    done = cli("mock", "--root-dir", root)
    assert done.returncode == 2 and "mappings/out: /: a link leads out of it" in done.stderr


def test_files_that_are_wrong_are_counted_too(cli, folder):
    done = cli("mock", "--check", folder({"mappings/a.json": {}, "mappings/b.json": {"x": 1}}))
    assert done.stdout.strip().split("\n")[-1] == "1 stub in 2 files, 1 problem"


@pytest.mark.parametrize("files, said", GOOD.values(), ids=GOOD)
def test_good_stubs(cli, folder, files, said):
    done = cli("mock", "--check", folder(files))
    assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr


BAD = {
    "an unknown member": ({"mappings/a.json": {"respnse": {}}}, ["mappings/a.json: /respnse: "]),
    "a wrong type": ({"mappings/a.json": {"response": {"status": "200"}}},
                     ["mappings/a.json: /response/status: "]),
    "the second of a file": (
        {"mappings/a.json": {"mappings": [{}, {"request": {"urlPattern": "("}}]}},
        ["mappings/a.json: /mappings/1/request/urlPattern: "]),
    "no JSON": ({"mappings/a.json": "{"}, ["mappings/a.json: "]),
    "the same id twice": (
        {f"mappings/{name}.json": {"id": "00000000-0000-4000-8000-000000000001"} for name in "ab"},
        ["mappings/b.json: "]),
    "a body file that is missing": ({"mappings/a.json": {"response": {"bodyFileName": "no.txt"}}},
                                    ["mappings/a.json: /response/bodyFileName: "]),
    "a body file outside": ({"mappings/a.json": {"response": {"bodyFileName": "../mappings/a"}}},
                            ["mappings/a.json: /response/bodyFileName: "]),
    "several files": ({"mappings/a.json": "[]", "mappings/b.json": {}, "mappings/c.json": {"x": 1}},
                      ["mappings/a.json: ", "mappings/c.json: /x: "]),
}


@pytest.mark.parametrize("files, said", BAD.values(), ids=BAD)
def test_bad_stubs_are_named_with_what_is_wrong(cli, folder, files, said):
    done = cli("mock", "--check", folder(files))
    assert done.returncode == 2, done.stdout + done.stderr
    *problems, last = done.stdout.strip().split("\n")
    assert len(problems) == len(said), done.stdout
    for problem, begin in zip(problems, said):
        assert problem.startswith(begin) and len(problem) > len(begin), problem
    assert last.endswith(f"{len(said)} problem{'s' if len(said) > 1 else ''}")


def wait_until(holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "the reload was not told of"
        time.sleep(0.02)


# Taken, as WireMock takes them; and no request can match them.
UNMATCHABLE = {"url": "/q?", "urlPath": "/p?x=1", "urlPathTemplate": "t/{id}"}


def mappings(patterns):
    return {"mappings": [{}, *({"request": {key: text}} for key, text in patterns.items())]}


@pytest.mark.parametrize("compat", [[], ["--compat", "wiremock"]], ids=["strict", "compat"])
def test_urls_that_no_request_has_are_warned_of(cli, folder, compat):
    done = cli("mock", *compat, "--check", folder({"mappings/a.json": mappings(UNMATCHABLE)}))
    assert (done.returncode, done.stdout.strip()) == (
        0, "4 stubs in 1 file, no problem, 3 warnings"), done.stderr
    lines = done.stderr.strip().split("\n")
    assert len(lines) == 3
    for n, (key, line) in enumerate(zip(UNMATCHABLE, lines), 1):
        begin = f"warning: mappings/a.json: /mappings/{n}/request/{key}: matches no request: "
        assert line.startswith(begin), line


def test_a_server_warns_of_them_when_they_come_and_once(folder, start):
    mock = start("--reload", "--root-dir", folder(
        {"mappings/a.json": mappings({"url": "/q?"}), "mappings/b.json": {"request": {"url": "*"}}}))
    mock.ask("POST", "/__admin/reset")
    assert mock.post_stub({"request": {"urlPath": "api?"}})[0] == 201
    status, _ = mock.ask("POST", "/__admin/mappings/import", json.dumps(mappings({"url": ""})))
    assert status == 200
    folder({"mappings/c.json": mappings({"url": "c"})})
    wait_until(lambda: "c.json" in mock.written()[0])
    mock.stop()
    warnings = [line for line in mock.written()[0].split("\n") if "warning: " in line]
    assert len(warnings) == 4, warnings
    for line, begin in zip(warnings, ("mappings/a.json: /mappings/1/request/url: ",
                                      "POST /__admin/mappings: /request/urlPath: ",
                                      "POST /__admin/mappings/import: /mappings/1/request/url: ",
                                      "mappings/c.json: /mappings/1/request/url: ")):
        assert line.startswith(f"wireproof mock: warning: {begin}matches no request: "), line


def test_a_folder_without_mappings_is_bad_usage(cli, tmp_path):
    done = cli("mock", "--check", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"wireproof mock: {tmp_path}/mappings is no folder")


def test_a_server_does_not_start_with_bad_stubs(cli, folder):
    done = cli("mock", "--root-dir", folder({"mappings/a.json": {"respnse": {}}}))
    assert done.returncode == 2
    assert "mappings/a.json: /respnse: unknown member" in done.stderr
