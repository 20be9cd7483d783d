"""A merge beside others: somebody else changes the register meanwhile, and people sign in meanwhile."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import merging, service
from examportal.intake.planning import Plan
from examportal.intake.reader import RegisterFile
from examportal.intake.rules.records import Repair
from examportal.journal.rules import COMMAND
from examportal.register import queries as register
from examportal.register import service as register_service
from examportal.register.changes.applying import RegisterChanged
from examportal.register.rules import PersonalData, PersonEntry
from tests.intake.crowd import lines, pesel
from tests.intake.rows import PESELS, csv_of
from tests.intake.test_crashes import changed, file_of, staged

pytestmark = pytest.mark.usefixtures("scopes")

# Writes as a sign-in does, again and again, and says how long it waited at the most, in seconds.
WRITER = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=5)
print("ready", flush=True)
longest, rounds = 0.0, 0
while not database.execute("SELECT count(*) FROM import_file WHERE merged_at IS NOT NULL").fetchone()[0]:
    begun = time.monotonic()
    database.execute("BEGIN IMMEDIATE")
    database.execute("UPDATE scope SET label = label || ''")
    database.execute("COMMIT")
    longest, rounds = max(longest, time.monotonic() - begun), rounds + 1
    time.sleep(0.002)
print(longest, rounds)
"""


def somebody_else() -> None:
    with transaction():
        register_service.enter_people([PersonEntry("Nowak", "Jan", PersonalData())])


def test_a_plan_that_has_grown_old_is_not_applied(app: Flask) -> None:
    file = file_of(*lines(3))
    plan = service.plan(file)
    somebody_else()
    with pytest.raises(RegisterChanged):
        merging.apply_plan(file, plan, COMMAND)
    assert staged() == (0, 0, 0, 0)
    assert changed() == (1, 0, 0)


def test_a_merge_plans_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, others = service.plan, iter((somebody_else, somebody_else))

    def overtaken(file: RegisterFile, accepted: frozenset[Repair]) -> Plan:
        made = plan(file, accepted)
        for other in islice(others, 1):
            other()
        return made

    monkeypatch.setattr(service, "plan", overtaken)
    merging.merge(file_of(*lines(3)), COMMAND)
    assert changed() == (5, 3, 1)


def test_a_merge_that_is_never_fast_enough_says_so(
    runner: FlaskCliRunner, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path_factory.mktemp("files") / "plik.csv"
    file.write_bytes(csv_of(*lines(2)))
    plan = service.plan

    def overtaken(file: RegisterFile, accepted: frozenset[Repair]) -> Plan:
        made = plan(file, accepted)
        somebody_else()
        return made

    monkeypatch.setattr(service, "plan", overtaken)
    said = runner.invoke(args=["intake", "merge", str(file)])
    assert said.exit_code == 1
    assert "ktoś inny właśnie zmienia ewidencję" in said.stderr
    assert changed() == (merging.ATTEMPTS, 0, 0)


def test_two_files_at_once_are_both_brought_in(app: Flask) -> None:
    barrier = Barrier(2)
    halves = list(lines(40))

    def run(half: list[str]) -> None:
        with app.app_context():
            barrier.wait()
            merging.merge(file_of(*half), COMMAND)

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run, halves[:25]), pool.submit(run, halves[15:])]:
            future.result()
    assert changed() == (40, 40, 2)


def test_ids_drawn_by_a_merge_are_not_drawn_again(app: Flask) -> None:
    merging.merge(file_of(*lines(3)), COMMAND)
    somebody_else()
    merging.merge(file_of(f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;;;;"), COMMAND)
    somebody_else()
    assert changed() == (6, 4, 2)
    assert register.find_by_pesel(pesel(0)) is not None


def test_sqlite_lets_others_write_during_a_merge(app: Flask, database: str) -> None:
    if database != "sqlite":
        pytest.skip("PostgreSQL locks rows, not the database")
    path = db.engine.url.database or ""
    with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        merging.merge(file_of(*lines(12_000, 8_000)), COMMAND)
        longest, rounds = writer.stdout.read().split()
    assert writer.returncode == 0
    assert float(longest) < 3
    assert int(rounds) > 10


def test_the_same_file_a_second_time_is_noticed(
    runner: FlaskCliRunner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("files") / "plik.csv"
    file.write_bytes(csv_of(*lines(2)))
    assert "wczytano już" not in runner.invoke(args=["intake", "merge", str(file)]).stderr
    now = clock.in_warsaw(clock.now())
    said = runner.invoke(args=["intake", "check", str(file), "--json"])
    assert said.exit_code == 0
    assert f"Ten sam plik wczytano już dziś o {now.hour}:" in said.stderr
    assert "poleceniem na serwerze (import nr " in said.stderr
