"""`flask dev run` as a person starts it: everything comes up, a letter goes round, everything ends."""

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.dev.ports import free_ports
from tests.house.source import ROOT
from tests.measuring import lines

PATIENCE_SECONDS = 60.0
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi:app")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with an empty database, made by the command that makes it."""
    folder = tmp_path_factory.mktemp("installed")
    unmeasured = {name: value for name, value in environ_of(folder).items() if name != lines.FOLDER}
    subprocess.run([*FLASK, "db", "upgrade"], cwd=ROOT, env=unmeasured, check=True, capture_output=True)
    return folder


@pytest.fixture
def instance(installed: Path, tmp_path: Path) -> Path:
    """Return the folder of an installation of the test's own: to copy one takes less than all migrations."""
    return Path(shutil.copytree(installed, tmp_path, dirs_exist_ok=True))


def environ_of(instance: Path) -> dict[str, str]:
    """Return the environment of a command that works in an instance."""
    return os.environ | {"EXAMPORTAL_INSTANCE": str(instance), "PYTHONUNBUFFERED": "1"}


@contextmanager
def dev_run(instance: Path, ports: list[int]) -> Iterator[subprocess.Popen[str]]:
    """Start `flask dev run`; whatever happens in the test, it is ended."""
    names = ("--port", "--smtp-port", "--mailbox-port")
    options = [f"{name}={port}" for name, port in zip(names, ports, strict=True)]
    command = [*FLASK, "dev", "run", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environ_of(instance), stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Return what a process prints up to the line with these words."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            break
    return said


def get(url: str) -> str:
    """Return a page."""
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        return str(answer.read().decode())


def processes_of(instance: Path) -> list[str]:
    """Return the commands of all processes that work in an instance, this test's own process aside."""
    mark = f"EXAMPORTAL_INSTANCE={instance}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environ, command = (folder / "environ").read_bytes(), (folder / "cmdline").read_bytes()
        except OSError:  # gone meanwhile, or another user's
            continue
        if mark in environ.split(b"\0"):
            found.append(command.replace(b"\0", b" ").decode())
    return found


def test_all_comes_up_a_letter_goes_round_and_all_ends(instance: Path) -> None:
    ports = free_ports(3)
    web, smtp, mailbox = ports
    with dev_run(instance, ports) as process:
        said = read_until(process, "Ctrl-C")
        assert f"http://127.0.0.1:{web}" in said
        assert f"http://127.0.0.1:{mailbox}" in said
        assert said.count("(") >= 5  # the mailbox's files and four people to try
        assert get(f"http://127.0.0.1:{web}/healthz") == "ok\n"
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.pl", "b@example.pl", "Próba"
        message.set_content("Treść")
        with smtplib.SMTP("127.0.0.1", smtp) as connection:
            connection.send_message(message)
        assert "Próba" in get(f"http://127.0.0.1:{mailbox}/")
        assert len(processes_of(instance)) == 4  # the supervisor, web, worker, mailbox
        process.send_signal(signal.SIGTERM)
        assert "Wszystko zatrzymane." in process.communicate(timeout=PATIENCE_SECONDS)[0]
    assert process.returncode == 0
    assert processes_of(instance) == []


def test_when_one_process_dies_it_is_named_and_the_others_end(instance: Path) -> None:
    with dev_run(instance, free_ports(3)) as process:
        read_until(process, "Ctrl-C")
        (worker,) = [pid for pid in children_of(process.pid) if "worker" in command_of(pid)]
        os.kill(worker, signal.SIGKILL)
        _, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    assert "„worker”" in complaint
    assert process.returncode == 1
    assert processes_of(instance) == []


def test_a_taken_port_is_one_clear_sentence(instance: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with dev_run(instance, [taken, *free_ports(2)]) as process:
            _, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert f"Port {taken} jest zajęty" in complaint
    assert len(complaint.strip().splitlines()) == 1


def test_a_database_without_schema_is_said(tmp_path: Path) -> None:
    with dev_run(tmp_path, free_ports(3)) as process:
        _, complaint = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "flask db upgrade" in complaint


def children_of(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]


def command_of(pid: int) -> str:
    """Return the command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
