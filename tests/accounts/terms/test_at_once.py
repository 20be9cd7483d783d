"""Many at once: a version is confirmed once, a draft is published once."""

from functools import partial

from flask import Flask

from examportal.accounts.models import Acknowledgement
from examportal.accounts.terms import queries, service
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.journal.service import verify
from tests.accounts.owners import owner
from tests.accounts.terms.publishing import BODY, published
from tests.storm.at_once import at_once

MANY = 6


def test_one_version_is_confirmed_once_and_one_draft_published_once(app: Flask) -> None:
    examiner_id, number = owner(), published()
    with transaction():
        service.save_draft(BODY, "", COMMAND, seen=0)

    def confirm() -> str:
        with app.app_context(), transaction():
            service.confirm(examiner_id, number)
        return "confirmed"

    def publish() -> str:
        try:
            with app.app_context(), transaction():
                service.publish(clock.today(), COMMAND, is_material=False, seen=1)
        except service.ChangedMeanwhile:
            return "too late"
        return "published"

    told = at_once([partial(act) for _ in range(MANY) for act in (confirm, publish)])
    assert (told.count("confirmed"), told.count("published")) == (MANY, 1)
    assert db.session.query(Acknowledgement).count() == 1
    assert [one.number for one in queries.all_versions()] == [2, 1]
    verify()
