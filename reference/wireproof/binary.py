"""Where the program `wireproof` is: the wheel's, that of a build, or one named by hand."""

import importlib.metadata
import os
import pathlib
import shutil


class BinaryNotFound(RuntimeError):
    """There is no program `wireproof`; the message says where it was looked for."""


def find_binary(named=None):
    """The path of the program, as a string.

    In this order: `named`; $WIREPROOF; the one installed with this package; that of the source
    tree this package stands in (build/release); PATH. Only what was named must exist.
    """
    for origin, path in (("named", named), ("$WIREPROOF", os.environ.get("WIREPROOF"))):
        if path:
            found = shutil.which(str(path))
            if found is None:
                raise BinaryNotFound(f"{path} ({origin}) is no program")
            return found
    tried = []
    for origin, find in (("this package's", _installed), ("the source tree's", _built)):
        path = find()
        if path is not None and os.access(str(path), os.X_OK):
            return str(path)
        tried.append(f"{origin}: {path or 'none'}")
    found = shutil.which("wireproof")
    if found is None:
        raise BinaryNotFound(
            "the program wireproof was not found; install the wheel, put it into PATH or set "
            f"WIREPROOF to it ({'; '.join(tried)}; PATH: none)"
        )
    return found


def _installed():
    """The program that the wheel brought: where its record says, or (pip install --target moves
    things and does not say so) in bin/ beside the package."""
    beside = pathlib.Path(__file__).resolve().parents[1] / "bin" / "wireproof"
    try:
        files = importlib.metadata.distribution("wireproof").files or ()
    except importlib.metadata.PackageNotFoundError:
        files = ()
    recorded = [pathlib.Path(os.path.normpath(str(file.locate()))) for file in files
                if file.name == "wireproof" and file.parent.name == "bin"]
    return next((path for path in [*recorded, beside] if path.exists()), None)


def _built():
    tree = pathlib.Path(__file__).resolve().parents[2]
    if not (tree / "CMakeLists.txt").exists():
        return None
    return tree / "build" / "release" / "bin" / "wireproof"
