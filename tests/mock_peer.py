"""A mock server under test: the real program, on loopback, asked by hand."""

import http.client
import json
import socket
from urllib.parse import urlsplit

from wireproof.mock_process import MockProcess

SECONDS = 10  # in which everything is answered; most of it is in a few milliseconds


class Mock(MockProcess):
    """A server on any free port, asked by requests and by octets."""

    def __init__(self, binary, *arguments):
        super().__init__(["--port", 0, *arguments], binary=binary)
        self.port = urlsplit(self.url).port

    def ask(self, method, path, body=None, fields=None):
        """(status, content)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, fields or {})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def send(self, octets, end=True):
        """Everything that comes back for these octets, up to the end of the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as peer:
            try:
                peer.sendall(octets)
                if end:
                    peer.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # answered before all of it was sent
            return b"".join(iter(lambda: peer.recv(65536), b""))

    def post_stub(self, stub):
        text = stub if isinstance(stub, (str, bytes)) else json.dumps(stub)
        status, content = self.ask("POST", "/__admin/mappings", text)
        return status, json.loads(content)

    def stub(self, path, response, **request):
        status, answer = self.post_stub(
            {"request": {"urlPath": path, **request}, "response": response})
        assert status == 201, answer

    def check_health(self):
        assert self.running, self.written()[0]
        status, content = self.ask("GET", "/__admin/health")
        assert (status, json.loads(content)["status"]) == (200, "healthy")
