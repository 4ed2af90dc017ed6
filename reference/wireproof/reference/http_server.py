"""http.server in the role server: the echo application and the file server."""

import functools
import http.server
import json
import os
import socket
import ssl
import sys
import tempfile
import threading

from wireproof.messages import BadMessage, Unsupported

FEATURES = [
    "get", "head", "post", "put", "delete", "options", "patch", "keep-alive", "pipelining", "tls",
    "app.echo", "app.static",
]  # fmt: skip

FIXED_DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
_STOP_S = 0.5  # how long `stop` waits for an accept loop that a silent TLS client holds


class Servers:
    """The ops serve and stop."""

    def __init__(self):
        self._running = {}

    def serve(self, app, root=None, handler=None, tls=None):
        if app == "echo":
            answering = EchoHandler
        elif app == "static":
            answering = functools.partial(StaticHandler, directory=root)
        else:
            raise Unsupported(f"http.server does not offer app {app} here")
        server = _listen(answering, tls)
        server.start()
        host, port = server.server_address[:2]
        self._running[port] = server
        return {"host": host, "port": port}

    def stop(self, port):
        if port not in self._running:
            raise BadMessage(f"stop.port {port} is not being served")
        self._running.pop(port).end()
        return {}


class _Settings:
    """What both handlers share: HTTP/1.1, a clock that stands still for Date, no access log."""

    protocol_version = "HTTP/1.1"
    # Head and content are two writes; with Nagle's algorithm the second waits for the peer's
    # delayed ACK.
    disable_nagle_algorithm = True

    def date_time_string(self, timestamp=None):
        return FIXED_DATE if timestamp is None else super().date_time_string(timestamp)

    def log_message(self, format, *args):
        pass


class EchoHandler(_Settings, http.server.BaseHTTPRequestHandler):
    """Answers with what the application was given, as most handlers are written: it reads
    int(Content-Length) bytes.

    An invalid length raises ValueError, which ends the connection without a response, as in any
    handler that does so.
    """

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = {
            "method": self.command,
            "target": self.path,
            "version": self.request_version,
            "fields": list(self.headers.items()),
            "body": body.decode("latin-1"),
            "trailers": [],
        }
        content = json.dumps(seen, separators=(",", ":")).encode("ascii")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = do_GET


class StaticHandler(_Settings, http.server.SimpleHTTPRequestHandler):
    """The file server as it is."""


class _Stoppable:
    """A threading server in a thread of its own that ends at once, connections included."""

    request_queue_size = (
        1024  # with the default of 5, connections made together wait a second for their turn
    )
    daemon_threads = True
    allow_reuse_port = False  # port 0 must find a port that nobody has

    def __init__(self, *args, **kwargs):
        self._connections = set()
        super().__init__(*args, **kwargs)

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        stopping = threading.Thread(target=self.shutdown, daemon=True)
        stopping.start()
        _shut(self.socket)  # wakes the accept loop, which otherwise looks twice a second
        stopping.join(_STOP_S)
        self.server_close()
        for connection in list(self._connections):
            _shut(connection)

    def server_bind(self):
        # Not HTTPServer.server_bind: it asks DNS for this host's name, and nothing here uses that.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request, client_address):
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        print(f"http.server: {type(error).__name__}: {error}", file=sys.stderr)


def _shut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the peer was faster


class _Server(_Stoppable, http.server.ThreadingHTTPServer):
    pass


if hasattr(http.server, "ThreadingHTTPSServer"):  # Python 3.14 and later

    class _TlsServer(_Stoppable, http.server.ThreadingHTTPSServer):
        pass

else:

    class _TlsServer(_Stoppable, http.server.ThreadingHTTPServer):
        """What HTTPSServer does: it wraps the listening socket, so that accept() performs the
        handshake."""

        def __init__(self, address, handler, certfile, keyfile):
            self._files = certfile, keyfile
            super().__init__(address, handler)

        def server_activate(self):
            super().server_activate()
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*self._files)
            context.set_alpn_protocols(["http/1.1"])
            self.socket = context.wrap_socket(self.socket, server_side=True)


def _listen(handler, tls):
    address = ("127.0.0.1", 0)
    if tls is None:
        return _Server(address, handler)
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("cert.pem", "key.pem")]
        for path, pem in zip(paths, (tls["cert_pem"], tls["key_pem"])):
            with open(path, "w", encoding="ascii", errors="strict") as file:
                file.write(pem)
        try:
            return _TlsServer(address, handler, certfile=paths[0], keyfile=paths[1])
        except ssl.SSLError as error:
            raise BadMessage(f"serve.tls: {error}") from None
