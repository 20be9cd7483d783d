"""A merge that is killed leaves all or nothing; what it leaves beside the register is cleared away."""

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from examportal.core import clock
from examportal.db import db
from examportal.intake import merging, queries, service
from examportal.intake.models import ImportFile
from examportal.intake.reader import RegisterFile
from examportal.intake.uploads.models import IntakeUpload
from examportal.jobs.rules import LEASE
from examportal.journal.rules import COMMAND, Actor, Walk
from examportal.journal.service import verify
from examportal.register.changes import staging
from examportal.register.changes.applying import RegisterChanged
from examportal.register.changes.models import ChangeSet, StagedNumber, StagedPerson
from examportal.register.models import Examiner, Qualification
from tests.intake.crowd import lines
from tests.intake.rows import csv_of
from tests.intake.test_merge import NUMBERS
from tests.intake.wizard import PLAN, Clerk
from tests.storm import processes
from tests.storm.scale import times

PEOPLE = 1500
KILLS = times(1, 30)

pytestmark = pytest.mark.usefixtures("scopes")


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def changed() -> tuple[int, int, int]:
    people, numbers = count(Examiner), count(Qualification)
    merged = select(func.count()).select_from(ImportFile).where(ImportFile.merged_at.is_not(None))
    return people, numbers, db.session.scalar(merged) or 0


def staged() -> tuple[int, ...]:
    return tuple(count(model) for model in (ChangeSet, StagedPerson, StagedNumber, ImportFile))


def file_of(*rows: str) -> RegisterFile:
    return service.open_file(csv_of(*rows), min_age=22, number_pattern=NUMBERS)


@pytest.mark.parametrize("kill", range(KILLS))
def test_all_or_nothing(app: Flask, runner: FlaskCliRunner, tmp_path: Path, kill: int) -> None:
    file = tmp_path / "plik.csv"
    file.write_bytes(csv_of(*lines(PEOPLE)))
    with processes.merging(app, tmp_path, file) as process:
        processes.wait_until(lambda: count(ChangeSet) > 0)
        Event().wait(random.uniform(0, 0.6))  # noqa: S311 - chance is the point
        process.kill()
        process.join()
    after = changed()
    assert after in {(0, 0, 0), (PEOPLE, PEOPLE, 1)}
    again = runner.invoke(args=["intake", "merge", str(file)])
    assert again.exit_code == 0, again.output
    assert changed() == (PEOPLE, PEOPLE, after[2] + 1)
    assert isinstance(verify(), Walk)


def killed_in_the_middle(app: Flask, folder: Path, begun: Callable[[], bool]) -> None:
    """Let a worker of its own begin, and kill it in whatever it is doing."""
    with processes.worker(app, folder, "smtp://127.0.0.1:9") as process:
        processes.wait_until(begun)
        Event().wait(random.uniform(0, 0.5))  # noqa: S311 - chance is the point
        process.kill()
        process.join()


def next_worker(clerk: Clerk) -> None:
    """Let the dead worker's lease run out, and another one take the work up."""
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        clerk.work()


def plans_begun() -> int:
    db.session.rollback()
    return db.session.scalars(select(IntakeUpload.plan_number)).one()


@pytest.mark.parametrize("kill", range(times(1, 10)))
def test_the_wizard_goes_on_when_its_worker_is_killed(app: Flask, tmp_path: Path, kill: int) -> None:
    clerk = Clerk(app)
    sent = clerk.browser.submit(clerk.look(csv_of(*lines(PEOPLE))), button=PLAN)
    looked = plans_begun()
    killed_in_the_middle(app, tmp_path, lambda: plans_begun() > looked)
    assert changed() == (0, 0, 0)
    next_worker(clerk)
    plan = clerk.browser.follow(sent)
    assert plan.heading == "Co zmieni ten plik"
    clerk.confirm(plan)
    killed_in_the_middle(app, tmp_path, lambda: count(ChangeSet) > 0)
    assert changed() in {(0, 0, 0), (PEOPLE, PEOPLE, 1)}
    assert clerk.browser.get(plan.url).heading in {"Wczytujemy plik do ewidencji", "Plik wczytany"}
    next_worker(clerk)
    assert clerk.browser.get(plan.url).heading == "Plik wczytany"
    assert changed() == (PEOPLE, PEOPLE, 1)
    assert isinstance(verify(), Walk)


def die(*_arguments: object) -> None:
    raise KeyboardInterrupt


def test_what_a_dead_merge_left_is_swept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_LEFT_OUT_AT_A_TIME", 2)
    with monkeypatch.context() as patch:
        patch.setattr(service, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            merging.merge(file_of(*lines(5)), COMMAND)
    assert staged() == (1, 5, 5, 1)
    merging.sweep()  # it may still be at work
    assert staged() == (1, 5, 5, 1)
    monkeypatch.setattr(merging, "LEFT_OVER_AFTER", timedelta(seconds=-1))
    merging.sweep()
    assert staged() == (0, 0, 0, 0)
    assert changed() == (0, 0, 0)


def test_a_merge_swept_while_it_slept_applies_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = service.finish

    def given_up_meanwhile(import_id: int, edition: int, actor: Actor) -> None:
        staging.give_up(queries.get_import_for_change(import_id).change_set_id or 0)
        finish(import_id, edition, actor)

    monkeypatch.setattr(service, "finish", given_up_meanwhile)
    with pytest.raises(RegisterChanged):
        merging.merge(file_of(*lines(3)), COMMAND)
    assert staged() == (0, 0, 0, 0)
    assert changed() == (0, 0, 0)
