"""Which rows of the keys are over for long."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.models import Objection, PasswordReset, SignInSession
from examportal.accounts.staff.models import HalfSignIn
from examportal.accounts.support_codes.models import SupportCode
from examportal.db import db

Lapsing = type[SignInSession | PasswordReset | Objection | EmailChange | SupportCode | HalfSignIn]

LAPSING: Sequence[Lapsing] = (SignInSession, PasswordReset, Objection, EmailChange, SupportCode, HalfSignIn)
"""Tables of rows that are of use until `expires_at`; used or ended before, they are kept as long."""


def lapsed(table: Lapsing, before: datetime, limit: int) -> Sequence[int]:
    """Return at most `limit` rows whose time was over before a moment, by id."""
    query = select(table.id).where(table.expires_at < before, *_not_needed(table))
    return db.session.scalars(query.order_by(table.id).limit(limit)).all()


def _not_needed(table: Lapsing) -> list[ColumnElement[bool]]:
    """Return what must hold besides: the season asks for an account's first session, the card for its last."""
    if table is not SignInSession:
        return []
    of_account = aliased(SignInSession)
    own = of_account.account_id == SignInSession.account_id
    ends = (select(end(of_account.id)).where(own).scalar_subquery() for end in (func.min, func.max))
    return [SignInSession.id != end for end in ends]
