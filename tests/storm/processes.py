"""The portal's processes as a storm starts and kills them: web, worker."""

import os
import random
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from examportal.config import ROOT
from examportal.dev.household import WEB, Ports, children, environment
from tests.dev.ports import free_ports
from tests.forks import faults_beside, flask, settings_of, started
from tests.storm import server

PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Web:
    """A running web server; its master process is never killed, the serving ones are."""

    port: int
    master: ForkServerProcess
    log: Path

    def kill_one(self) -> None:
        """Kill one of the serving processes in whatever it is doing."""
        with suppress(ProcessLookupError):
            os.kill(random.choice(self.serving()), signal.SIGKILL)  # noqa: S311 - chance is the point

    def faults(self) -> list[str]:
        """Return what the processes have logged about faults that are ours to mend."""
        return [line for line in said(self.log).splitlines() if '"event": "fault"' in line]

    def serving(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        listed = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        wait_until(lambda: bool(listed.read_text().split()))
        return [int(pid) for pid in listed.read_text().split()]


def said(log: Path) -> str:
    """Return all that a process has printed so far."""
    return "".join(path.read_text(encoding="utf-8") for path in (log, faults_beside(log)) if path.exists())


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as something holds; fail when it does not within some time."""
    deadline = monotonic() + seconds
    while not condition():
        if monotonic() > deadline:
            raise AssertionError(f"it did not happen within {seconds:.0f} s")
        Event().wait(_LOOK_SECONDS)


@contextmanager
def full_disk(*pids: int) -> Iterator[None]:
    """Let every write of these processes to any file fail, as on a disk without a free byte."""
    nothing, anything = (0, resource.RLIM_INFINITY), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, nothing)
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, anything)


@contextmanager
def web(app: Flask, folder: Path, smtp_url: str) -> Iterator[Web]:
    """Serve the application's database from processes of their own."""
    (port,) = free_ports(1)
    log = folder / "web.log"
    environ = settings_of(app, folder, EXAMPORTAL_SMTP_URL=smtp_url)
    with started(server.serve, port, environ=environ, out=log) as master:
        running = Web(port, master, log)
        wait_until(lambda: _answers(port) or _ended(log, still_runs=master.is_alive()))
        yield running


@contextmanager
def embedded(app: Flask, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve the application's database as `make run` does; yield the port and the id of the process."""
    (port,) = free_ports(1)
    ports = Ports(port, 0, 0)
    (command,) = (list(child.command) for child in children(ports, folder) if child.name == WEB)
    log = folder / "web.log"
    environ = environment(ports, folder) | settings_of(app, folder, EXAMPORTAL_SMTP_URL="")
    with (
        log.open("ab") as out,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            wait_until(lambda: _answers(port) or _ended(log, still_runs=process.poll() is None))
            yield port, process.pid
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def worker(app: Flask, folder: Path, smtp_url: str) -> Iterator[ForkServerProcess]:
    """Run `flask worker` on the application's database."""
    environ = settings_of(app, folder, EXAMPORTAL_SMTP_URL=smtp_url)
    with started(flask, "worker", environ=environ, out=folder / "worker.log") as process:
        yield process


@contextmanager
def merging(app: Flask, folder: Path, file: Path) -> Iterator[ForkServerProcess]:
    """Run `flask intake merge` on the application's database; it is killed at the end."""
    environ = settings_of(app, folder, EXAMPORTAL_SMTP_URL="")
    with started(flask, "intake", "merge", str(file), environ=environ, out=folder / "merge.log") as process:
        yield process


def _ended(log: Path, *, still_runs: bool) -> bool:
    """Fail at once when a process cannot even start."""
    if not still_runs:
        raise AssertionError(f"it ended by itself: {said(log)[-2000:]}")
    return False


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{server.HOST}:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
