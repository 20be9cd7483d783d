"""The portal's processes as a storm starts and kills them: web, worker."""

import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from examportal.config import ROOT
from examportal.dev.household import WEB, Ports, children, environment
from tests.conftest import ENVIRON
from tests.dev.ports import free_ports
from tests.storm import server

PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Web:
    """A running web server; its master process is never killed, the serving ones are."""

    port: int
    master: "subprocess.Popen[bytes]"
    log: Path

    def kill_one(self) -> None:
        """Kill one of the serving processes in whatever it is doing."""
        with suppress(ProcessLookupError):
            os.kill(random.choice(self.serving()), signal.SIGKILL)  # noqa: S311 - chance is the point

    def faults(self) -> list[str]:
        """Return what the processes have logged about faults that are ours to mend."""
        return [line for line in self.log.read_text(encoding="utf-8").splitlines() if '"event": "fault"' in line]

    def serving(self) -> list[int]:
        """Return the ids of the processes that answer requests."""
        listed = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children")
        wait_until(lambda: bool(listed.read_text().split()))
        return [int(pid) for pid in listed.read_text().split()]


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
    command = [sys.executable, "-m", "tests.storm.server", str(port)]
    with _started(command, _environ(app, folder, smtp_url), log) as master:
        running = Web(port, master, log)
        wait_until(lambda: _answers(port) or _ended(master, log))
        yield running


@contextmanager
def embedded(app: Flask, folder: Path) -> Iterator[tuple[int, int]]:
    """Serve the application's database as `make run` does; yield the port and the id of the process."""
    (port,) = free_ports(1)
    ports = Ports(port, 0, 0)
    (command,) = (list(child.command) for child in children(ports, folder) if child.name == WEB)
    log = folder / "web.log"
    with _started(command, environment(ports, folder) | _environ(app, folder, ""), log) as process:
        wait_until(lambda: _answers(port) or _ended(process, log))
        yield port, process.pid


@contextmanager
def worker(app: Flask, folder: Path, smtp_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `flask worker` on the application's database."""
    command = [sys.executable, "-m", "flask", "worker"]
    with _started(command, _environ(app, folder, smtp_url), folder / "worker.log") as process:
        yield process


@contextmanager
def merging(app: Flask, folder: Path, file: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `flask intake merge` on the application's database; it is killed at the end."""
    command = [sys.executable, "-m", "flask", "intake", "merge", str(file)]
    with _started(command, _environ(app, folder, ""), folder / "merge.log") as process:
        yield process


@contextmanager
def _started(command: list[str], environ: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with (
        log.open("ab") as out,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _environ(app: Flask, folder: Path, smtp_url: str) -> dict[str, str]:
    own = {
        "EXAMPORTAL_DATABASE_URL": app.extensions["settings"].database_url,
        "EXAMPORTAL_INSTANCE": str(folder),
        "EXAMPORTAL_SMTP_URL": smtp_url,
    }
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return unmeasured | ENVIRON | own


def _ended(process: "subprocess.Popen[bytes]", log: Path) -> bool:
    """Fail at once when a process cannot even start."""
    if process.poll() is not None:
        raise AssertionError(f"it ended by itself: {log.read_text(encoding='utf-8')[-2000:]}")
    return False


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{server.HOST}:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
