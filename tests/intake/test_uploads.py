"""Uploads under attack and under stress: hostile files, dead workers, two windows, other people's files, time."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake import merging
from examportal.intake import service as intake
from examportal.intake.models import ImportFile
from examportal.intake.uploads import queries, service, work
from examportal.intake.uploads.models import IntakeUpload, IntakeUploadPart, IntakeUploadRow
from examportal.jobs.rules import LEASE, Outcome, Verdict
from examportal.journal.rules import COMMAND
from examportal.register.models import Examiner
from examportal.register.rules import NumberEntry
from examportal.register.service import remove
from examportal.sheets import reader
from examportal.sheets.reader import MAX_BYTES
from tests.browser import Browser, Page
from tests.intake.crowd import lines
from tests.intake.rows import PESELS, csv_of
from tests.intake.wizard import PLAN, START, Clerk
from tests.smtp import run_worker

GOOD = f"{PESELS[0]};1-1;Gęś;Grzegorz;MBI;08.05.2022;;;"
OTHER = f"{PESELS[1]};1-2;Żak;Ewa;MBI;08.05.2022;;;"
NOTHING_LEFT = (0, 0, 0)

pytestmark = pytest.mark.usefixtures("scopes")


class Died(BaseException):
    """A worker was killed."""


@pytest.fixture
def clerk(app: Flask) -> Clerk:
    return Clerk(app)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def kept() -> tuple[int, ...]:
    return tuple(count(model) for model in (IntakeUpload, IntakeUploadPart, IntakeUploadRow))


def after_a_restart(clerk: Clerk) -> None:
    """Let the lease of a dead worker run out, and another one begin."""
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)):
        clerk.work()


def dying(after: Callable[..., object] | None = None) -> Callable[..., None]:
    def die(*arguments: object, **named: object) -> None:
        if after is not None:
            after(*arguments, **named)
        raise Died

    return die


def work_and_die(app: Flask) -> None:
    with pytest.raises(Died):
        work.work(db.session.scalars(select(IntakeUpload.id)).one())
    db.session.rollback()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("14_pdf_named.xlsx", "To nie jest arkusz"),
        ("15_zip_bomb.xlsx", "Po rozpakowaniu plik zajmuje za dużo miejsca"),
    ],
)
def test_a_hostile_file_is_refused_with_the_name_of_the_rule(clerk: Clerk, samples: Path, name: str, said: str) -> None:
    page = clerk.send((samples / name).read_bytes(), name, 422)
    assert said in page.errors()["file"]
    assert kept() == NOTHING_LEFT


def test_rubbish_is_refused_at_once_and_nothing_of_it_is_kept(clerk: Clerk) -> None:
    for content in (b"a\0b;c\n" * 50, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04" + b"\0" * 40):
        assert clerk.send(content, "zdjęcie.csv", 422).errors()["file"]
    assert kept() == NOTHING_LEFT


def test_what_takes_longer_to_look_at_is_refused_by_the_worker(
    clerk: Clerk, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_CHECK_SECONDS", 0.0)
    page = clerk.plan((samples / "15_zip_bomb.xlsx").read_bytes(), "15.xlsx")
    assert page.heading == "Tego pliku nie da się wczytać"
    assert "Po rozpakowaniu plik zajmuje za dużo miejsca" in page.text


def test_nothing_and_an_empty_file_are_refused_at_once(clerk: Clerk) -> None:
    assert clerk.browser.submit(START, {}, 422).errors() == {"file": "Wybierz plik z ewidencją."}
    assert clerk.send(b"", status=422).errors() == {"file": "Plik jest pusty."}
    clerk.work()
    assert kept() == NOTHING_LEFT


def test_a_file_that_is_too_large_is_refused_before_it_is_read(clerk: Clerk) -> None:
    answer = clerk.browser.flask.post(
        START,
        input_stream=Unread(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(1024**3)},
    )
    assert answer.status_code == 413
    assert Page(START, answer).errors() == {"file": "Plik ma ponad 64 MB. Podziel go na mniejsze."}


class Unread(BytesIO):
    """A body that nobody may touch."""

    def read(self, *_size: object) -> bytes:
        raise AssertionError("the body was read")


def test_a_file_just_over_the_limit_is_refused_and_forgotten(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.intake.uploads.receiving.MAX_BYTES", 10_000)
    monkeypatch.setattr("examportal.intake.uploads.receiving.PART_BYTES", 4096)
    page = clerk.send(b"x" * 10_001, status=413)
    assert "ponad 64 MB" in page.errors()["file"]
    clerk.work()
    assert kept() == NOTHING_LEFT
    assert MAX_BYTES == 64 * 1024**2


def test_a_plan_broken_off_is_made_anew(clerk: Clerk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "ROWS_AT_A_TIME", 3)
    sent = clerk.browser.submit(clerk.look(csv_of(*lines(10))), button=PLAN)
    with monkeypatch.context() as patch:
        patch.setattr(service, "keep_rows", dying(service.keep_rows))
        work_and_die(app)
    assert clerk.browser.follow(sent).heading == "Sprawdzamy plik"
    clerk.work()
    plan = clerk.browser.follow(sent)
    assert "nowa osoba: 10" in plan.text
    assert count(IntakeUploadRow) == 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_merge_broken_off_is_done_once(
    clerk: Clerk, app: Flask, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    plan = clerk.plan(csv_of(*lines(10)))
    clerk.confirm(plan)
    with monkeypatch.context() as patch:
        if moment == "before":
            patch.setattr(intake, "finish", dying())
        else:
            patch.setattr(merging, "apply_plan", dying(merging.apply_plan))
        work_and_die(app)
    assert count(Examiner) == (0 if moment == "before" else 10)
    after_a_restart(clerk)
    assert clerk.browser.get(plan.url).heading == "Plik wczytany"
    assert count(Examiner) == 10
    merged = select(func.count()).select_from(ImportFile).where(ImportFile.merged_at.is_not(None))
    assert db.session.scalar(merged) == 1


def test_two_workers_with_one_merge_apply_it_once(clerk: Clerk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = clerk.plan(csv_of(*lines(5)))
    clerk.confirm(plan)
    upload_id = db.session.scalars(select(IntakeUpload.id)).one()
    apply_plan, entered = merging.apply_plan, list[bool]()

    def while_another_works(*arguments: Any, **named: Any) -> int:
        if not entered:
            entered.append(True)
            work.work(upload_id)
        return apply_plan(*arguments, **named)

    monkeypatch.setattr(merging, "apply_plan", while_another_works)
    assert work.work(upload_id).verdict is Verdict.DONE
    assert count(Examiner) == 5
    assert clerk.browser.get(plan.url).heading == "Plik wczytany"


def test_another_register_shows_another_plan_and_applies_nothing(clerk: Clerk, app: Flask) -> None:
    clerk.merge(clerk.plan(csv_of(GOOD, OTHER)))
    plan = clerk.plan(csv_of(GOOD.replace("Grzegorz", "Greg"), OTHER))
    clerk.confirm(plan)
    with transaction():
        remove([NumberEntry("1-1", "MBI", None, clock.today())], COMMAND)
    clerk.work()
    again = clerk.browser.get(plan.url)
    assert "ewidencja się zmieniła, więc niczego nie wczytaliśmy" in again.text
    assert db.session.scalars(select(Examiner.first_names).where(Examiner.last_name == "Gęś")).one() == "Grzegorz"


def test_two_windows_merge_once_and_an_old_window_merges_nothing(clerk: Clerk, samples: Path) -> None:
    plan = clerk.plan_sample(samples / "06_excel_damage.xlsx")
    first = clerk.browser.get(f"{plan.url}/potwierdzenie")
    clerk.browser.submit(plan, {"naprawa": ["zero_restored"]}, button="Zapisz i pokaż nowy plan")
    moved = clerk.browser.submit(first)
    assert clerk.browser.follow(moved).heading == "Sprawdzamy plik"
    clerk.work()
    moved = clerk.browser.submit(first)
    assert "Tymczasem powstał nowy plan" in clerk.browser.follow(moved).text
    second = clerk.browser.get(f"{plan.url}/potwierdzenie")
    clerk.browser.submit(second)
    clerk.browser.submit(second)
    clerk.work()
    clerk.browser.submit(second)
    clerk.work()
    assert count(ImportFile) == 1
    late = clerk.browser.post(f"{plan.url}/naprawy", {"csrf_token": plan.value("csrf_token"), "naprawa": "x"})
    assert "na innym etapie" in clerk.browser.follow(late).text


def test_a_file_is_its_bringers_own(clerk: Clerk, app: Flask) -> None:
    plan = clerk.plan(csv_of(GOOD))
    other = Clerk(app, "jan.lis@example.pl")
    for path in ("", "/potwierdzenie"):
        other.browser.get(f"{plan.url}{path}", 404)
    token = {"csrf_token": other.browser.get(START).value("csrf_token")}
    for path in ("/usuniecie", "/naprawy"):
        assert other.browser.post(f"{plan.url}{path}", token, 404).heading == "Nie ma takiej strony"
    clerk.browser.post(f"{plan.url}/usuniecie", {}, 422)
    clerk.browser.post(f"{plan.url}/naprawy", {}, 422)
    clerk.browser.post(f"{plan.url}/potwierdzenie", {}, 422)


def test_a_file_is_thrown_away_by_a_button(clerk: Clerk) -> None:
    plan = clerk.plan(csv_of(GOOD, OTHER))
    thrown = clerk.browser.submit(plan, button="Usuń ten plik")
    assert "Plik usunięty" in clerk.browser.follow(thrown).text
    clerk.browser.get(plan.url, 404)
    clerk.work()
    assert kept() == NOTHING_LEFT


def test_a_file_is_forgotten_after_a_day(clerk: Clerk, app: Flask) -> None:
    clerk.merge(clerk.plan(csv_of(GOOD)))
    clerk.plan(csv_of(OTHER))
    with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
        with transaction():
            service.forget_expired()
        run_worker(app)
    assert kept() == NOTHING_LEFT
    assert count(ImportFile) == 1


def test_a_fault_of_ours_is_said(clerk: Clerk) -> None:
    sent = clerk.send(csv_of(GOOD))
    upload_id = db.session.scalars(select(IntakeUpload.id)).one()
    with transaction():
        service.go_on(upload_id, Outcome(Verdict.GIVE_UP))
    assert "Coś po naszej stronie nie działa" in clerk.browser.follow(sent).text
    with transaction():
        service.go_on(upload_id + 1, Outcome(Verdict.DONE))
        service.go_on(upload_id, Outcome(Verdict.RETRY))


def test_what_is_thrown_away_meanwhile_is_not_worked_on(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = clerk.browser.submit(clerk.look(csv_of(GOOD)), button=PLAN)
    upload_id = db.session.scalars(select(IntakeUpload.id)).one()
    plan = intake.plan

    def while_it_goes(*arguments: Any) -> Any:
        with transaction():
            upload = queries.find_for_change(upload_id)
            assert upload is not None
            service.forget(upload)
        return plan(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(intake, "plan", while_it_goes)
        clerk.work()
    clerk.browser.follow(sent, 404)
    clerk.work()
    assert kept() == NOTHING_LEFT


def test_nobody_but_the_staff_comes_near(app: Flask) -> None:
    assert Browser(app).get(START, 303).location == "/biuro/logowanie"
