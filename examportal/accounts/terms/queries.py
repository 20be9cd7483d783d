"""Every select on the terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Date, ScalarSelect, Select, String, bindparam, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from examportal.accounts.models import Account, Acknowledgement
from examportal.accounts.terms.models import TermsDraft, TermsVersion
from examportal.accounts.terms.rules import TERMS
from examportal.core import clock
from examportal.db import ask, db

DRAFT = 1
_STANDS = TermsVersion.withdrawn_at.is_(None)


@dataclass(frozen=True)
class Accepted:
    """A version that a person has confirmed, and when."""

    number: int
    at: datetime


def find_in_force(today: date) -> TermsVersion | None:
    """Find the version in force on a day."""
    query = select(TermsVersion).where(_STANDS, TermsVersion.valid_from <= today)
    return db.session.scalar(query.order_by(TermsVersion.number.desc()).limit(1))


def find_coming(today: date) -> TermsVersion | None:
    """Find the version that comes in force next."""
    query = select(TermsVersion).where(_STANDS, TermsVersion.valid_from > today)
    return db.session.scalar(query.order_by(TermsVersion.valid_from, TermsVersion.number.desc()).limit(1))


def find_version(number: int) -> TermsVersion | None:
    """Find a version that was published and not withdrawn."""
    return db.session.scalar(select(TermsVersion).where(_STANDS, TermsVersion.number == number))


def find_newest_for_change() -> TermsVersion | None:
    """Find the version that was published last and not withdrawn, locked until the end of the transaction."""
    query = select(TermsVersion).where(_STANDS).order_by(TermsVersion.number.desc()).limit(1)
    return db.session.scalar(query.with_for_update(), execution_options={"populate_existing": True})


def highest_number() -> int:
    """Return the number that was given last, also to a version that was withdrawn; 0 when none was."""
    return db.session.scalar(select(func.max(TermsVersion.number))) or 0


def all_versions() -> Sequence[TermsVersion]:
    """Return every version, the withdrawn ones too, newest first."""
    return db.session.scalars(select(TermsVersion).order_by(TermsVersion.number.desc())).all()


def find_draft() -> TermsDraft | None:
    """Find what is being written."""
    return db.session.get(TermsDraft, DRAFT)


def find_draft_for_change() -> TermsDraft | None:
    """Find what is being written, locked until the end of the transaction and read anew."""
    return db.session.get(TermsDraft, DRAFT, with_for_update=True, populate_existing=True)


def owes_confirmation(account_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition "this account's person has still to confirm the terms", for other queries.

    The day is read when the query runs, so a query may be kept.
    """
    confirmed = (
        exists()
        .where(_says_of_it(), Acknowledgement.account_id == account_id)
        .where(_STANDS, TermsVersion.number >= _last_material())
    )
    return _last_material().is_not(None) & ~confirmed


def satisfies(number: int) -> bool:
    """Tell whether confirming a version is enough today: it is in force, or the last material one, or between."""
    query = select(exists().where(TermsVersion.number == number, _in_force(), TermsVersion.number >= _last_material()))
    return bool(db.session.scalar(query))


def accepted_by(account_id: int) -> list[Accepted]:
    """Return the versions that the person of an account has confirmed, newest first."""
    return [Accepted(row[0], row[1]) for row in ask(_accepted(), {"account_id": account_id})]


@cache
def _accepted() -> Select[int, datetime]:
    return (
        select(TermsVersion.number, Acknowledgement.acknowledged_at)
        .join(Acknowledgement, _says_of_it())
        .where(Acknowledgement.account_id == bindparam("account_id"))
        .order_by(TermsVersion.number.desc())
    )


def accepted_counts() -> dict[int, int]:
    """Return how many people have confirmed each version; one that nobody has confirmed is left out."""
    query = select(TermsVersion.number, func.count()).join(Acknowledgement, _says_of_it()).group_by(TermsVersion.number)
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_active_accounts() -> int:
    """Return how many people a material version asks."""
    return db.session.scalar(select(func.count()).where(Account.activated_at.is_not(None))) or 0


def _last_material() -> ScalarSelect[int]:
    return (
        select(func.max(TermsVersion.number))
        .where(_in_force(), TermsVersion.is_material)
        .correlate(None)
        .scalar_subquery()
    )


def _in_force() -> ColumnElement[bool]:
    return _STANDS & (TermsVersion.valid_from <= bindparam("today", callable_=clock.today, type_=Date()))


def _says_of_it() -> ColumnElement[bool]:
    return (Acknowledgement.document == TERMS) & (Acknowledgement.version == cast(TermsVersion.number, String(20)))
