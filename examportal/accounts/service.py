"""Use cases of the keys. Hashes come in ready made: computing one takes too long for a transaction."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Table, insert, update

from examportal.accounts import letters, queries, rules
from examportal.accounts.devices import keeping
from examportal.accounts.halfway import halves
from examportal.accounts.models import (
    Account,
    Acknowledgement,
    PasswordRequest,
    PasswordReset,
    SignInSession,
)
from examportal.accounts.support_codes import keeping as support_codes
from examportal.config import settings
from examportal.core import clock, tokens
from examportal.core.errors import Refusal, Suspended
from examportal.db import db
from examportal.jobs import service as jobs
from examportal.journal import hindsight
from examportal.journal import service as journal
from examportal.journal.rules import NOBODY, WORKER, Actor, Event, Result
from examportal.mail import service as post_office
from examportal.register import queries as register
from examportal.register.rules import is_login_number

# Into the table, not through the mapper, which takes several times as long over a row that nobody reads at once.
_NEW_SESSION = insert(cast("Table", SignInSession.__table__))
ANSWER_PASSWORD_REQUEST = "accounts.answer_password_request"  # noqa: S105 - the name of a job


class AccountExists(Refusal):
    """The person has an account already: it is not overwritten."""


class NoAccount(Refusal):
    """The person has no account."""


def examiner_actor(examiner_id: int) -> Actor:
    """Return the examiner as the one who acts."""
    return Actor("examiner", examiner_id)


def record_own(event: Event, examiner_id: int, **details: Any) -> None:
    """Leave a trace of what an examiner did with the own account."""
    record_for(event, examiner_id, examiner_actor(examiner_id), **details)


def record_for(event: Event, examiner_id: int, actor: Actor, **details: Any) -> None:
    """Leave a trace of what somebody else did with an examiner's account."""
    journal.record(event, actor, subject=str(examiner_actor(examiner_id)), **details)


def open_account(examiner_id: int, email: str, password_hash: str) -> Account:
    """Make the account of a person, not active yet, or fill a withdrawn one anew; raises AccountExists."""
    account = queries.find_account(examiner_id) or Account(examiner_id=examiner_id)
    if account.id is not None and account.withdrawn_at is None:
        raise AccountExists
    now = clock.now()
    account.email, account.password_hash = email, password_hash
    account.password_set_at = account.registered_at = now
    account.withdrawn_at = None
    db.session.add(account)
    db.session.flush()
    return account


def withdraw(account: Account) -> None:
    """Make password, address and links of a registration that is not active yet count no more."""
    account.withdrawn_at = clock.now()


def change_pending_address(account: Account, email: str, actor: Actor | None = None, **details: Any) -> None:
    """Give an account that is not active yet another address; links to the former one end by themselves."""
    account.email = email
    own = examiner_actor(account.examiner_id)
    record_for(Event.ADDRESS_CHANGED, account.examiner_id, actor or own, **details)


def activate(account: Account) -> None:
    """Open the account for sign-in; its address has been proved."""
    account.activated_at = clock.now()
    record_own(Event.ACTIVATION, account.examiner_id)


def acknowledge(account: Account, document: str, version: str) -> None:
    """Record that the person was shown a document in this version and said so.

    Said once more in a registration begun anew, it counts from then: it may have been somebody else before.
    """
    said = queries.find_acknowledgement(account.id, document, version)
    said = said or Acknowledgement(account_id=account.id, document=document, version=version)
    said.acknowledged_at = clock.now()
    db.session.add(said)
    record_own(Event.NOTICE_ACKNOWLEDGED, account.examiner_id, document=document, version=version)


def start_session(account: Account, browser: str = "", *, new_device: bool | None = None) -> str:
    """Sign the account in and return the token for the cookie; `browser` is what its owner calls it."""
    now = clock.now()
    token = tokens.issue()
    begun = dict.fromkeys(("started_at", "proved_at", "seen_at"), now)
    whose = {"account_id": account.id, "token_digest": tokens.digest(token), "browser": browser}
    db.session.execute(_NEW_SESSION, begun | whose | {"expires_at": now + rules.ABSOLUTE_LIMIT})
    record_own(Event.SIGN_IN, account.examiner_id, browser=browser or None, new_device=new_device)
    return token


def end_session(token: str) -> None:
    """Sign one browser out; nothing happens when it is signed out already."""
    presence = queries.find_presence(token, clock.now())
    if presence is None:
        return
    queries.get_session(token).ended_at = clock.now()
    record_own(Event.SIGN_OUT, presence.examiner_id)


def ask_for_password(login: str, email: str = "") -> None:
    """Note that somebody asked for a new password; the worker looks whether there is anybody to answer.

    With an `email` only an account of that address is answered. Known and unknown people, right and wrong addresses
    cost this request the same.
    """
    request = PasswordRequest(pesel_index=register.pesel_index(login), asked_at=clock.now())
    request.seal({"login_number": login if is_login_number(login) else "", "email": email})
    db.session.add(request)
    db.session.flush()
    jobs.enqueue(ANSWER_PASSWORD_REQUEST, request.id)
    journal.record(Event.PASSWORD_RESET_ASKED, NOBODY)


def answer_password_request(request_id: int) -> None:
    """Write to the person's own address with a link to a new password, when there is such an account.

    Whoever typed an address gets no letter to another one.
    """
    request = db.session.get_one(PasswordRequest, request_id)
    typed = request.unseal()
    found = queries.find_account_by_login(request.pesel_index, typed.get("login_number", ""))
    if found is not None and rules.fits_address(found[0].email, typed.get("email", "")):
        post_password_link(*found, WORKER)
    db.session.delete(request)


def send_password_link(examiner_id: int, actor: Actor) -> tuple[str, datetime]:
    """Write to the person's own address with a link to a new password; return the address and when the link ends.

    Raises NoAccount, or Suspended: the link would open nothing.
    """
    register.get_for_change(examiner_id)
    account = queries.find_account(examiner_id)
    if account is None or account.withdrawn_at is not None:
        raise NoAccount
    if queries.is_suspended(examiner_id):
        raise Suspended
    return account.email, post_password_link(account, register.person_name(examiner_id), actor)


def end_sessions_of(examiner_id: int, actor: Actor) -> int:
    """Sign a person out everywhere and return from how many browsers; raises NoAccount."""
    register.get_for_change(examiner_id)
    account = queries.find_account(examiner_id)
    if account is None:
        raise NoAccount
    ended = end_all_sessions(account.id)
    record_for(Event.SESSIONS_ENDED, examiner_id, actor, count=ended)
    return ended


def check_reset(reset: PasswordReset) -> None:
    """Let a password link through; raises LinkUsed, LinkReplaced or LinkExpired."""
    rules.check_reset(queries.reset_facts(reset), hindsight.latest())


def set_password_by_link(token: str, password_hash: str) -> Account:
    """Set a new password with a link from a letter and end all sessions; an account that was frozen works again.

    Returns the account, whose address the link has proved. Raises LinkUnknown, LinkUsed, LinkReplaced, LinkExpired.
    """
    account_id = queries.get_reset(token).account_id
    register.get_for_change(db.session.get_one(Account, account_id).examiner_id)  # the person first, as everywhere
    account = queries.get_account_for_change(account_id)
    check_reset(queries.get_reset(token))  # once more, behind the lock
    void_links(account.id)
    set_password(account, password_hash)
    if account.frozen_at is not None:
        account.frozen_at = None
        record_own(Event.ACCOUNT_UNFROZEN, account.examiner_id)
    return account


def void_links(account_id: int) -> None:
    """Let links to a new password that wait in a mailbox open nothing."""
    unused = (PasswordReset.account_id == account_id) & PasswordReset.used_at.is_(None)
    db.session.execute(update(PasswordReset).where(unused).values(used_at=clock.now()))


def set_password(account: Account, password_hash: str, *, but: str | None = None) -> None:
    """Replace the password; whoever is signed in with the old one is signed out, `but` the session of this token.

    No device is trusted any more, and a support code that a stranger may have made works no more.
    """
    now = clock.now()
    keeping.end_trust(account.id)
    support_codes.end_of(account)
    account.password_hash = password_hash
    account.password_set_at = now
    record_own(Event.PASSWORD_CHANGED, account.examiner_id)
    record_own(Event.SESSIONS_ENDED, account.examiner_id, count=end_all_sessions(account.id, but=but))


def end_all_sessions(account_id: int, *, but: str | None = None) -> int:
    """Sign every browser out, half signed-in ones too, `but` the one with this token; return how many were whole."""
    halves.end_of(account_id)
    running = (SignInSession.account_id == account_id) & SignInSession.ended_at.is_(None)
    if but is not None:
        running &= SignInSession.token_digest != tokens.digest(but)
    ended = db.session.execute(update(SignInSession).where(running).values(ended_at=clock.now()))
    return cast("CursorResult[Any]", ended).rowcount


def note_refused_sign_in(examiner_id: int | None) -> None:
    """Leave a trace of a refused sign-in, with its subject when there is one."""
    subject = str(examiner_actor(examiner_id)) if examiner_id is not None else None
    journal.record(Event.SIGN_IN, NOBODY, subject=subject, result=Result.REFUSED)


def post_password_link(account: Account, person_name: str, actor: Actor) -> datetime:
    """Write to the account's address with a link to a new password; return when the link ends."""
    token, expires_at = _issue_reset(account)
    frozen = account.frozen_at is not None
    letter = letters.password_reset(account.email, person_name, token, expires_at, frozen=frozen)
    post_office.post(letter, actor=actor, about=str(examiner_actor(account.examiner_id)))
    record_for(Event.PASSWORD_LINK_ISSUED, account.examiner_id, actor)
    return expires_at


def _issue_reset(account: Account) -> tuple[str, datetime]:
    now = clock.now()
    token, expires_at = tokens.issue(), now + timedelta(minutes=settings().reset_minutes)
    db.session.add(
        PasswordReset(
            account_id=account.id,
            token_digest=tokens.digest(token),
            email=account.email,
            issued_at=now,
            expires_at=expires_at,
        )
    )
    return token, expires_at
