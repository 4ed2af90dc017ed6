"""The two servers that are compared: each a process on a free port, with a root of its own."""

import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import time

START_S = 90.0
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


class Failure(Exception):
    """A side could not be started, or went away."""


class Side:
    """A running server; `ask_admin` is for what the comparison itself needs."""

    def __init__(self, name, command, folder, files):
        self.name = name
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(files, self.folder / "root/__files")
        (self.folder / "root/mappings").mkdir()
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT, env=ENVIRONMENT)
        self.port = None
        self.connection = None

    def wait_until_ready(self, find_port):
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            self.port = find_port(self.folder)
            if self.port and self.is_healthy():
                return
            time.sleep(0.05)
        log = (self.folder / "log").read_text(errors="replace")
        self.stop()
        raise Failure(f"{self.name} did not start:\n{log[-3000:]}")

    def is_healthy(self):
        try:
            return self.ask_admin("GET", "/__admin/health")[0] == 200
        except OSError:
            return False

    @property
    def address(self):
        return "127.0.0.1", self.port

    def ask_admin(self, method, path, value=None):
        """(status, JSON or text)"""
        for fresh in (False, True):
            if fresh or self.connection is None:
                self.connection = http.client.HTTPConnection(*self.address, timeout=30)
            try:
                body = None if value is None else json.dumps(value)
                self.connection.request(method, path, body, {"Content-Type": "application/json"})
                reply = self.connection.getresponse()
                text = reply.read().decode("utf-8", "replace")
                break
            except (http.client.HTTPException, OSError):
                if fresh:
                    raise
        try:
            return reply.status, json.loads(text)
        except ValueError:
            return reply.status, text

    def stop(self):
        if self.connection:
            self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()


def start_wiremock(java, jar, folder, files, flags):
    root = pathlib.Path(folder) / "root"
    side = Side("wiremock", [java, "-Xmx256m", "-Duser.timezone=UTC", "-Duser.language=en", "-jar",
                             str(jar), "--port", "0", "--bind-address", "127.0.0.1",
                             "--disable-banner", "--root-dir", str(root), *flags], folder, files)

    def port(where):
        found = re.search(r"^port: +(\d+)", (where / "log").read_text(errors="replace"), re.M)
        return int(found[1]) if found else None

    side.wait_until_ready(port)
    return side


def start_wireproof(binary, folder, files, flags):
    folder = pathlib.Path(folder)
    side = Side("wireproof", [str(binary), "mock", "--compat", "wiremock", "--port", "0",
                              "--host", "127.0.0.1", "--port-file", str(folder / "port"),
                              "--root-dir", str(folder / "root"), *flags], folder, files)

    def port(where):
        file = where / "port"
        return int(file.read_text().split()[0]) if file.exists() else None

    side.wait_until_ready(port)
    return side
