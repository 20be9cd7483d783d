"""Register files of a board's size: what a check and a merge take, beside the same rows inserted raw.

Meanwhile examiners sign in.
"""

import os
import re
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table

from bench import bystanders, servers
from bench.crowd import examiners
from bench.sites import make_portal
from examportal.config import ROOT
from examportal.core import clock
from examportal.core.pesel import read
from examportal.core.sealed import new_row_key
from examportal.db import insert_many, transaction
from examportal.journal.rules import COMMAND
from examportal.register import service as register
from examportal.register.models import Examiner, Qualification
from examportal.register.rules import PersonalData, PersonEntry, ScopeEntry
from tests.intake.crowd import lines
from tests.intake.rows import csv_of

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
PEOPLE = ROWS * 6 // 10
MILLION = 1_000_000
MEMBERS = 40
IDLE_SECONDS = 20.0
SCOPE = "MBI"
STEPS = (
    ("check, new register", "check", 0),
    ("merge, new register", "merge", 0),
    ("check, 1 % changed", "check", 1),
    ("merge, 1 % changed", "merge", 1),
)
"""What is measured: its name, the command, and with which of the two files."""
_RAW_AT_A_TIME = 5000
_LOOK_SECONDS = 0.1
_ONE_PERCENT = 100
_MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Figure:
    """What one step took: seconds, and seconds of a core (the command and its children).

    `mebibytes`: the most memory that the command held, and the most that a child of it did, in MiB.
    """

    step: str
    seconds: float
    cpu: float | None = None
    mebibytes: tuple[float, float] | None = None

    def cells(self, backend: str, raw: "Figure") -> tuple[str, ...]:
        """Return the line of a table; `raw` is the raw insert of the same run."""
        cost = "–" if self.cpu is None else f"{self.cpu / ROWS * _MICROSECONDS:.0f}"
        rate = f"{ROWS / self.seconds:.0f}"
        return (backend, self.step, rate, cost, *self.memory(), f"{self.seconds / raw.seconds:.1f}")

    def memory(self) -> tuple[str, str]:
        """Return the memory for a table: of the command, of its children."""
        if self.mebibytes is None:
            return "–", "–"
        own, children = self.mebibytes
        return f"{own:.0f}", f"{children:.0f}"


HEAD = ("database", "step", "rows/s", "core us/row", "MiB", "MiB child", "times raw")
MEMORY_HEAD = ("rows", "rows/s", "MiB", "MiB child")


@dataclass
class Tables:
    """What one database gave: the lines about the files, and those about who signed in meanwhile."""

    steps: list[tuple[str, ...]] = field(default_factory=list)
    waits: list[tuple[str, ...]] = field(default_factory=list)


def measure(backend: str, folder: Path, urls: tuple[str, str]) -> Tables:
    """Measure one database; `urls` are those of two empty ones."""
    found = Tables()
    files = _files(folder)
    raw = _insert_raw(_portal(folder / "raw", urls[0]))
    found.steps.append(raw.cells(backend, raw))
    instance = folder / "portal"
    instance.mkdir()
    site = make_portal(instance, urls[1], {})
    _load_scope(site.app)
    people = examiners(MEMBERS)
    site.settle(people, [])
    environ = {**os.environ, **site.environ}
    with servers.serve(site.application, instance, site.environ) as running:
        with bystanders.signing_in(running, people) as idle:
            sleep(IDLE_SECONDS)
        found.waits.append(bystanders.cells(backend, "nothing", idle, idle))
        found.steps.append(_run("start alone", ["list", "--json"], environ).cells(backend, raw))
        for name, verb, file in STEPS:
            with ExitStack() as going_on:
                waits = going_on.enter_context(bystanders.signing_in(running, people)) if verb == "merge" else []
                skipping = ["--skip-conflicts"] if verb == "merge" else []
                step = _run(name, [verb, str(files[file]), "--json", *skipping], environ)
            found.steps.append(step.cells(backend, raw))
            if len(waits) > 1:
                found.waits.append(bystanders.cells(backend, name, waits, idle))
    return found


def measure_memory(folder: Path, url: str) -> tuple[str, ...]:
    """Check a file of a million rows, whatever BENCH_ROWS says: for the memory it takes, not for its time."""
    instance, file = folder / "portal", folder / "million.csv"
    _portal(instance, url)
    with file.open("wb") as out:
        out.write(csv_of())
        told = lines(MILLION, MILLION * 6 // 10, scope=SCOPE)
        # Without contact data, or the file would be larger than the portal takes.
        out.writelines(f"\r\n{line.rsplit(';', 2)[0]};;".encode() for line in told)
    environ = {**os.environ, "EXAMPORTAL_INSTANCE": str(instance), "EXAMPORTAL_DATABASE_URL": url}
    step = _run("check", ["check", str(file), "--json"], environ)
    return (str(MILLION), f"{MILLION / step.seconds:.0f}", *step.memory())


def _files(folder: Path) -> tuple[Path, Path]:
    first, second = folder / "first.csv", folder / "second.csv"
    rows = list(lines(ROWS, PEOPLE, scope=SCOPE))
    first.write_bytes(csv_of(*rows))
    changed = (row.replace(".2015;", ".2016;") if not n % _ONE_PERCENT else row for n, row in enumerate(rows))
    second.write_bytes(csv_of(*changed))
    return first, second


def _portal(instance: Path, url: str) -> Flask:
    instance.mkdir()
    app = make_portal(instance, url, {}).app
    _load_scope(app)
    return app


def _load_scope(app: Flask) -> None:
    with app.app_context(), transaction():
        register.load_scopes([ScopeEntry(SCOPE, "biologia", "matura", active=True)], COMMAND)


def _run(step: str, arguments: list[str], environ: dict[str, str]) -> Figure:
    command = [sys.executable, "-m", "flask", "intake", *arguments]
    start = perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    own, children = 0.0, 0.0
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        own = max(own, _most_memory(process.pid))
        children = max([children, *map(_most_memory, _children(process.pid))])
        sleep(_LOOK_SECONDS)
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{step}: exit {process.returncode}")
    return Figure(step, perf_counter() - start, used.ru_utime + used.ru_stime, (own, children))


def _most_memory(process: int) -> float:
    """Return the most memory that a process has held so far, in MiB; 0 once it is gone.

    Not what `wait4` tells: that begins with the memory of whoever started the process.
    """
    with suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        held = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(held[1]) / 1024 if held else 0.0
    return 0.0


def _children(process: int) -> list[int]:
    with suppress(OSError):
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()))
    return []


def _insert_raw(app: Flask) -> Figure:
    """Insert rows that are ready, sealed and all, into the same tables: only this is timed."""
    with app.app_context():
        people, numbers = _rows()
        start, cpu = perf_counter(), process_time()
        with transaction():
            for model, rows in ((Examiner, people), (Qualification, numbers)):
                table = cast("Table", model.__table__)
                for begin in range(0, len(rows), _RAW_AT_A_TIME):
                    insert_many(table, rows[begin : begin + _RAW_AT_A_TIME])
        return Figure("raw insert", perf_counter() - start, process_time() - cpu)


def _rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    now = clock.now()
    people, numbers = [], []
    for row, line in enumerate(lines(ROWS, PEOPLE, scope=SCOPE)):
        digits, number, last_name, first_names, scope = line.split(";")[:5]
        if row < PEOPLE:
            born = read(digits, today=now.date(), min_age=0).birth_date
            person = PersonEntry(last_name, first_names, PersonalData(digits, born, f"osoba.{row}@example.pl"))
            own = {"id": row + 1, "entered_at": now, "login_number": None}
            people.append(register.new_person_row(person, new_row_key()) | own)
        numbers.append(
            {
                "examiner_id": row % PEOPLE + 1,
                "registry_number": number,
                "scope_code": scope,
                "entered_on": now.date(),
            }
        )
    return people, numbers
