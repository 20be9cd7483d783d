"""What keys leave behind goes after three months; what somebody still asks for stays."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from examportal.accounts import queries, suspensions
from examportal.accounts import service as accounts
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.forgetting import work
from examportal.accounts.forgetting.queries import LAPSING
from examportal.accounts.models import Objection, PasswordReset, SignInSession
from examportal.core import clock
from examportal.db import db, transaction
from tests.accounts.owners import EMAIL, owner
from tests.people import Person

JAN = Person("50021330853", numbers=("2-1",))


def test_links_and_sessions_that_are_over_for_long_are_deleted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TOGETHER", 2)
    anna, jan = owner(), owner(JAN, "jan@example.pl")
    for whom, times in ((anna, 7), (jan, 1)):
        leave_behind(whom, times)
    lately, long_ago = clock.now() - work.KEPT / 2, clock.now() - 2 * work.KEPT
    for table in LAPSING:
        with transaction():
            db.session.execute(update(table).values(expires_at=long_ago))
            db.session.execute(update(table).where(table.id == 3).values(expires_at=lately))
    work.forget_lapsed()
    assert [left(table) for table in LAPSING] == [[1, 3, 7, 8], [3], [3], [3]]


def left(table: type[SignInSession] | type[PasswordReset] | type[Objection] | type[EmailChange]) -> list[int]:
    """Return the rows that are still there."""
    db.session.rollback()
    return list(db.session.scalars(select(table.id).order_by(table.id)))


def leave_behind(examiner_id: int, times: int) -> None:
    """Let somebody sign in, forget the password, be told of it and want another address, some times."""
    account = queries.get_account(examiner_id)
    now = clock.now()
    until = now + timedelta(hours=1)
    for turn in range(times):
        with transaction():
            accounts.start_session(account)
            suspensions.issue_objection(examiner_id, EMAIL, before_activation=False)
            token = f"{examiner_id}-{turn}"
            link = {"account_id": account.id, "email": EMAIL, "token_digest": token, "issued_at": now}
            db.session.add(PasswordReset(**link, expires_at=until))
            db.session.add(EmailChange(**link, former=EMAIL, expires_at=until))
