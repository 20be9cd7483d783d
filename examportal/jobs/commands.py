"""`flask worker`: deliver due letters and run due jobs."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import click
from flask.cli import ScriptInfo

from examportal.jobs.worker import Worker


@click.command("worker", help="Wysyła listy i wykonuje zadania, których czas nadszedł, aż do zatrzymania.")
@click.option("--once", is_flag=True, help="Kończy, gdy nie ma już nic do zrobienia.")
@click.pass_obj
def worker(info: ScriptInfo, *, once: bool) -> None:
    """Run until a signal comes, or until nothing is due."""
    with _stopped_by_signals() as stop:
        attempts = Worker(info.load_app(), stop).run(once=once)
    if once:
        click.echo(f"Nie ma już nic do zrobienia. Liczba wykonanych prób: {attempts}.")


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    stop = Event()
    earlier = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for name, handler in earlier.items():
            signal.signal(name, handler)
