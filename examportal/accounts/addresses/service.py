"""Asking for another address, and confirming it from there."""

from examportal.accounts import queries as keys
from examportal.accounts.addresses import letters, queries, rules
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.models import Account
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice
from examportal.accounts.service import examiner_actor, record_for, record_own
from examportal.core import clock, tokens
from examportal.core.errors import Refusal, Suspended
from examportal.db import db
from examportal.journal import hindsight
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.register import queries as register


def ask(examiner_id: int, email: str, by: Actor | None = None) -> EmailChange:
    """Write to a new address with a link, and tell the present one, which stays until the link is confirmed.

    `by` is who asks in the owner's place; `accounts.guarded` alone may let somebody do that. Links sent before end.
    Raises `rules.SameAddress`, or Suspended when the way in was closed meanwhile.
    """
    account = _locked(examiner_id)
    if email == account.email:
        raise rules.SameAddress
    if account.frozen_at is not None or keys.is_suspended(examiner_id):
        raise Suspended
    now, token = clock.now(), tokens.issue()
    change = EmailChange(
        account_id=account.id,
        former=account.email,
        email=email,
        token_digest=tokens.digest(token),
        issued_at=now,
        expires_at=now + rules.LINK_LIFETIME,
    )
    db.session.add(change)
    own = examiner_actor(examiner_id)
    letter = letters.email_change(email, register.person_name(examiner_id), token, change.expires_at)
    post_office.post(letter, actor=by or own, about=str(own))
    notices.tell(account, Notice.EMAIL_CHANGE_ASKED, actor=by or own)
    record_for(Event.EMAIL_CHANGE_ASKED, examiner_id, by or own)
    return change


def check(change: EmailChange) -> None:
    """Let a link through; raises LinkUsed, LinkReplaced, Suspended or LinkExpired."""
    rules.check(queries.facts_of(change), hindsight.latest())


def confirm(token: str) -> Account:
    """Give the account of a link its new address and tell both; raises LinkUnknown or what `check` raises."""
    account_id = queries.get_change(token).account_id
    account = _locked(db.session.get_one(Account, account_id).examiner_id)
    change = queries.get_change(token)  # once more, behind the lock
    check(change)
    former, account.email = account.email, change.email
    change.used_at = clock.now()
    record_own(Event.EMAIL_CHANGED, account.examiner_id)
    notices.tell(account, Notice.EMAIL_CHANGED, also_to=former, actor=examiner_actor(account.examiner_id))
    return account


def waiting(account: Account) -> EmailChange | None:
    """Return the address that waits for its confirmation."""
    newest = queries.find_newest(account.id)
    try:
        if newest is not None:
            check(newest)
    except Refusal:
        return None
    return newest


def _locked(examiner_id: int) -> Account:
    register.get_for_change(examiner_id)
    return keys.get_account_for_change(keys.get_account(examiner_id).id)
