"""Where the undoing of an import stands, by what is noted of it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from examportal.app import HANDLERS
from examportal.core import clock
from examportal.db import db, transaction
from examportal.intake.models import ImportFile
from examportal.intake.undos.models import IntakeUndo, IntakeUndoRow
from examportal.intake.undos.rules import LIFETIME, Step, UndoFacts, step_of
from tests.intake.test_undo import merge
from tests.intake.test_undo_pages import ROW, look, undo_button
from tests.intake.wizard import START, Clerk

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        (UndoFacts(), Step.OPEN),
        (UndoFacts(planned_at=NOW), Step.PLANNED),
        (UndoFacts(planned_at=NOW, plan_wanted_at=NOW), Step.PLANNING),
        (UndoFacts(planned_at=NOW, undo_wanted_at=NOW), Step.UNDOING),
        (UndoFacts(undo_wanted_at=NOW, fault="not_finished"), Step.FAILED),
        (UndoFacts(undone_at=NOW, fault="not_finished"), Step.UNDONE),
    ],
)
def test_what_came_last_covers_what_came_before(facts: UndoFacts, step: Step) -> None:
    assert step_of(facts) is step


@pytest.mark.usefixtures("scopes")
def test_what_an_import_did_must_be_on_record(app: Flask) -> None:
    clerk, path = Clerk(app), f"{START}/importy/{merge(ROW)}/wycofanie"
    token = {"csrf_token": clerk.browser.get(path).value("csrf_token")}
    with transaction():
        db.session.scalars(select(ImportFile)).one().change_set_id = None
    assert "nie da się go wycofać" in clerk.browser.get(path).text
    assert clerk.browser.post(path, token, 404).heading == "Nie ma takiej strony"


@pytest.mark.usefixtures("scopes")
def test_a_plan_that_nobody_confirms_goes_and_can_be_made_again(app: Flask) -> None:
    clerk, path = Clerk(app), f"{START}/importy/{merge(ROW)}/wycofanie"
    plan = look(clerk, path)
    assert "plan zniknie sam" in plan.text
    HANDLERS["intake.forget_undo_plans"].work(0)
    assert clerk.browser.get(path).heading == plan.heading
    with transaction():
        db.session.scalars(select(IntakeUndo)).one().planned_at = clock.now() - LIFETIME
    HANDLERS["intake.forget_undo_plans"].work(0)
    assert db.session.scalars(select(IntakeUndoRow)).all() == []
    late = clerk.browser.submit(plan, button=undo_button(plan))
    assert "na innym etapie" in clerk.browser.follow(late).text
    assert undo_button(look(clerk, path)) == undo_button(plan)


@pytest.mark.usefixtures("scopes")
def test_a_plan_that_was_confirmed_stays(app: Flask) -> None:
    clerk, path = Clerk(app), f"{START}/importy/{merge(ROW)}/wycofanie"
    plan = look(clerk, path)
    clerk.browser.submit(plan, button=undo_button(plan))
    for heading in ("Wycofujemy wczytany plik", "Wczytany plik jest wycofany"):
        with transaction():
            db.session.scalars(select(IntakeUndo)).one().planned_at = clock.now() - LIFETIME
        HANDLERS["intake.forget_undo_plans"].work(0)
        page = clerk.browser.get(path)
        assert page.heading == heading
        clerk.work()
    assert "Wycofano: 2" in page.text
