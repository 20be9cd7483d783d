"""Register files of a board's size: what a check and a merge take, beside the same rows inserted raw."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table

from examportal.app import create_app
from examportal.config import ROOT, load
from examportal.core import clock
from examportal.core.pesel import read
from examportal.core.sealed import new_row_key
from examportal.db import db, insert_many, transaction
from examportal.journal.rules import COMMAND
from examportal.register import service as register
from examportal.register.models import Examiner, Qualification
from examportal.register.rules import PersonalData, PersonEntry, ScopeEntry
from tests.intake.crowd import lines
from tests.intake.rows import csv_of

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
PEOPLE = ROWS * 6 // 10
SCOPE = "MBI"
_RAW_AT_A_TIME = 5000
_ONE_PERCENT = 100
_MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class Figure:
    """What one step took: seconds, seconds of a core (the command and its children), and the most memory in MiB."""

    step: str
    seconds: float
    cpu: float | None = None
    mebibytes: float | None = None

    def cells(self, backend: str, raw: "Figure") -> tuple[str, ...]:
        """Return the line of a table; `raw` is the raw insert of the same run."""
        cost = "–" if self.cpu is None else f"{self.cpu / ROWS * _MICROSECONDS:.0f}"
        memory = "–" if self.mebibytes is None else f"{self.mebibytes:.0f}"
        return (backend, self.step, f"{ROWS / self.seconds:.0f}", cost, memory, f"{self.seconds / raw.seconds:.1f}")


HEAD = ("database", "step", "rows/s", "core us/row", "MiB", "times raw")


def measure(backend: str, folder: Path, urls: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of one database; `urls` are those of two empty databases."""
    files = _files(folder)
    raw = _insert_raw(_portal(folder / "raw", urls[0]))
    yield raw.cells(backend, raw)
    instance = folder / "portal"
    _portal(instance, urls[1])
    environ = {**os.environ, "EXAMPORTAL_INSTANCE": str(instance), "EXAMPORTAL_DATABASE_URL": urls[1]}
    steps = (
        ("check, new register", "check", files[0]),
        ("merge, new register", "merge", files[0]),
        ("check, 1 % changed", "check", files[1]),
        ("merge, 1 % changed", "merge", files[1]),
    )
    for name, verb, file in steps:
        yield _run(name, [verb, str(file), "--json"], environ).cells(backend, raw)


def _files(folder: Path) -> tuple[Path, Path]:
    first, second = folder / "first.csv", folder / "second.csv"
    rows = list(lines(ROWS, PEOPLE, scope=SCOPE))
    first.write_bytes(csv_of(*rows))
    changed = (row.replace(".2015;", ".2016;") if not n % _ONE_PERCENT else row for n, row in enumerate(rows))
    second.write_bytes(csv_of(*changed))
    return first, second


def _portal(instance: Path, url: str) -> Flask:
    instance.mkdir()
    app = create_app(load(instance, {"EXAMPORTAL_DATABASE_URL": url}))
    with app.app_context():
        db.create_all()
        with transaction():
            register.load_scopes([ScopeEntry(SCOPE, "biologia", "matura", active=True)], COMMAND)
    return app


def _run(step: str, arguments: list[str], environ: dict[str, str]) -> Figure:
    command = [sys.executable, "-m", "flask", "intake", *arguments]
    start = perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{step}: exit {process.returncode}")
    return Figure(step, perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _insert_raw(app: Flask) -> Figure:
    """Insert rows that are ready, sealed and all, into the same tables: only this is timed."""
    with app.app_context():
        people, numbers = _rows()
        start = perf_counter()
        with transaction():
            for model, rows in ((Examiner, people), (Qualification, numbers)):
                table = cast("Table", model.__table__)
                for begin in range(0, len(rows), _RAW_AT_A_TIME):
                    insert_many(table, rows[begin : begin + _RAW_AT_A_TIME])
        return Figure("raw insert", perf_counter() - start)


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
