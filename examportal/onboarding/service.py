"""Use cases of the staircase."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from examportal.accounts import guarded, logins, suspensions
from examportal.accounts import queries as keys
from examportal.accounts import service as accounts
from examportal.accounts.drafts import service as drafts
from examportal.accounts.invitations import service as invitations
from examportal.accounts.models import Account
from examportal.accounts.proofs.rules import GuardedAct
from examportal.accounts.rules import NOTICE_PAUSE, PRIVACY_NOTICE, PRIVACY_NOTICE_VERSION
from examportal.config import settings
from examportal.core import clock, tokens
from examportal.core.errors import LinkExpired, LinkReplaced, LinkUnknown, LinkUsed, Refusal, Suspended
from examportal.db import db
from examportal.jobs import service as jobs
from examportal.journal import hindsight
from examportal.journal.rules import Actor, Event
from examportal.mail import service as post_office
from examportal.mail.letter import Letter
from examportal.onboarding import letters, queries, rules
from examportal.onboarding.models import ActivationLink, Claim
from examportal.onboarding.rules import LinkState, Proof
from examportal.profile import service as profiles
from examportal.profile.rules import ProfileData
from examportal.register import queries as register
from examportal.register.rules import PersonalData

REMIND = "onboarding.remind"
"""The kind of job that reminds of a link."""

_REFUSALS = {
    LinkState.UNKNOWN: LinkUnknown,
    LinkState.ALREADY_ACTIVE: LinkUsed,
    LinkState.EXPIRED: LinkExpired,
    LinkState.REPLACED: LinkReplaced,
    LinkState.SUSPENDED: Suspended,
}


LinkLetter = Callable[[str, str, str, datetime], Letter]


class ClaimEnded(Refusal):
    """The claim ended, or the person's way in was closed, before the person was locked for the change."""


class ProofTooWeak(Refusal):
    """PESEL and registry number are not enough for this."""


@dataclass(frozen=True)
class Registration:
    """What the profile form brings: the keys beside the person's own data.

    `invitation` is the token of a letter that led this browser here, if any.
    """

    email: str
    password_hash: str
    profile: ProfileData
    invitation: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PostedLink:
    """That a letter with a link is on its way: to which address, until when the link works, and which letter it is."""

    email: str
    expires_at: datetime
    letter_id: int


def claim(examiner_id: int, proof: Proof) -> str:
    """Let a browser on the staircase and return the token for its cookie.

    PESEL and number are no secret, so with these the address that the register has is told that somebody came.
    """
    now = clock.now()
    token = tokens.issue()
    db.session.add(
        Claim(
            examiner_id=examiner_id,
            token_digest=tokens.digest(token),
            proof=proof,
            started_at=now,
            expires_at=now + rules.CLAIM_LIFETIME,
        )
    )
    accounts.record_own(Event.CLAIM, examiner_id, proof=proof)
    if proof is Proof.REGISTRY_NUMBER:
        _notify_register_address(examiner_id)
    return token


def register_account(claimed: Claim, registration: Registration) -> bool:
    """Save profile, keys, acknowledged clause and activation letter as one; True: the account works at once.

    It does when an invitation to the same address has led here: then the mailbox is proved, and no second letter asked.
    Raises AccountExists when the person's form was saved meanwhile, in this browser or another: it is kept;
    ClaimEnded when somebody has begun anew or objected meanwhile.
    """
    _lock_person(claimed)
    proof = invitations.find_proof(registration.invitation, claimed.examiner_id, registration.email)
    account = accounts.open_account(claimed.examiner_id, registration.email, registration.password_hash)
    profiles.save(claimed.examiner_id, registration.profile)
    claimed.proof = Proof.OWN_PASSWORD
    drafts.drop_all(claimed.examiner_id)
    if proof is None:
        _post_activation_letter(account)
    accounts.record_own(Event.REGISTRATION_SAVED, claimed.examiner_id)
    accounts.acknowledge(account, PRIVACY_NOTICE, PRIVACY_NOTICE_VERSION)
    if proof is not None:
        proof.used_at = account.registered_at
        accounts.record_own(Event.INVITATION_USED, claimed.examiner_id)
        logins.activate(account)
    return proof is not None


def resend(claimed: Claim) -> None:
    """Post another activation letter; older links keep working. Raises LinkUsed when the account is active already."""
    account = _pending_account(claimed)
    _post_activation_letter(account)
    accounts.record_own(Event.ACTIVATION_LETTER_RESENT, claimed.examiner_id)


def change_address(claimed: Claim, email: str) -> None:
    """Send the activation letter to another address from now on; the one that is replaced is told.

    Raises LinkUsed when the account is active already, ProofTooWeak when only PESEL and number were shown: whoever
    knows no more than these may start again, but not bend somebody else's registration.
    """
    account = _pending_account(claimed)
    if claimed.proof != Proof.OWN_PASSWORD:
        raise ProofTooWeak
    if email != account.email:
        _notify(claimed.examiner_id, account.email, letters.address_replaced)
        accounts.change_pending_address(account, email)
    _post_activation_letter(account)


def resend_for(examiner_id: int, actor: Actor, *, due_at: datetime | None = None, **details: Any) -> PostedLink:
    """Post another activation letter at the office's desk; older links keep working.

    Raises LinkUsed, LinkReplaced (there is no account that waits) or Suspended.
    """
    register.get_for_change(examiner_id)
    account = _pending_of(examiner_id)
    accounts.record_for(Event.ACTIVATION_LETTER_RESENT, examiner_id, actor, **details)
    return _post_activation_letter(account, actor=actor, due_at=due_at)


def correct_address(examiner_id: int, email: str, reason: str, actor: Actor) -> PostedLink:
    """Send the activation letter to another address at the office's desk; the one that is replaced is told.

    Links to it end. An active account has its choke point: raises `accounts.guarded.ProofNeeded` there, LinkReplaced
    when there is no account that waits, or Suspended.
    """
    guarded.check_proof(examiner_id, GuardedAct.EMAIL, actor)
    account = _pending_of(examiner_id)
    if email != account.email:
        _notify(examiner_id, account.email, letters.address_replaced)
        accounts.change_pending_address(account, email, actor, reason=reason)
    return _post_activation_letter(account, actor=actor)


def start_again(claimed: Claim) -> None:
    """Withdraw a registration that is not active yet: its password, address and links no longer count.

    Every other browser on the staircase is sent back to the door. Raises LinkUsed when the account is active already.
    """
    account = _pending_account(claimed)
    _notify_register_address(claimed.examiner_id)
    _notify(claimed.examiner_id, account.email, letters.address_replaced)
    accounts.withdraw(account)
    others = (Claim.examiner_id == claimed.examiner_id) & (Claim.id != claimed.id) & Claim.ended_at.is_(None)
    db.session.execute(update(Claim).where(others).values(ended_at=clock.now()))
    claimed.proof = Proof.REGISTRY_NUMBER
    accounts.record_own(Event.REGISTRATION_RESTARTED, claimed.examiner_id)


def state_of(link: ActivationLink | None) -> LinkState:
    """Return what a link is good for now."""
    return rules.link_state(queries.link_facts(link), hindsight.latest())


def activate(token: str) -> None:
    """Activate the account of a link; raises LinkUnknown, LinkUsed, LinkExpired, LinkReplaced or Suspended."""
    link = queries.find_link(token)
    if link is None:
        raise LinkUnknown
    register.get_for_change(db.session.get_one(Account, link.account_id).examiner_id)
    account = keys.get_account_for_change(link.account_id)
    state = state_of(link)
    if state is not LinkState.VALID:
        raise _REFUSALS[state]
    logins.activate(account)


def remind(link_id: int) -> None:
    """Write once more about a link that nobody has used, when it is the newest and still counts."""
    link = db.session.get_one(ActivationLink, link_id)
    register.get_for_change(db.session.get_one(Account, link.account_id).examiner_id)
    account = keys.get_account_for_change(link.account_id)
    newest = queries.find_newest_link(account.id)
    if newest is not None and newest.id == link.id and state_of(link) is LinkState.VALID:
        _post_activation_letter(account, letters.activation_reminder, link.expires_at)


def _lock_person(claimed: Claim) -> None:
    register.get_for_change(claimed.examiner_id)
    if not queries.still_runs(claimed, clock.now()):
        raise ClaimEnded


def _pending_account(claimed: Claim) -> Account:
    """Return the account that waits for its activation, behind the person's lock.

    Raises LinkUsed, LinkReplaced, or ClaimEnded.
    """
    _lock_person(claimed)
    return _pending_of(claimed.examiner_id)


def _pending_of(examiner_id: int) -> Account:
    account = keys.find_account(examiner_id)
    if account is None or account.withdrawn_at is not None:
        raise LinkReplaced
    if account.activated_at is not None:
        raise LinkUsed
    if keys.is_suspended(examiner_id):
        raise Suspended
    return account


def _post_activation_letter(
    account: Account,
    compose: LinkLetter = letters.activation,
    expires_at: datetime | None = None,
    actor: Actor | None = None,
    due_at: datetime | None = None,
) -> PostedLink:
    """Post a letter with a fresh link; without `expires_at` it lives its full time and is reminded of later."""
    now = clock.now()
    token, ends_at = tokens.issue(), expires_at or now + timedelta(hours=settings().activation_hours)
    owner = accounts.examiner_actor(account.examiner_id)
    letter = compose(account.email, register.person_name(account.examiner_id), token, ends_at)
    link = ActivationLink(
        account_id=account.id,
        email=account.email,
        token_digest=tokens.digest(token),
        letter=post_office.post(letter, actor=actor or owner, about=str(owner), due_at=due_at),
        issued_at=now,
        expires_at=ends_at,
    )
    db.session.add(link)
    db.session.flush()
    due = rules.reminder_due(now, ends_at) if expires_at is None else None
    if due is not None:
        jobs.enqueue(REMIND, link.id, due_at=due)
    return PostedLink(account.email, ends_at, link.letter_id)


def _notify_register_address(examiner_id: int) -> None:
    email = PersonalData.from_document(register.get_examiner(examiner_id).unseal()).email
    if email is not None:
        _notify(examiner_id, email, letters.claim_notice)


def _notify(examiner_id: int, email: str, compose: LinkLetter) -> None:
    """Tell an address what happens in its reader's name, once a day at most; its link closes the way in."""
    if keys.was_notified_since(examiner_id, email, clock.now() - NOTICE_PAUSE):
        return
    merely_typed = compose is letters.address_replaced
    token, expires_at = suspensions.issue_objection(examiner_id, email, before_activation=merely_typed)
    actor = accounts.examiner_actor(examiner_id)
    letter = compose(email, register.person_name(examiner_id), token, expires_at)
    post_office.post(letter, actor=actor, about=str(actor))
