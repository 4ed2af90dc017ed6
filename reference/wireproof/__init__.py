"""Wireproof, from Python: the loop of shims, and CPython's own http as a subject."""

__version__ = "0.1.0"
