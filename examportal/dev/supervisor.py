"""Several processes that live and die together.

Each child is the head of a process group of its own: a Ctrl-C in the terminal reaches only the supervisor, and
whatever a child has started ends with it.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from types import FrameType

from examportal.core.errors import Refusal

GRACE_SECONDS = 10.0
LOOK_SECONDS = 0.2
LAST_LINES = 15
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortTaken(Refusal):
    """Another program listens on the port already."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is taken")
        self.port = port


class ChildEnded(Refusal):
    """One of the processes ended by itself; the others have been stopped."""

    def __init__(self, child: "Child") -> None:
        super().__init__(f"{child.name} ended")
        self.child = child


@dataclass(frozen=True)
class Child:
    """A process to keep: what it is called, how it is started, and the file that gets what it prints."""

    name: str
    command: Sequence[str]
    log: Path

    def last_lines(self) -> list[str]:
        """Return the end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]


def refuse_taken(host: str, ports: Sequence[int]) -> None:
    """Raise PortTaken for the first port that cannot be listened on, or that is asked for twice."""
    with ExitStack() as held:
        for port in ports:
            probe = held.enter_context(socket.socket())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or a port just left would seem taken
            try:
                probe.bind((host, port))
                probe.listen()
            except OSError:
                raise PortTaken(port) from None


def supervise(
    children: Sequence[Child], environ: Mapping[str, str], folder: Path, on_start: Callable[[], bool]
) -> None:
    """Run the children in `folder` until the process is told to stop by SIGINT, SIGTERM or SIGHUP.

    `on_start` is asked every moment until it returns True: is everything up? Raises ChildEnded when one ended by
    itself. Either way all of them have ended when this returns.
    """
    running: list[tuple[Child, subprocess.Popen[bytes]]] = []
    with _told_to_stop() as stop:
        try:
            for child in children:
                running.append((child, _start(child, environ, folder)))  # noqa: PERF401 - those started must be ended
            started = False
            while not stop.wait(LOOK_SECONDS):
                for child, process in running:
                    if process.poll() is not None:
                        raise ChildEnded(child)
                started = started or on_start()
        finally:
            _end([process for _, process in running])


def _start(child: Child, environ: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    with child.log.open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own commands
            child.command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask every process group to end, and make those that do not; a second Ctrl-C changes nothing."""
    for process in processes:
        _signal_group(process, signal.SIGTERM)
    deadline = monotonic() + GRACE_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - monotonic()))
        _signal_group(process, signal.SIGKILL)  # also what a child has left behind
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Turn the signals that end a program into an event."""
    stop = Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, tell) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
