"""CPython's http.client and http.server as one subject: python3 -I worker.py, by path, nothing
installed.

Hermetic: UTC, the interpreter's own MIME types (not the system's), no environment variables of
Python (-I).
"""

import mimetypes
import os
import platform
import ssl
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

# Before http.server is imported: older ones copy the tables there and then.
mimetypes.knownfiles = []
mimetypes.init()
os.environ["TZ"] = "UTC"
time.tzset()

from wireproof import shim  # noqa: E402
from wireproof.reference import http_client, http_server  # noqa: E402


class CPython(http_client.Client, http_server.Servers):
    def __init__(self):
        http_client.Client.__init__(self)
        http_server.Servers.__init__(self)

    hello = {
        "name": platform.python_implementation().lower(),
        "version": platform.python_version(),
        "roles": ["client", "server"],
        "features": sorted(set(http_client.FEATURES) | set(http_server.FEATURES)),
        "reports": http_client.REPORTS,
        "details": {
            "openssl": ssl.OPENSSL_VERSION,
            "build": sys.version,
            "platform": platform.platform(),
        },
    }


if __name__ == "__main__":
    shim.run(CPython())
