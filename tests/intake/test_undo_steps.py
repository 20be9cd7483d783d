"""Where the undoing of an import stands, by what is noted of it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from examportal.db import db, transaction
from examportal.intake.models import ImportFile
from examportal.intake.undos.rules import Step, UndoFacts, step_of
from tests.intake.test_undo import merge
from tests.intake.test_undo_pages import ROW
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
