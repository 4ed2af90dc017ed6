"""The reference: CPython's http.client and http.server behind the shim protocol."""
