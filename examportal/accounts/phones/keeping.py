"""The records of phones that get codes: counting what is tried, ending them."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from examportal.accounts.phones.models import ConfirmedPhone
from examportal.accounts.phones.rules import TRIES
from examportal.core import clock
from examportal.db import db

_UNSYNCHRONISED = {"synchronize_session": False}


def count_try(phone_id: int) -> bool:
    """Count a code before it is compared; False when no more may be tried. The caller commits.

    One statement, so that of any number at the same moment only as many count as there are tries.
    """
    running = (ConfirmedPhone.id == phone_id) & ConfirmedPhone.ended_at.is_(None) & (ConfirmedPhone.tries < TRIES)
    counted = update(ConfirmedPhone).where(running).values(tries=ConfirmedPhone.tries + 1)
    return db.session.scalar(counted.returning(ConfirmedPhone.tries), execution_options=_UNSYNCHRONISED) is not None


def end_waiting(account_id: int) -> None:
    """Let whatever waits for a code wait no longer."""
    _end((ConfirmedPhone.account_id == account_id) & ConfirmedPhone.confirmed_at.is_(None))


def end_confirmed(account_id: int) -> None:
    """Let the phone that gets codes get no more."""
    _end((ConfirmedPhone.account_id == account_id) & ConfirmedPhone.confirmed_at.is_not(None))


def end_added_since(account_id: int, moment: datetime) -> None:
    """End what was asked for or confirmed from a moment on: a stranger may have added it."""
    added = (ConfirmedPhone.asked_at >= moment) | (ConfirmedPhone.confirmed_at >= moment)
    _end((ConfirmedPhone.account_id == account_id) & added)


def _end(those: Any) -> None:
    ended = update(ConfirmedPhone).where(those, ConfirmedPhone.ended_at.is_(None))
    db.session.execute(ended.values(ended_at=clock.now(), sealed=None).execution_options(**_UNSYNCHRONISED))
