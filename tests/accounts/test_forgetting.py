"""What keys leave behind goes after three months; what somebody still asks for stays."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from examportal.accounts import queries, suspensions
from examportal.accounts import service as accounts
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.forgetting import work
from examportal.accounts.forgetting.queries import LAPSING, Lapsing
from examportal.accounts.models import PasswordReset, SignInSession
from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.service import sessions
from examportal.accounts.support_codes import service as support
from examportal.core import clock
from examportal.db import db, transaction
from tests.accounts.owners import EMAIL, owner
from tests.accounts.proofs.test_proofs import clerk
from tests.people import Person

JAN = Person("50021330853", numbers=("2-1",))


def test_links_and_sessions_that_are_over_for_long_are_deleted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TOGETHER", 2)
    with time_machine.travel(clock.now() - 2 * work.KEPT):
        anna, jan, member_id = owner(), owner(JAN, "jan@example.pl"), clerk().id
        for whom, times in ((anna, 7), (jan, 1)):
            leave_behind(whom, times, member_id or 0)
    before = {table: left(table) for table in LAPSING}
    for table in LAPSING:
        lately = update(table).values(expires_at=clock.now() - work.KEPT / 2)
        with transaction():
            db.session.execute(lately.where(table.id == before[table][2]))
    work.forget_lapsed()
    for table in LAPSING:
        stays = (0, 2, 6, 7) if table is SignInSession else (2,)
        assert left(table) == [before[table][place] for place in stays], table


def left(table: Lapsing) -> list[int]:
    """Return the rows that are still there."""
    db.session.rollback()
    return list(db.session.scalars(select(table.id).order_by(table.id)))


def leave_behind(examiner_id: int, times: int, member_id: int) -> None:
    """Let somebody sign in, forget the password, be told of it and want another address, some times."""
    account = queries.get_account(examiner_id)
    member = db.session.get_one(StaffMember, member_id)
    now = clock.now()
    until = now + timedelta(hours=1)
    for turn in range(times):
        with transaction():
            accounts.start_session(account)
            suspensions.issue_objection(examiner_id, EMAIL, before_activation=False)
            support.make(examiner_id)
            sessions.start_half(member, timedelta(hours=1))
            token = f"{examiner_id}-{turn}"
            link = {"account_id": account.id, "email": EMAIL, "token_digest": token, "issued_at": now}
            db.session.add(PasswordReset(**link, expires_at=until))
            db.session.add(EmailChange(**link, former=EMAIL, expires_at=until))
