"""What the diagnosis asks about a person's letters, links and sign-ins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from examportal.accounts.halfway import queries as halfway
from examportal.accounts.halfway.rules import LATELY
from examportal.accounts.models import Account, SignInSession
from examportal.core import clock
from examportal.db import among, db
from examportal.mail import queries as letters
from examportal.mail.models import OutgoingLetter
from examportal.mail.queries import LetterRecord
from examportal.mail.rules import MESSAGE_REFUSED, RECIPIENT_REFUSED, LetterState
from examportal.office.diagnosis.rules import Delivery, LetterFacts
from examportal.onboarding.models import ActivationLink

_OF_THE_MAILBOX = (RECIPIENT_REFUSED, MESSAGE_REFUSED, "letter_unusable")
"""The reasons of a last attempt that are about the address, not about the way there."""


def last_sign_in(account_id: int) -> datetime | None:
    """Return when somebody signed in to an account the last time."""
    return db.session.scalar(select(func.max(SignInSession.started_at)).where(SignInSession.account_id == account_id))


def links_end(account: Account) -> datetime | None:
    """Return when the last of the links ends that count for an account: of its registration, to its address."""
    return db.session.scalar(select(func.max(ActivationLink.expires_at)).where(*_counting(account)))


def newest_activation_letter(account: Account) -> LetterFacts | None:
    """Return how far the newest letter with such a link has come, while the account waits for its activation."""
    _, letter_id = newest_activation_letters([account.examiner_id]).get(account.examiner_id, ("", None))
    return _facts(letter_id)


def newest_activation_letters(examiner_ids: Sequence[int]) -> dict[int, tuple[str, int | None]]:
    """Return the addresses of people who wait for their activation, each with the newest letter that counts for it."""
    newest = func.max(ActivationLink.letter_id)
    query = select(Account.examiner_id, Account.email, newest).outerjoin(ActivationLink, and_(*_counting(Account)))
    waiting = among(Account.examiner_id, examiner_ids), Account.activated_at.is_(None), Account.withdrawn_at.is_(None)
    rows = db.session.execute(query.where(*waiting).group_by(Account.examiner_id, Account.email))
    return {examiner_id: (email, letter_id) for examiner_id, email, letter_id in rows}


def newest_letter_to(account: Account, about: str) -> LetterFacts | None:
    """Return how far the newest letter has come that was written about a person to the address of the account."""
    own = (OutgoingLetter.about == about) & (OutgoingLetter.recipient == account.email)
    query = select(OutgoingLetter.id).where(own, OutgoingLetter.withdrawn_at.is_(None))
    return _facts(db.session.scalar(query.order_by(OutgoingLetter.id.desc()).limit(1)))


def is_second_step_lost(account: Account, about: str) -> bool:
    """Tell whether codes are what somebody lately could not get past: all tries used up, or the code not delivered.

    A sign-in afterwards says that it is over.
    """
    since = clock.now() - LATELY
    exhausted_at = halfway.find_exhausted_since(account.id, since)
    code = letters.newest_about([about], {"login_code"}).get(about)
    lost = [exhausted_at] if exhausted_at else []
    if code is not None and _delivery(code) is Delivery.REFUSED and code.posted_at >= since:
        lost.append(code.posted_at)
    signed_in_at = last_sign_in(account.id)
    return bool(lost) and (signed_in_at is None or signed_in_at < max(lost))


def _facts(letter_id: int | None) -> LetterFacts | None:
    if letter_id is None:
        return None
    letter = letters.get_record(letter_id)
    delivery = _delivery(letter)
    if delivery is Delivery.ACCEPTED:
        return LetterFacts(delivery, letter.facts.accepted_at or letter.posted_at)
    return LetterFacts(delivery, letter.ended_badly_at)


def _delivery(letter: LetterRecord) -> Delivery:
    """Return how far a letter has come; one that came too late for its use was given up by us, not by a mailbox."""
    if letter.state is LetterState.GAVE_UP:
        return Delivery.REFUSED if letter.facts.reason in _OF_THE_MAILBOX else Delivery.GAVE_UP
    if letter.facts.hold and letter.state in (LetterState.QUEUED, LetterState.DEFERRED):
        return Delivery.HELD
    return _DELIVERIES.get(letter.state, Delivery.UNDER_WAY)


_DELIVERIES = {
    LetterState.ACCEPTED: Delivery.ACCEPTED,
    LetterState.DEFERRED: Delivery.DEFERRED,
    LetterState.REFUSED: Delivery.REFUSED,
    LetterState.BOUNCED: Delivery.REFUSED,
}


def _counting(account: Account | type[Account]) -> tuple[ColumnElement[bool], ...]:
    return (
        ActivationLink.account_id == account.id,
        ActivationLink.email == account.email,
        ActivationLink.issued_at >= account.registered_at,
    )
