"""Children that meet foreign files: a module of ours as a process with limits and nothing of the portal's settings.

Whatever a file does to the library that reads it, it does there; a child that dies of a file says nothing more.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

_ROOT = Path(__file__).resolve().parents[2]


def start(module: str, *arguments: str, stdin: BinaryIO) -> subprocess.Popen[bytes]:
    """Start a module of ours with a file as its standard input; it limits itself, by `limits.confine`."""
    return subprocess.Popen(  # noqa: S603 - our own module; each argument is one, and no shell reads it
        [sys.executable, "-m", module, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("EXAMPORTAL_")},
    )


def answer_of(module: str, *arguments: str, stdin: BinaryIO, seconds: float) -> bytes:
    """Return all that such a child writes; raises TimeoutError when it takes longer, and ends it."""
    with start(module, *arguments, stdin=stdin) as child:
        try:
            return child.communicate(timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            child.kill()
