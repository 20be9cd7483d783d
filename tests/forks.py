"""Processes of the portal that tests start beside themselves and kill: each is forked from one that has it loaded.

To load the portal takes a process three seconds of processor time, a fork of it a tenth. What is forked is a process
like any other: it makes its own application from its own settings, opens its own database, and `kill -9` is the end of
it. That the portal comes up from nothing is proved where nothing is forked: by tests/dev/test_run.py (web, worker and
mailbox), tests/jobs/test_worker.py (`flask worker`) and tests/hostile/test_commands.py (a command).
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import forked
from tests.conftest import ENVIRON
from tests.forked import faults_beside, flask
from tests.measuring import lines

__all__ = ["faults_beside", "flask", "settings_of", "started"]

Environ = dict[str, str]


def settings_of(app: Flask, folder: Path, **own: str) -> Environ:
    """Return the environment of a process that works on the database of an application."""
    told = {"EXAMPORTAL_DATABASE_URL": app.extensions["settings"].database_url, "EXAMPORTAL_INSTANCE": str(folder)}
    return os.environ | ENVIRON | told | own


@contextmanager
def started(target: Callable[..., None], *arguments: Any, environ: Environ, out: Path) -> Iterator[ForkServerProcess]:
    """Run a function of a module that loads no test as a process of its own; it is killed with its children at the end.

    `out` takes what it prints, `faults_beside(out)` its standard error.
    """
    process = _nursery().Process(target=forked.run, args=(target, arguments, environ, out), daemon=True)
    process.start()
    assert process.pid is not None
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it has ended, or not come so far as to lead a group
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()


@cache
def _nursery() -> ForkServerContext:
    """Return what forks; it ends with this process."""
    context = get_context("forkserver")
    context.set_forkserver_preload([forked.__name__])
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(lines.FOLDER, raising=False)  # measured, it would note all that its forks do as its own
        forkserver.ensure_running()
    return context
