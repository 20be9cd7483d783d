"""Ending support codes, and with them what they have proved."""

from typing import Any, cast

from sqlalchemy import CursorResult, update

from examportal.accounts.models import Account
from examportal.accounts.proofs import service as proofs
from examportal.accounts.support_codes.models import SupportCode
from examportal.core import clock
from examportal.db import db


def end_of(account: Account) -> bool:
    """Let no code of an account work any more; tell whether one did. The caller holds the person's row."""
    now = clock.now()
    running = (SupportCode.account_id == account.id) & SupportCode.ended_at.is_(None)
    ended = update(SupportCode).where(running, SupportCode.expires_at > now).values(ended_at=now)
    count = cast("CursorResult[Any]", db.session.execute(ended.execution_options(synchronize_session=False))).rowcount
    expired = update(SupportCode).where(running).values(ended_at=SupportCode.expires_at)
    db.session.execute(expired.execution_options(synchronize_session=False))
    proofs.end_by_code(account.examiner_id)
    return count > 0
