"""What the door asks the register and the keys in one go.

Everybody comes through here, so the queries are put together once and kept: that takes longer than their answer.
"""

from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlalchemy import Select, String, Table, bindparam, case, select

from examportal.accounts.models import Account
from examportal.accounts.queries import suspension_in_force
from examportal.accounts.steps.queries import uses_app_or_passkey
from examportal.accounts.steps.rules import Kind
from examportal.db import ask, db
from examportal.register.models import Examiner
from examportal.register.queries import holds_active_number, holds_login, pesel_index

_EXAMINERS = cast("Table", Examiner.__table__).c
_HELD = select(_EXAMINERS.id).where(_EXAMINERS.id == bindparam("examiner_id")).with_for_update()


@dataclass(frozen=True)
class Holder:
    """The person of a login as the door sees it; `password_hash` is None without an account that counts.

    `own_active_number`: what was typed is a number in force of this person, and numbers still open the account.
    """

    examiner_id: int
    password_hash: str | None
    own_active_number: bool


@dataclass(frozen=True)
class Standing:
    """What decides about a person's way in, as it is now."""

    account: Account | None
    has_active_number: bool
    suspended: bool
    has_stronger_step: bool


def find_holder(login: str, registry_number: str) -> Holder | None:
    """Find the person of a PESEL or login number, and whether this registry number may stand in for a password.

    One query for everybody: a stranger's attempt asks as much as anybody's. Numbers never open an active account, and
    saying so here keeps whoever tries one on the same short way as every other wrong answer.
    """
    typed = {"index": pesel_index(login), "login": login, "number": registry_number}
    row = ask(_holder(), typed).one_or_none()
    return Holder(row[0], row[1], own_active_number=row[2]) if row else None


def get_standing_for_change(examiner_id: int) -> Standing:
    """Return how a person stands now, locked until the end of the transaction; the account is asked behind the lock."""
    ask(_HELD, {"examiner_id": examiner_id}).one()
    row = db.session.execute(_standing(), {"examiner_id": examiner_id}).one()
    return Standing(row[0], row[1], row[2], row[3])


@cache
def _holder() -> Select[int, str, bool]:
    counting_hash = case((Account.withdrawn_at.is_(None), Account.password_hash))
    opens = holds_active_number(Examiner.id, bindparam("number", type_=String())) & Account.activated_at.is_(None)
    return (
        select(Examiner.id, counting_hash, opens)
        .outerjoin(Account, Account.examiner_id == Examiner.id)
        .where(holds_login(bindparam("index", type_=String()), bindparam("login", type_=String())))
    )


@cache
def _standing() -> Select[Account, bool, bool, bool]:
    stronger = uses_app_or_passkey(Kind.ACCOUNT, Account.id)
    return (
        select(Account, holds_active_number(Examiner.id), suspension_in_force(Examiner.id), stronger)
        .select_from(Examiner)
        .outerjoin(Account, Account.examiner_id == Examiner.id)
        .where(Examiner.id == bindparam("examiner_id"))
    )
