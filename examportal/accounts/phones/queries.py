"""Every select on the phones that get codes."""

from datetime import datetime

from sqlalchemy import select

from examportal.accounts.halfway.rules import SKEW
from examportal.accounts.phones.models import ConfirmedPhone
from examportal.db import db

_AFRESH = {"populate_existing": True}


def find_confirmed(account_id: int) -> ConfirmedPhone | None:
    """Find the phone of an account that gets codes."""
    query = select(ConfirmedPhone).where(
        ConfirmedPhone.account_id == account_id,
        ConfirmedPhone.confirmed_at.is_not(None),
        ConfirmedPhone.ended_at.is_(None),
    )
    return db.session.scalar(query, execution_options=_AFRESH)


def find_asked(account_id: int, now: datetime) -> ConfirmedPhone | None:
    """Find the phone of an account that waits for its code."""
    query = select(ConfirmedPhone).where(
        ConfirmedPhone.account_id == account_id,
        ConfirmedPhone.confirmed_at.is_(None),
        ConfirmedPhone.ended_at.is_(None),
        ConfirmedPhone.asked_at <= now + SKEW,
        ConfirmedPhone.expires_at > now,
    )
    return db.session.scalar(query.order_by(ConfirmedPhone.id.desc()).limit(1), execution_options=_AFRESH)


def find_number(account_id: int) -> str | None:
    """Return the number (E.164) to which codes may be sent, if somebody has confirmed one."""
    found = find_confirmed(account_id)
    return str(found.unseal()["number"]) if found is not None else None
