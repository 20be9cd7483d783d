"""Two server processes an application, started as `flask dev run` starts the portal's."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Event
from time import monotonic

from bench.journeys import HOST
from bench.load import PROCESSES
from examportal import config
from examportal.dev import household
from examportal.dev.household import Ports
from examportal.dev.server import THREADS

PORTAL: Sequence[str] = ("wsgi:app",)
BARE: Sequence[str] = ("--call", "bench.bare.app:create_app")
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.1
_LAST_WORDS = 2000


class NotUp(Exception):  # noqa: N818 - it says what is wrong
    """A server did not start; its log says why."""


@dataclass(frozen=True)
class Servers:
    """Running servers of one application."""

    ports: list[int]
    processes: list[int]

    def cpu_seconds(self) -> float:
        """Return the seconds of a core that they have taken so far; Linux tells."""
        return sum(_cpu_seconds(Path(f"/proc/{process}/stat")) for process in self.processes)


@contextmanager
def serve(application: Sequence[str], instance: Path, environ: dict[str, str]) -> Iterator["Servers"]:
    """Serve an application in PROCESSES processes and return them, once all of them answer."""
    ports, processes = _free_ports(PROCESSES), []
    with ExitStack() as running:
        for port in ports:
            log = running.enter_context((instance / f"{application[-1]}-{port}.log").open("wb"))
            server = subprocess.Popen(  # noqa: S603 - our own command
                _command(application, port, instance),
                cwd=config.ROOT,
                env=household.environment(Ports(port, 1, 1), instance) | environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            running.callback(_stop, server)
            processes.append(server.pid)
            _wait_for(port, Path(log.name))
        yield Servers(ports, processes)


def _command(application: Sequence[str], port: int, instance: Path) -> list[str]:
    """Return the shipped command of the web server, or the same server with another application."""
    if application != PORTAL:
        waitress = sys.executable, "-m", "waitress", f"--listen={HOST}:{port}", f"--threads={THREADS}", "--ident="
        return [*waitress, *application]
    children = household.children(Ports(port, 1, 1), instance)
    (shipped,) = (child.command for child in children if child.name == household.WEB)
    return list(shipped)


def _wait_for(port: int, log: Path) -> None:
    deadline = monotonic() + _PATIENCE_SECONDS
    while not _answers(port):
        if monotonic() > deadline:
            raise NotUp(log.read_text(encoding="utf-8")[-_LAST_WORDS:])
        Event().wait(_LOOK_SECONDS)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=_PATIENCE_SECONDS) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _cpu_seconds(stat: Path) -> float:
    """Read user and system time; the fields are counted from behind the name, which may hold anything."""
    fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    server.wait()
