"""What kind of failure (docs/shim-protocol.md) an exception of http.client is to its caller.

The first row that has the exception's class decides. The order matters: RemoteDisconnected is a
ConnectionResetError and a BadStatusLine, SSLCertVerificationError is a ValueError, and before
Python 3.10 socket.timeout is an OSError only.
"""

import http.client as hc
import socket
import ssl

_ANYWHERE = (
    ((socket.timeout, TimeoutError), "timeout"),
    (hc.RemoteDisconnected, "closed"),
    (hc.IncompleteRead, "incomplete"),
    # The connection is in a state in which it does not do what it is asked to.
    ((hc.ResponseNotReady, hc.NotConnected), "other"),
    ((hc.ImproperConnectionState, hc.InvalidURL), "refused"),
    # BadStatusLine, UnknownProtocol, UnknownTransferEncoding, LineTooLong, "got more than 100
    # headers"
    (hc.HTTPException, "protocol"),
    (ssl.SSLError, "tls"),
    ((ConnectionRefusedError, socket.gaierror), "connect"),
)

# What else the same class means depends on what was being done.
_LOCAL = (
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    LookupError,
)  # UnicodeError is a ValueError
_BY_STAGE = {
    "connect": ((OSError, "connect"),),
    # A peer that ends the connection in the handshake is seen as SSLEOFError or as a reset, by
    # chance: one kind for both.
    "handshake": ((ConnectionError, "tls"),),
    "send": ((ConnectionError, "closed"), (_LOCAL, "refused")),
    "head": ((ConnectionError, "closed"), (_LOCAL, "protocol")),
    "body": ((ConnectionError, "closed"), (_LOCAL, "protocol")),
}


def kind_of(error, at):
    """The kind of `error`, which came while the exchange was `at` this stage."""
    for classes, kind in _ANYWHERE + _BY_STAGE[at]:
        if isinstance(error, classes):
            return kind
    return "other"


def describe(error, at, request):
    """The member `failure` of a reply."""
    failure = {
        "request": request,
        "at": at,
        "kind": kind_of(error, at),
        "native": _class_path(type(error)),
        "message": str(error).encode("utf-8", "backslashreplace").decode("utf-8"),
    }
    if isinstance(error, hc.IncompleteRead):
        failure["partial"] = bytes(error.partial).decode("latin-1")
    return failure


def _class_path(cls):
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
