"""Several at the same moment: a case takes no more files than it may, and one that is deleted is gone or whole."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import time_machine
from flask import Flask

from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import NOBODY
from examportal.journal.service import verify
from examportal.recovery import service as cases
from examportal.recovery.attachments import service
from examportal.recovery.attachments.queries import AttachmentUnknown
from examportal.recovery.attachments.rules import MOST_OF_A_CASE, NoRoom
from examportal.recovery.attachments.work import delete_old
from tests.accounts.owners import owner
from tests.recovery.attachments.keeping import CONTENT, file_of, kept, rows
from tests.recovery.cases import opened
from tests.storm.at_once import at_once


def test_a_case_takes_no_more_files_than_it_may(app: Flask) -> None:
    case_id = opened(owner())
    files = [file_of(b"\xff\xd8\xff") for _ in range(6)]

    def add() -> str:
        try:
            with app.app_context(), transaction():
                service.add(case_id, [file_of(b"\xff\xd8\xff") for _ in files], NOBODY)
        except NoRoom:
            return "no room"
        return "added"

    told = at_once([add] * 5)
    assert sorted(told) == ["added"] * 3 + ["no room"] * 2
    assert len(rows()) == 18 <= MOST_OF_A_CASE
    verify()


def test_a_file_that_is_deleted_meanwhile_is_handed_out_whole_or_not_at_all(app: Flask) -> None:
    case_id = opened(owner())
    ids = kept(case_id, *[file_of() for _ in range(4)])
    with transaction():
        cases.withdraw(case_id, "już nie trzeba", NOBODY)

    def take(attachment_id: int) -> bytes | None:
        try:
            with app.app_context(), transaction():
                return service.take_out(case_id, attachment_id, NOBODY)[1]
        except AttachmentUnknown:
            return None

    def delete() -> bytes | None:
        with app.app_context():
            delete_old()
        return None

    taking: list[Callable[[], bytes | None]] = [partial(take, one) for one in ids]
    with time_machine.travel(clock.now() + timedelta(days=31)):
        told = at_once([*taking, delete, *taking, delete])
    assert set(told) <= {CONTENT, None}
    db.session.rollback()
    assert all(row.deleted_at for row in rows())
    assert all(take(one) is None for one in ids)
    verify()
