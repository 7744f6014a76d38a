"""Writes to its output, as a tar, a base image for django-sample/Dockerfile: this Python with the packages that it sees, and a shell.

For where no registry can be reached. Run it with the Python of the sample's environment: `… | docker import - django-base:1`.
"""

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile

LEFT_OUT = {"test", "tests", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "pip", "setuptools", "site-packages", "dist-packages"}
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


def libraries(program):
    """What the loader brings in, itself included."""
    for line in subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout.splitlines():
        for word in line.split():
            if word.startswith("/"):
                yield word
                break


def kept(member):
    name = os.path.basename(member.name)
    return None if name in LEFT_OUT or name.startswith("config-") or name.endswith(".a") else member


def main():
    tar = tarfile.open(fileobj=sys.stdout.buffer, mode="w|", dereference=True)
    stdlib, packages = sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")
    stdlib = stdlib.replace(sys.prefix, sys.base_prefix)
    python, shell = os.path.realpath(sys.executable), os.path.realpath(shutil.which("sh"))
    modules = os.path.join(stdlib, "lib-dynload")
    tar.add(python, f"usr/local/bin/{VERSION}")
    tar.add(python, "usr/local/bin/python3")
    tar.add(shell, "bin/sh")
    tar.add(stdlib, f"usr/local/lib/{VERSION}", filter=kept)
    for name in sorted(set(os.listdir(packages)) - LEFT_OUT):
        tar.add(os.path.join(packages, name), f"usr/local/lib/{VERSION}/site-packages/{name}")
    needed = {library for program in [python, shell, *(os.path.join(modules, name) for name in os.listdir(modules))] for library in libraries(program)}
    # The C library's own folder is one in which the loader looks.
    home = next(os.path.dirname(path) for path in needed if os.path.basename(path).startswith("libc.so"))
    for path in sorted(needed):
        # The loader itself is named by its whole path in every program.
        place = path if os.path.basename(path).startswith("ld-") else os.path.join(home, os.path.basename(path))
        tar.add(path, place.lstrip("/"))
    gunicorn = tarfile.TarInfo("usr/local/bin/gunicorn")
    text = b"#!/usr/local/bin/python3\nfrom gunicorn.app.wsgiapp import run\nrun()\n"
    gunicorn.size, gunicorn.mode = len(text), 0o755
    tar.addfile(gunicorn, io.BytesIO(text))
    tmp = tarfile.TarInfo("tmp")
    tmp.type, tmp.mode = tarfile.DIRTYPE, 0o1777
    tar.addfile(tmp)
    tar.close()


main()
