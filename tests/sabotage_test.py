"""A check counts only if it can fail: subjects, scenarios, recordings that are wrong on purpose."""

import json
import re
import shutil
import socket
import threading

import pytest

from conftest import ROOT

WORKER = ROOT / "reference/wireproof/reference/worker.py"
GET = "server/status-codes/get"  # whoever refuses everything fails it
CONTROL = "server/content-length/consumed"
NEGATIVE = "server/content-length/invalid"
# How many connections calibrate a server and measure its features, before any scenario.
CONNECTIONS_BEFORE = 9


class Server:
    """A server that behaves for its first connections, and then as the test says."""

    def __init__(self, answer, behaves_for=CONNECTIONS_BEFORE):
        self.answer, self.behaves_for, self.connections = answer, behaves_for, 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            behaves = self.connections <= self.behaves_for
            handler = ok if behaves else self.answer
            threading.Thread(target=self.serve, args=(handler, connection), daemon=True).start()

    @staticmethod
    def serve(handler, connection):
        try:
            handler(connection)
        except OSError:
            pass

    def close(self):
        self.listener.close()
        for connection in self.open:
            connection.close()


def always(response):
    def handler(connection):
        while connection.recv(65536):
            connection.sendall(response)
        connection.close()

    return handler


ok = always(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
bad_request = always(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def refuse(connection):
    connection.recv(65536)
    head = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
    connection.sendall(head + b"Content-Length: 0\r\n\r\n")
    connection.close()


def silent(connection):
    while connection.recv(65536):
        pass


def hang_up(connection):
    connection.close()


@pytest.fixture
def judge(cli, tmp_path):
    """Runs, and gives the exit code, the results by id, and what was printed."""

    def run(*arguments):
        report = tmp_path / "report.json"
        done = cli("run", *arguments, "--reporter", f"json={report}")
        results = json.loads(report.read_text())["results"]
        return done.returncode, {r["id"]: r for r in results}, done.stdout + done.stderr

    return run


@pytest.fixture
def judge_server(judge):
    servers = []

    def run(answer, *scenarios, behaves_for=CONNECTIONS_BEFORE):
        server = Server(answer, behaves_for)
        servers.append(server)
        outcome = judge("--server", server.url, *scenarios, "--delivery", "whole")
        assert server.connections > behaves_for, "it misbehaved"
        return outcome

    yield run
    for server in servers:
        server.close()


def verdicts(results, start=""):
    return {r["verdict"] for i, r in results.items() if i.startswith(start)}


# Servers


@pytest.mark.parametrize("answer", [bad_request, refuse])
def test_a_server_that_answers_400_to_everything_is_not_judged(judge_server, answer):
    code, results, printed = judge_server(answer, NEGATIVE, behaves_for=0)
    assert code == 3, printed
    assert not results
    assert "is answered 400, expected 200" in printed


@pytest.mark.parametrize("answer", [bad_request, refuse])
def test_a_server_that_answers_400_to_every_scenario_passes_no_refusal(judge_server, answer):
    code, results, printed = judge_server(
        answer, GET, CONTROL, NEGATIVE + "/plus-sign", "server/header-syntax/no-colon"
    )
    assert code == 1, printed
    assert results[GET]["verdict"] == "fail"
    refusals = {r["verdict"] for i, r in results.items() if i not in (GET, CONTROL)}
    assert refusals <= {"blocked", "skip"}, "what it refuses proves nothing"
    assert "blocked" in refusals
    assert "pass" not in {r["verdict"] for r in results.values()}, [
        i for i, r in results.items() if r["verdict"] == "pass"
    ]


def test_a_server_that_answers_200_to_everything_refuses_nothing(judge_server):
    code, results, printed = judge_server(
        ok, NEGATIVE + "/plus-sign", "server/header-syntax/space-before-colon"
    )
    assert code == 1, printed
    assert verdicts(results) <= {"fail", "blocked", "skip"}
    assert "fail" in verdicts(results)


def test_a_server_that_never_answers_passes_nothing(judge_server):
    code, results, printed = judge_server(silent, GET)
    assert code == 1, printed
    assert results[GET]["verdict"] == "fail"
    assert verdicts(results) <= {"fail", "blocked", "skip"}
    assert "hung" in printed


def test_a_server_that_hangs_up_passes_nothing(judge_server):
    code, results, printed = judge_server(hang_up, GET, "server/content-length")
    assert code == 1, printed
    assert results[GET]["verdict"] == "fail"
    assert "pass" not in verdicts(results)


# Clients

# Between wireproof and CPython's worker: `change` sees each message on its way there and back.
BETWEEN = """
import json, subprocess, sys
worker = subprocess.Popen([sys.executable, "-I", {worker!r}], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True)
def ask(message):
    worker.stdin.write(json.dumps(message) + "\\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())
{change}
for line in sys.stdin:
    message = json.loads(line)
    print(json.dumps(change(message)), flush=True)
    if message["op"] == "shutdown":
        break
worker.stdin.close()
worker.wait()
"""

TRUSTS_ANYONE = """
def change(message):
    if message.get("tls"):
        message["tls"] = {"server_name": message["tls"]["server_name"], "verify": False}
    return ask(message)
"""

HEARS_WHAT_IT_LIKES = """
def change(message):
    reply = ask(message)
    if message["op"] == "exchange" and "ok" in reply:
        made_up = {"version": "HTTP/1.1", "status": 200, "reason": "OK", "fields": [],
                   "body": "all is well", "trailers": []}
        reply["ok"] = {"responses": [made_up] * len(message["requests"])}
    return reply
"""

STAYS_AT_HOME = """
def change(message):
    if message["op"] == "exchange":
        made_up = {"version": "HTTP/1.1", "status": 200, "reason": "OK", "fields": [],
                   "body": "hello", "trailers": []}
        return {"id": message["id"], "ok": {"responses": [made_up] * len(message["requests"])}}
    return ask(message)
"""


@pytest.fixture
def judge_client(judge, shim):
    def run(change, *scenarios):
        program = BETWEEN.format(worker=str(WORKER), change=change)
        return judge(shim(program, roles=["client"]), *scenarios, "--jobs", "2")

    return run


def test_the_worker_behind_another_process_is_a_good_client(judge_client):
    """So that what fails below fails by its sabotage."""
    _, results, printed = judge_client(
        "change = ask", "client/certificates/rejected/wrong-host", "client/content-length/delimits"
    )
    assert verdicts(results) == {"pass"}, printed


def test_a_client_that_trusts_anyone_fails_the_certificates(judge_client):
    code, results, printed = judge_client(TRUSTS_ANYONE, "client/certificates")
    assert code == 1, printed
    assert results["client/certificates/accepted"]["verdict"] == "pass", printed
    assert verdicts(results, "client/certificates/rejected/") == {"fail"}
    assert verdicts(results, "client/certificates/wildcards/") == {"fail"}


def test_a_client_that_makes_responses_up_is_found_out(judge_client):
    code, results, printed = judge_client(
        HEARS_WHAT_IT_LIKES, "client/content-length", "client/certificates/rejected"
    )
    assert code == 1, printed
    assert verdicts(results) <= {"fail", "blocked", "skip"}, [
        i for i, r in results.items() if r["verdict"] in ("pass", "warn")
    ]


def test_a_client_that_never_connects_is_found_out(judge_client):
    code, results, printed = judge_client(
        STAYS_AT_HOME, "client/content-length", "client/certificates/rejected"
    )
    assert code == 1, printed
    assert results["client/content-length/delimits"]["verdict"] == "fail"
    assert verdicts(results, "client/content-length/invalid/") <= {"fail", "blocked"}
    assert verdicts(results, "client/certificates/rejected/") <= {"fail", "blocked"}


# Scenarios and recordings


def edit(file, change):
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value))


def recorded(home):
    return home / "reference/recorded/3.14/server/status-codes.json"


def test_the_copied_home_is_as_good_as_ours(judge, cli, home):
    """So that what fails below fails by its sabotage."""
    done = cli("--home", home, "run", GET)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_changed_recorded_outcome_is_found(cli, home):
    def change(outcomes):
        connection = outcomes[GET]["observation"]["connections"][0]
        connection["messages"]["messages"][0]["status"] = 418
        connection["received"] = connection["received"].replace(" 200 ", " 418 ", 1)

    edit(recorded(home), change)
    done = cli("--home", home, "run", GET)
    assert done.returncode == 1, done.stdout + done.stderr
    for subject in ("wireproof:strict", "wireproof:cpython"):
        assert f"{subject} pass: {GET}" in done.stdout
    assert "differs from the reference" in done.stdout
    assert "418" in done.stdout


def test_one_missing_recorded_outcome_is_found(cli, home):
    edit(recorded(home), lambda outcomes: outcomes.pop(GET))
    done = cli("--home", home, "run", GET)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{GET}: no outcome is recorded" in done.stdout


def scenario_of(topic, name):
    return next(s for s in topic["scenarios"] if s["name"] == name)


def test_one_changed_expectation_is_found(cli, home):
    def change(topic):
        scenario_of(topic, "get")["expect"] = {"pass": [{"response": {"status": 201}}]}

    edit(home / "scenarios/server/status-codes.json", change)
    done = cli("--home", home, "run", "wireproof:strict", GET)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"wireproof:strict fail: {GET}" in done.stdout
    assert re.search(r"status.*201", done.stdout), done.stdout
    lint = cli("--home", home, "lint")
    assert lint.returncode == 2, "its proofs no longer hold"
    assert GET in lint.stdout


def test_one_changed_octet_of_a_stimulus_is_found(cli, home):
    file = home / "scenarios/server/status-codes.json"

    def change(topic):
        steps = scenario_of(topic, "get")["steps"]
        send = next(step for step in steps if "send" in step)
        send["send"][1] = send["send"][1].replace("Host: ", "Host:", 1)

    before = file.read_text()
    edit(file, change)
    assert json.loads(before) != json.loads(file.read_text())
    done = cli("--home", home, "run", GET)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{GET}: its recorded outcome belongs to another stimulus" in done.stdout


def test_a_wrong_recording_is_named_with_the_place(cli, home):
    edit(recorded(home), lambda outcomes: outcomes[GET].update(observation={"nonsense": 1}))
    done = cli("--home", home, "run", GET)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "reference/recorded/3.14/server/status-codes.json: /server~1status-codes~1get" in (
        done.stderr
    )


def test_a_recording_that_is_gone_is_named(cli, home):
    shutil.rmtree(home / "reference/recorded/3.14")
    done = cli("--home", home, "run", GET)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "reference/recorded/3.14/interpreter.json: cannot be read" in done.stderr
