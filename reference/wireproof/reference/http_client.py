"""http.client in the role client: exchanges over real connections."""

import functools
import http.client
import socket
import ssl
import time

from wireproof.messages import BadMessage
from wireproof.reference.failures import describe

FEATURES = [
    "get", "head", "post", "put", "delete", "options", "patch", "keep-alive", "tls", "tls.verify",
    "host", "fields", "body", "chunked-upload", "method.any", "target.any",
]  # fmt: skip
REPORTS = [
    "version",
    "reason",
    "fields",
    "fields.order",
    "fields.case",
    "fields.duplicates",
    "body",
    "partial",
]

_VERSIONS = {9: "HTTP/0.9", 10: "HTTP/1.0", 11: "HTTP/1.1"}


class Client:
    """The ops exchange and release."""

    def __init__(self):
        self._connection = None

    def exchange(self, connect, requests, reuse, deadline_ms, tls=None):
        self.release()
        progress = _Progress(deadline_ms)
        reply = {"responses": []}
        for index, request in enumerate(requests):
            try:
                if self._connection is None or not reuse:
                    self.release()
                    self._connection = _connection(connect, tls, progress)
                reply["responses"].append(_perform(self._connection, request, progress))
            except BadMessage:
                raise
            except Exception as error:
                reply["failure"] = describe(error, progress.at, index)
                break
        return reply

    def release(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        return {}


class _Progress:
    """What an exchange is doing, and how long it still may."""

    def __init__(self, deadline_ms):
        self.at = "send"
        self._end = time.monotonic() + deadline_ms / 1000

    def remaining(self):
        left = self._end - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        return left


class _OnTime:
    """A socket whose reads and writes end with the exchange.

    The timeout of http.client would begin anew with each recv.
    """

    progress = None

    def recv_into(self, *args, **kwargs):
        self._limit()
        return super().recv_into(*args, **kwargs)

    def sendall(self, *args, **kwargs):
        self._limit()
        return super().sendall(*args, **kwargs)

    def _limit(self):
        if self.progress is not None:
            self.settimeout(self.progress.remaining())


class _Socket(_OnTime, socket.socket):
    pass


class _TlsSocket(_OnTime, ssl.SSLSocket):
    pass


class _HTTPSConnection(http.client.HTTPSConnection):
    progress = None

    def connect(self):
        super().connect()
        self.sock.progress = self.progress
        # A connection that was reset before its handshake is wrapped without one; sending shows it.
        if self.sock.version() is not None:
            self.progress.at = "send"


def _connection(connect, tls, progress):
    if tls is None:
        connection = http.client.HTTPConnection(connect["host"], connect["port"])
        stage = "send"
    else:
        name = tls.get("server_name", connect["host"])
        context = _trust(tls)
        connection = _HTTPSConnection(name, connect["port"], context=context)
        connection.progress = progress
        stage = "handshake"
    # The connection goes to `connect`; the name is for the Host field, SNI and verification.
    connection._create_connection = functools.partial(_dial, connect, progress, stage)
    return connection


def _dial(connect, progress, next_stage, _address, _timeout, _source_address):
    progress.at = "connect"
    sock = _Socket(
        socket.AF_INET6 if ":" in connect["host"] else socket.AF_INET, socket.SOCK_STREAM
    )
    try:
        sock.settimeout(progress.remaining())
        sock.connect((connect["host"], connect["port"]))
        sock.settimeout(progress.remaining())
    except BaseException:
        sock.close()
        raise
    sock.progress = progress
    progress.at = next_stage
    return sock


def _trust(tls):
    # create_default_context() takes no data to mean the authorities of the system.
    if tls["verify"] and not tls["ca_pem"]:
        raise BadMessage("exchange.tls.ca_pem is empty")
    try:
        return _context(tls.get("ca_pem"), tls["verify"])
    except (ssl.SSLError, ValueError) as error:
        raise BadMessage(f"exchange.tls.ca_pem: {error}") from None


@functools.lru_cache(maxsize=64)
def _context(ca_pem, verify):
    if verify:
        context = ssl.create_default_context(cadata=ca_pem)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = _TlsSocket
    return context


class _Fields:
    """Header fields as request() takes a mapping, but with order and duplicates."""

    def __init__(self, pairs):
        self._pairs = pairs

    def __iter__(self):
        return iter([name for name, _ in self._pairs])

    def items(self):
        return self._pairs


def _perform(connection, request, progress):
    fields = list(request["fields"])
    if "host" in request:
        fields.insert(0, ("Host", request["host"]))
    body = None
    if "body" in request:
        body = request["body"].encode("latin-1")
    elif "chunks" in request:
        body = [chunk.encode("latin-1") for chunk in request["chunks"]]

    progress.at = "send"
    connection.request(
        request["method"],
        request["target"],
        body,
        _Fields(fields),
        encode_chunked="chunks" in request,
    )
    progress.at = "head"
    response = connection.getresponse()
    progress.at = "body"
    content = response.read()
    return {
        "version": _VERSIONS.get(response.version, str(response.version)),
        "status": response.status,
        "reason": response.reason,
        "fields": response.getheaders(),
        "body": content.decode("latin-1"),
        "trailers": [],
    }
