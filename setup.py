"""What pyproject.toml cannot say: the wheel carries the program, its data and its libraries.

They come from `cmake --install` of the build in $WIREPROOF_BUILD_DIR, or without that of a Release
build made in build/wheel. In the environment that a wheel is installed into, they stand as they do
under any other prefix (bin/, share/wireproof/), with the shared libraries beside them
(lib/wireproof/): all but those of glibc, so the wheel is for systems with this one's glibc or a
later one.
"""

import os
import pathlib
import re
import subprocess
import tempfile

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from distutils.command.install_data import install_data  # setuptools brings it, so it comes after

ROOT = pathlib.Path(__file__).resolve().parent
GLIBC = re.compile(r"^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl))\.so\b")


class WithProgram(Distribution):
    """There is more in it than Python."""

    def has_ext_modules(self):
        return True

    def has_data_files(self):
        return True


class WheelOfAnyPython(bdist_wheel):
    """One wheel a platform: the program does not care which Python starts it."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


class InstallProgram(install_data):
    """Puts the program, its data and its libraries where a wheel has what goes below the prefix."""

    def run(self):
        prefix = pathlib.Path(self.install_dir).resolve()
        build = os.environ.get("WIREPROOF_BUILD_DIR") or built_for_wheels()
        subprocess.run(["cmake", "--install", build, "--prefix", prefix, "--component", "program",
                        "--strip"], check=True, stdout=subprocess.DEVNULL)
        libraries = prefix / "lib" / "wireproof"
        libraries.mkdir(parents=True)
        for library in shared_libraries(prefix / "bin" / "wireproof"):
            (libraries / library.name).write_bytes(library.read_bytes())


def built_for_wheels():
    build = ROOT / "build" / "wheel"
    subprocess.run(["cmake", "-S", ROOT, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG", "-DBUILD_TESTING=OFF",
                    "-DWIREPROOF_UNITY=ON"], check=True)
    subprocess.run(["cmake", "--build", build, "--target", "wireproof"], check=True)
    return build


def shared_libraries(program):
    """Those that it is linked with, glibc's apart."""
    listed = subprocess.run(["ldd", program], check=True, text=True, stdout=subprocess.PIPE).stdout
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", listed, re.M):
        if not GLIBC.match(name):
            yield pathlib.Path(path).parent / name


scratch = tempfile.TemporaryDirectory()  # the source tree stays as it is
setup(
    distclass=WithProgram,
    cmdclass={"bdist_wheel": WheelOfAnyPython, "install_data": InstallProgram},
    data_files=[],
    options={"build": {"build_base": scratch.name}, "egg_info": {"egg_base": scratch.name},
             "bdist_wheel": {"bdist_dir": os.path.join(scratch.name, "wheel")}},
)
