"""Every select on support codes."""

from datetime import datetime

from sqlalchemy import select

from examportal.accounts.halfway.rules import SKEW
from examportal.accounts.models import Account
from examportal.accounts.support_codes.models import SupportCode
from examportal.db import db

_AFRESH = {"populate_existing": True}


def find_running(examiner_id: int, now: datetime) -> SupportCode | None:
    """Find the code of a person that works now."""
    query = select(SupportCode).join(Account, Account.id == SupportCode.account_id)
    running = SupportCode.ended_at.is_(None), SupportCode.made_at <= now + SKEW, SupportCode.expires_at > now
    return db.session.scalar(query.where(Account.examiner_id == examiner_id, *running), execution_options=_AFRESH)


def find_newest(account_id: int) -> SupportCode | None:
    """Find the code of an account that was made last, ended or not."""
    query = select(SupportCode).where(SupportCode.account_id == account_id)
    return db.session.scalar(query.order_by(SupportCode.id.desc()).limit(1), execution_options=_AFRESH)
