"""A process `wireproof mock`: its start, its addresses, what it writes, its end."""

import collections
import re
import subprocess
import threading

from wireproof.binary import find_binary

MOST_LINES_KEPT = 1000  # of what it writes


class MockServerError(RuntimeError):
    """The server did not start; the message has what it wrote."""


class MockProcess:
    """Runs from its making to stop(); it goes with this process, however that ends.

    `url`, `https_url`, `admin_url`: where it listens, or None.
    """

    def __init__(self, arguments, *, binary=None, ready_timeout=10.0):
        __tracebackhide__ = True
        self.command = [find_binary(binary), "mock", "--exit-with-parent", *map(str, arguments)]
        self.url = self.https_url = self.admin_url = None
        self.ready = False
        self._found = {}  # addresses, by the names above
        self._lines = collections.deque(maxlen=MOST_LINES_KEPT)
        self._written = 0
        self._known = threading.Condition()
        self._outputs = 2
        self._process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="backslashreplace",
        )
        self._readers = [
            threading.Thread(target=self._read, args=(output, look), daemon=True)
            for output, look in ((self._process.stdout, True), (self._process.stderr, False))
        ]
        for reader in self._readers:
            reader.start()
        self._await_ready(ready_timeout)

    @property
    def pid(self):
        return self._process.pid

    @property
    def running(self):
        return self._process.poll() is None

    def written(self, since=0):
        """What it wrote after its first `since` lines, and how many lines that makes in all."""
        with self._known:
            dropped = self._written - len(self._lines)
            lines = list(self._lines)[max(0, since - dropped):]
            return "\n".join(lines), self._written

    def stop(self, timeout=5.0):
        """Ends it, gently first. Gives its exit code."""
        if self.running:
            self._process.terminate()
        try:
            code = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        for reader in self._readers:
            reader.join(timeout)
        self._process.stdout.close()
        self._process.stderr.close()
        return code

    def _read(self, output, look):
        for line in output:
            with self._known:
                if look and not self.ready:
                    self._look_for_addresses(line)
                    self._known.notify_all()
                self._lines.append(line.rstrip("\n"))
                self._written += 1
        with self._known:
            self._outputs -= 1
            self._known.notify_all()

    def _look_for_addresses(self, line):
        """One line says them all, or with --compat wiremock a table of WireMock's."""
        row = re.match(r"(https-)?port: +(\d+)$", line)
        if row:
            name = "https_url" if row[1] else "url"
            self._found[name] = f"http{'s' if row[1] else ''}://127.0.0.1:{row[2]}"
        if line.startswith("wireproof mock: "):
            for kind, url in re.findall(r" (admin )?(https?://[^\s/]+)", line):
                name = "admin_url" if kind else "https_url" if url.startswith("https") else "url"
                self._found[name] = url
        elif not line.startswith("no-request-journal:"):  # the last row of the table
            return
        self.url = self._found.get("url")
        self.https_url = self._found.get("https_url")
        self.admin_url = self._found.get("admin_url")
        self.ready = True

    def _await_ready(self, timeout):
        __tracebackhide__ = True
        with self._known:
            self._known.wait_for(lambda: self.ready or self._outputs == 0, timeout)
            ended = self._outputs == 0
        if self.ready:
            return
        code = self.stop()
        why = f"it ended with code {code}" if ended else f"it was not ready in {timeout} s"
        written, _ = self.written()
        raise MockServerError(f"{' '.join(self.command)}: {why}\n{written}".rstrip())
