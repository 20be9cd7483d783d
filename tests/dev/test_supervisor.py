"""The supervisor: what it starts ends with it, also grandchildren and those who do not want to."""

import os
import signal
import socket
import sys
from pathlib import Path
from threading import Timer
from time import monotonic, sleep

import pytest

from examportal.dev import supervisor
from examportal.dev.supervisor import Child, ChildEnded, PortTaken, refuse_taken, supervise
from tests.dev.ports import free_ports

SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
PARENT = (
    "import subprocess, sys, time; "
    f"child = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); "
    "print(child.pid, flush=True); time.sleep(60)"
)


def child(folder: Path, name: str, source: str) -> Child:
    """Return a Python child that writes its log into a folder."""
    return Child(name, (sys.executable, "-c", source), folder / f"{name}.log")


def lives(pid: int) -> bool:
    """Tell whether a process runs; one that ended and waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def pids(*children: Child) -> list[int]:
    """Return the process ids that children printed."""
    return [int(line) for one in children for line in one.last_lines()]


def stop_when(ready: list[Child], number: signal.Signals) -> bool:
    """Send ourselves a signal as soon as each child has printed something."""
    if not all(one.log.read_text() for one in ready):
        return False
    os.kill(os.getpid(), number)
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    children = [child(tmp_path, name, SLEEPER) for name in ("one", "two")]
    before = signal.getsignal(number)
    supervise(children, os.environ, tmp_path, lambda: stop_when(children, number))
    assert len(pids(*children)) == 2
    assert not any(lives(pid) for pid in pids(*children))
    assert signal.getsignal(number) is before


def test_when_one_ends_the_others_are_stopped(tmp_path: Path) -> None:
    sleeper = child(tmp_path, "sleeper", SLEEPER)
    brief = child(tmp_path, "brief", "import sys; sys.exit('the last word')")
    with pytest.raises(ChildEnded) as ended:
        supervise([sleeper, brief], os.environ, tmp_path, lambda: False)
    assert ended.value.child is brief
    assert brief.last_lines() == ["the last word"]
    assert not any(lives(pid) for pid in pids(sleeper))


def test_the_stubborn_and_grandchildren_end_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)
    children = [child(tmp_path, "stubborn", STUBBORN), child(tmp_path, "parent", PARENT)]
    supervise(children, os.environ, tmp_path, lambda: stop_when(children, signal.SIGTERM))
    assert len(pids(*children)) >= 2
    deadline = monotonic() + 5  # those killed last are buried by the system in its own time
    while any(lives(pid) for pid in pids(*children)) and monotonic() < deadline:
        sleep(0.05)
    assert not any(lives(pid) for pid in pids(*children))


def test_start_is_announced_once(tmp_path: Path) -> None:
    asked: list[bool] = []

    def on_start() -> bool:
        asked.append(True)
        return len(asked) == 2

    timer = Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    supervise([child(tmp_path, "sleeper", SLEEPER)], os.environ, tmp_path, on_start)
    timer.join()
    assert len(asked) == 2


def test_a_taken_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortTaken) as refused:
            refuse_taken("127.0.0.1", [*free_ports(1), taken])
    assert refused.value.port == taken


def test_one_port_cannot_serve_two() -> None:
    (port,) = free_ports(1)
    refuse_taken("127.0.0.1", [port])
    with pytest.raises(PortTaken):
        refuse_taken("127.0.0.1", [port, port])
