"""Rules worth keeping about the tree itself; a banned thing names its replacement.

Each test gives all violations at once. The rules and their reasons stand in ARCHITECTURE.md.
"""

import json
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE_FOLDERS = ("http", "harness", "cli", "mockserver", "bench", "examples")

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 70

# Who may include whom. `player` and `credentials` are the two files of http/script on the network.
MAY_USE = {
    "http/wire": [],
    "http/net": ["http/wire"],
    "http/script": ["http/wire"],
    "http/client": ["http/wire", "http/net"],
    "http/server": ["http/wire", "http/net"],
    "harness/scenario": ["http/wire", "http/script"],
    "harness/verdict": ["http/wire", "http/script", "harness/scenario"],
    "harness/subject": ["http/*", "harness/scenario", "harness/verdict"],
    "harness/run": ["http/*", "harness/scenario", "harness/verdict", "harness/subject"],
    "harness/report": ["http/*", "harness/scenario", "harness/verdict", "harness/subject",
                       "harness/run"],
    "mockserver/json": [],
    "mockserver/time": [],
    "mockserver/match": ["http/wire", "mockserver/json", "mockserver/time"],
    "mockserver/template": ["http/wire", "mockserver/json", "mockserver/time", "mockserver/match"],
    "mockserver/stub": ["http/wire", "http/script", "mockserver/json", "mockserver/time",
                        "mockserver/match", "mockserver/template"],
    "mockserver/journal": ["http/wire", "http/net", "http/script", "mockserver/json",
                           "mockserver/time", "mockserver/match", "mockserver/stub"],
    "mockserver/serve": ["http/wire", "http/net", "http/script", "http/client", "mockserver/json",
                         "mockserver/time", "mockserver/match", "mockserver/template",
                         "mockserver/stub", "mockserver/journal"],
    "mockserver/admin": ["http/wire", "http/net", "http/script", "http/client", "mockserver/json",
                         "mockserver/time", "mockserver/match", "mockserver/template",
                         "mockserver/stub", "mockserver/journal", "mockserver/serve"],
    # The public API, whose headers are plain C++17.
    "mockserver": ["http/wire", "http/net", "http/script", "mockserver/*"],
    "bench": ["*"],
    "examples": ["mockserver", "http/*"],
    "cli": ["*"],
}
ON_THE_NETWORK = re.compile(r"http/script/(player|client_side|server_side|credentials)")
NOT_FOR_THE_HARNESS = {"http/client", "http/server"}

EXTERNAL_ONLY_IN = {
    "asio": ["http/net"],
    "re2": ["mockserver/json", "mockserver/match", "mockserver/template", "mockserver/stub"],
    "pugixml.hpp": ["mockserver/match/xml"],
    "openssl": ["http/net", "harness/scenario/digest.cc"],
    "CLI": ["cli"],
    "valijson": ["harness", "mockserver", "http/script"],
}
HEAVY_IN_HEADERS = {
    "asio.hpp": "asio/awaitable.hpp in net/task.h alone",
    "nlohmann/json.hpp": "nlohmann/json_fwd.hpp",
    "CLI/CLI.hpp": "a forward declaration",
    "regex": "RE2",
}
# Private headers, included by the .cc files of their own folder only.
HEAVY_HEADERS_ALLOWED = {
    "cli/verbs.h", "cli/corpus.h",
}
BANNED = {
    r"\bstd::regex\b": "RE2 (std::regex overflows the stack)",
    r"\bsleep_for\b|\busleep\(": "a deadline (net/deadline.h)",
    r"\bFIXME\b|\bTODO\b|\bXXX\b": "an issue",
    r"\busing namespace std;": "names",
}


def sources(*endings):
    """The project's files below the code folders, as paths relative to the root."""
    for folder in CODE_FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and "node_modules" not in path.parts:
                yield path.relative_to(ROOT)


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def folder_of(path):
    """The folder of the table in MAY_USE that a file belongs to."""
    name = path.as_posix()
    found = [folder for folder in MAY_USE if name.startswith(folder + "/")]
    return max(found, key=len, default=None)


def is_test(path):
    stem = path.stem
    return stem.endswith("_test") or "testing" in stem or "fixture" in stem or "fuzz" in path.parts


def check(violations):
    assert not violations, "\n".join(["", *violations])


def test_includes_follow_the_table():
    violations = []
    for path in sources(".h", ".cc"):
        folder = folder_of(path)
        if folder is None or is_test(path):
            continue
        for target in re.findall(r'^#include "([^"]+)"', text_of(path), re.M):
            to = folder_of(pathlib.PurePosixPath(target))
            if to is None or to == folder:
                continue
            allowed = list(MAY_USE[folder])
            if ON_THE_NETWORK.match(path.as_posix()):
                allowed.append("http/net")
            fits = any(to == one or one == "*" or (one == "http/*" and to.startswith("http/")
                                                   and to not in NOT_FOR_THE_HARNESS)
                       or (one == "mockserver/*" and to.startswith("mockserver/"))
                       for one in allowed)
            if not fits:
                violations.append(f"{path}: {folder} may not include {target}")
    check(violations)


def test_external_libraries_stay_in_their_folders():
    violations = []
    for path in sources(".h", ".cc"):
        if is_test(path):
            continue
        for target in re.findall(r"^#include <([^>]+)>", text_of(path), re.M):
            library = target.split("/")[0]
            homes = EXTERNAL_ONLY_IN.get(library)
            if homes and not any(path.as_posix().startswith(home) for home in homes):
                violations.append(f"{path}: <{target}> belongs into {', '.join(homes)}")
    check(violations)


def test_headers_are_light():
    violations = []
    for path in sources(".h"):
        if path.as_posix() in HEAVY_HEADERS_ALLOWED or is_test(path):
            continue
        text = text_of(path)
        private = "Private to this folder" in text
        for heavy, instead in HEAVY_IN_HEADERS.items():
            if f"#include <{heavy}>" in text and not private:
                violations.append(f"{path}: <{heavy}> is heavy: use {instead}")
        if "#pragma once" not in text:
            violations.append(f"{path}: no #pragma once")
        if not text.startswith("//"):
            violations.append(f"{path}: a header opens with what it is for")
    check(violations)


def test_every_file_is_built():
    violations = []
    for path in sources(".cc"):
        lists = [parent / "CMakeLists.txt" for parent in (ROOT / path).parents
                 if (parent / "CMakeLists.txt").exists() and ROOT in (parent, *parent.parents)]
        nearest = lists[0]
        name = (ROOT / path).relative_to(nearest.parent).as_posix()
        if not re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w.-])", nearest.read_text()):
            violations.append(f"{path}: {nearest.relative_to(ROOT)} does not name it")
    check(violations)


def test_files_can_be_read_in_one_sitting():
    paths = [*sources(".h", ".cc", ".js"), *sorted(
        path.relative_to(ROOT) for folder in ("reference", "tests")
        for path in (ROOT / folder).rglob("*.py"))]
    check([f"{path}: {count} lines, at most {MOST_LINES_OF_A_FILE}" for path in paths
           if (count := text_of(path).count("\n")) > MOST_LINES_OF_A_FILE])


def functions(text):
    """(name, lines) of functions at namespace or class level, by clang-format's indentation."""
    lines = text.split("\n")
    opened = re.compile(r"^( {0,2})(?! )(?!namespace|class|struct|enum|union|extern|public|private)"
                        r"(?!.*(?<!operator)\[[^\]]*\]\()"  # a lambda ends otherwise
                        r"[^#/].*\) ?(const|override|noexcept|final| )*\{$")
    for number, line in enumerate(lines):
        match = opened.match(line)
        if not match:
            continue
        end = next((i for i in range(number, len(lines)) if lines[i] == match[1] + "}"), number)
        yield line.strip(), end - number + 1


def test_functions_fit_a_page():
    check([f"{path}: {name} has {count} lines, at most {MOST_LINES_OF_A_FUNCTION}"
           for path in sources(".h", ".cc") if not is_test(path) and "probe" not in path.stem
           for name, count in functions(text_of(path)) if count > MOST_LINES_OF_A_FUNCTION])


def test_no_capturing_lambda_is_a_coroutine():
    lambda_task = re.compile(r"\[([^\]\n]+)\]\s*\([^)]*\)[^{};]*->\s*(?:net::|asio::)?"
                             r"(?:Task|awaitable)\s*<")
    check([f"{path}: [{match[1]}] ... is a coroutine that captures: write a named function"
           for path in sources(".h", ".cc") for match in lambda_task.finditer(text_of(path))])


def test_banned_things():
    check([f"{path}: {match[0]}: use {instead}" for path in sources(".h", ".cc")
           for pattern, instead in BANNED.items()
           for match in re.finditer(pattern, text_of(path))])


def test_cplusplus_is_formatted():
    tool = pathlib.Path(sys.executable).parent / "clang-format"
    if not tool.exists():
        pytest.skip("clang-format is not in this environment: ci/test installs it")
    files = [str(ROOT / path) for path in sources(".h", ".cc")]
    result = subprocess.run([tool, "--dry-run", "-Werror", *files], cwd=ROOT, text=True,
                            capture_output=True, check=False)
    assert result.returncode == 0, result.stderr[:4000]


def test_json_files_are_json():
    violations = []
    for path in sorted(ROOT.glob("*/**/*.json")):
        parts = path.relative_to(ROOT).parts
        if parts[0] in ("build", ".venv") or "testdata" in parts or "node_modules" in parts:
            continue
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            violations.append(f"{path.relative_to(ROOT)}: {error}")
    check(violations)


def test_scenarios_are_linted(wireproof):
    result = subprocess.run([wireproof, "lint"], text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def documents():
    for path in sorted(ROOT.glob("**/*.md")):
        parts = path.relative_to(ROOT).parts
        if not {"build", ".venv", "node_modules", ".pytest_cache"} & set(parts):
            yield path


def anchors(document):
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            for heading in headings}


def test_documents_say_something_and_their_links_lead_somewhere():
    violations = []
    for path in documents():
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            violations.append(f"{path.relative_to(ROOT)}: it is empty")
        for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.S)):
            name, _, anchor = link.partition("#")
            target = path.parent / name if name else path
            if "://" in link:
                continue
            if not target.exists() or (anchor and anchor not in anchors(target)):
                violations.append(f"{path.relative_to(ROOT)}: {link} leads nowhere")
    check(violations)


def test_nothing_generated_is_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, text=True, capture_output=True,
                            check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    check([f"{name}: generated, or a scratch file" for name in listed.stdout.split("\n")
           if re.search(r"(^build/|__pycache__|\.pyc$|\.o$|\.log$|~$|\.orig$|\.egg-info)", name)])
