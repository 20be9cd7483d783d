"""Every select on the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, String, bindparam, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from examportal.accounts import rules
from examportal.accounts.models import (
    Account,
    Acknowledgement,
    KnownDevice,
    Objection,
    PasswordReset,
    SignInSession,
    Suspension,
)
from examportal.accounts.rules import AccountState, KeyFacts, ResetFacts, state_of
from examportal.accounts.terms.queries import owes_confirmation
from examportal.core import tokens
from examportal.core.errors import LinkUnknown
from examportal.core.pesel import normalise
from examportal.db import ask, db
from examportal.register.models import Examiner
from examportal.register.queries import holds_active_number, holds_login, pesel_index

MOST_AT_ONE_ADDRESS = 10
"""Accounts of one address that are written to when somebody asks for a login number."""
_ACCOUNT_OF = select(Account).where(Account.examiner_id == bindparam("examiner_id"))


@dataclass(frozen=True)
class Presence:
    """Who stands behind a session token; the rest is known once the session is looked up.

    `owes_terms`: the terms in force are still to be confirmed.
    """

    account_id: int
    examiner_id: int
    proved_at: datetime | None = None
    seen_at: datetime | None = None
    owes_terms: bool = True


def find_account(examiner_id: int) -> Account | None:
    """Find the account of a person."""
    return db.session.scalar(_ACCOUNT_OF, {"examiner_id": examiner_id})


def get_account(examiner_id: int) -> Account:
    """Return the account of a person."""
    return db.session.scalars(_ACCOUNT_OF, {"examiner_id": examiner_id}).one()


def examiner_of(account_id: int) -> int:
    """Return whose account it is."""
    return db.session.get_one(Account, account_id).examiner_id


def get_account_for_change(account_id: int) -> Account:
    """Return an account locked until the end of the transaction and read anew; its person is locked before.

    Who locks the account alone may wait for the person while the person's holder waits for the account.
    """
    query = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def account_state(examiner_id: int) -> AccountState:
    """Return the state of a person's account."""
    return state_of(key_facts(find_account(examiner_id)), suspended=is_suspended(examiner_id))


def account_states(examiner_ids: Sequence[int]) -> dict[int, AccountState]:
    """Return the states of some people's accounts: id of the person → state."""
    rows = db.session.execute(_standing(), {"ids": examiner_ids})
    found = {row[0]: state_of(KeyFacts(row[2]) if row[1] else None, suspended=row[3]) for row in rows}
    return {who: found.get(who, AccountState.NONE) for who in examiner_ids}


@cache
def _standing() -> Select[int, bool, datetime | None, bool]:
    """Put together once and kept: it is asked for every list of people."""
    has_account = Account.id.is_not(None) & Account.withdrawn_at.is_(None)
    return (
        select(Examiner.id, has_account, Account.activated_at, suspension_in_force(Examiner.id))
        .outerjoin(Account, Account.examiner_id == Examiner.id)
        .where(Examiner.id.in_(bindparam("ids", expanding=True)))
    )


def key_facts(account: Account | None) -> KeyFacts | None:
    """Return what the rules need of an account."""
    return KeyFacts(account.activated_at, withdrawn=account.withdrawn_at is not None) if account else None


def addresses_to_tell(examiner_ids: Sequence[int]) -> dict[int, str]:
    """Return the confirmed addresses of those of some people whose account is active and not suspended."""
    query = select(Account.examiner_id, Account.email).where(
        Account.examiner_id.in_(examiner_ids),
        Account.activated_at.is_not(None),
        ~suspension_in_force(Account.examiner_id),
    )
    return dict(db.session.execute(query).all())


def is_suspended(examiner_id: int) -> bool:
    """Tell whether a suspension of the person is in force."""
    return find_suspension(examiner_id) is not None


def find_suspension(examiner_id: int) -> Suspension | None:
    """Find the suspension in force."""
    query = select(Suspension).where(Suspension.examiner_id == examiner_id, Suspension.lifted_at.is_(None))
    return db.session.scalar(query)


def suspension_in_force(examiner_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition "this person's way in is closed", for other queries."""
    return exists().where(Suspension.examiner_id == examiner_id, Suspension.lifted_at.is_(None))


def counts_now(account: Account, email: str, issued_at: datetime) -> bool:
    """Tell whether a link sent to an address belongs to the registration and the address that count now."""
    return account.withdrawn_at is None and email == account.email and issued_at >= account.registered_at


def is_known_device(token: str, login: str, now: datetime) -> bool:
    """Tell whether the person of a PESEL or login number has signed in before in the browser with this token."""
    asked = {"digest": tokens.digest(token), "now": now, "index": pesel_index(login), "login": login}
    return ask(_device(), asked).one_or_none() is not None


@cache
def _device() -> Select[int]:
    """Put together once and kept: it is asked at most sign-ins."""
    return (
        select(KnownDevice.id)
        .join(Account, Account.id == KnownDevice.account_id)
        .join(Examiner, Examiner.id == Account.examiner_id)
        .where(
            KnownDevice.token_digest == bindparam("digest"),
            KnownDevice.ended_at.is_(None),
            KnownDevice.expires_at > bindparam("now"),
            holds_login(bindparam("index", type_=String()), bindparam("login", type_=String())),
        )
    )


def get_objection(token: str) -> Objection:
    """Return an "it was not me" link by its token, read anew; raises LinkUnknown."""
    query = select(Objection).where(Objection.token_digest == tokens.digest(token))
    objection = db.session.scalar(query, execution_options={"populate_existing": True})
    if objection is None:
        raise LinkUnknown
    return objection


def was_notified_since(examiner_id: int, email: str, moment: datetime) -> bool:
    """Tell whether this address got a notice about the person since a moment, which its reader may still answer."""
    query = select(Objection.id).where(
        Objection.examiner_id == examiner_id,
        Objection.email == email,
        Objection.issued_at > moment,
        Objection.used_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is not None


def find_presence(token: str, now: datetime) -> Presence | None:
    """Find who is signed in with a session token: it runs, the account is not frozen, a number is still in force."""
    asked = {"digest": tokens.digest(token), "now": now} | dict(zip(("since", "until"), _clicked(now), strict=True))
    row = ask(_presence(), asked).one_or_none()
    return Presence(*row) if row else None


@cache
def _presence() -> Select[int, int, datetime, datetime, bool]:
    """Put together once and kept: it is asked for every page of whoever is signed in."""
    here = (Account.id, Account.examiner_id, SignInSession.proved_at, SignInSession.seen_at)
    return (
        select(*here, owes_confirmation(Account.id))
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(
            SignInSession.token_digest == bindparam("digest"),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > bindparam("now"),
            SignInSession.seen_at.between(bindparam("since"), bindparam("until")),
            Account.frozen_at.is_(None),
            holds_active_number(Account.examiner_id),
        )
    )


def _clicked(now: datetime) -> tuple[datetime, datetime]:
    """Return between which moments the last click that was written down lies, when a session runs."""
    return now - rules.IDLE_LIMIT - rules.SEEN_EVERY, now + rules.CLOCK_DRIFT


def running_sessions(account_id: int, now: datetime) -> Sequence[SignInSession]:
    """Return the sessions of an account that run, the one seen last first."""
    query = select(SignInSession).where(
        SignInSession.account_id == account_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now,
        SignInSession.seen_at.between(*_clicked(now)),
    )
    return db.session.scalars(query.order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())).all()


def get_session(token: str) -> SignInSession:
    """Return the session of a token."""
    return db.session.scalars(select(SignInSession).where(SignInSession.token_digest == tokens.digest(token))).one()


def get_account_of_session(token: str) -> Account:
    """Return whose session a token is of."""
    return db.session.get_one(Account, get_session(token).account_id)


def find_account_by_login(pesel_index: str, login_number: str) -> tuple[Account, str] | None:
    """Find an account by the blind index of a PESEL or by a login number, with the person's name in the register."""
    row = db.session.execute(
        select(Account, Examiner.first_names, Examiner.last_name)
        .join(Examiner, Examiner.id == Account.examiner_id)
        .where(holds_login(literal(pesel_index), literal(login_number)), Account.withdrawn_at.is_(None))
    ).one_or_none()
    return (row[0], f"{row[1]} {row[2]}") if row else None


def active_accounts(typed: str) -> Sequence[Account]:
    """Return the accounts of an e-mail address or of a PESEL that are active, neither suspended nor frozen."""
    address = has_address(typed)
    own = address if "@" in typed else Examiner.pesel_index == pesel_index(normalise(typed))
    query = select(Account).join(Examiner, Examiner.id == Account.examiner_id)
    open_ones = (own, Account.activated_at.is_not(None), Account.frozen_at.is_(None))
    found = query.where(*open_ones, ~suspension_in_force(Account.examiner_id))
    return db.session.scalars(found.order_by(Account.examiner_id).limit(MOST_AT_ONE_ADDRESS)).all()


def has_address(typed: str) -> ColumnElement[bool]:
    """Return the condition "the account has this e-mail address", whatever of it is in capitals, here or there."""
    return func.lower(Account.email) == typed.lower()


def some_without_login(limit: int) -> Sequence[int]:
    """Return some people whose account is active and who have no login number, in the order of their ids."""
    query = select(Examiner.id).join(Account, Account.examiner_id == Examiner.id)
    lacking = query.where(Examiner.login_number.is_(None), Account.activated_at.is_not(None))
    return db.session.scalars(lacking.order_by(Examiner.id).limit(limit)).all()


def get_reset(token: str) -> PasswordReset:
    """Return a password link by its token, read anew; raises LinkUnknown."""
    query = select(PasswordReset).where(PasswordReset.token_digest == tokens.digest(token))
    reset = db.session.scalar(query, execution_options={"populate_existing": True})
    if reset is None:
        raise LinkUnknown
    return reset


def reset_facts(reset: PasswordReset) -> ResetFacts:
    """Return what the rules need of a password link."""
    account = db.session.get_one(Account, reset.account_id)
    return ResetFacts(reset.expires_at, reset.used_at, is_current=counts_now(account, reset.email, reset.issued_at))


def find_acknowledgement(account_id: int, document: str, version: str) -> Acknowledgement | None:
    """Find what was said about a version of a document."""
    query = select(Acknowledgement).where(
        Acknowledgement.account_id == account_id,
        Acknowledgement.document == document,
        Acknowledgement.version == version,
    )
    return db.session.scalar(query)
