"""What runs in a process that tests.forks has forked. It loads the portal and no test: all this is loaded before."""

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask.cli import FlaskGroup

from examportal.app import create_app
from examportal.config import ROOT


def run(target: Callable[..., None], arguments: tuple[Any, ...], environ: Mapping[str, str], out: Path) -> None:
    """Call a function as the whole of a process that was started from a shell; `out` takes what it prints."""
    gc.freeze()  # what was loaded before the fork stays
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    for number, path in ((1, out), (2, faults_beside(out))):
        printed = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(printed, number)
        os.close(printed)
    target(*arguments)


def faults_beside(out: Path) -> Path:
    """Return where that process's standard error goes."""
    return out.with_suffix(".faults")


def flask(*words: str) -> None:
    """Run a command of the portal as `flask` does."""
    FlaskGroup(create_app=create_app).main(args=list(words), prog_name="flask")
