"""Every select on claims and activation links."""

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from examportal.accounts.models import Account
from examportal.accounts.queries import counts_now, is_suspended, suspension_in_force
from examportal.core import tokens
from examportal.db import db
from examportal.onboarding.models import ActivationLink, Claim
from examportal.onboarding.rules import LinkFacts
from examportal.register.queries import holds_active_number


def find_claim(token: str, now: datetime) -> Claim | None:
    """Find the running claim of a token, of a person who holds a number in force and is not suspended."""
    return db.session.scalar(_running_claim(), {"token_digest": tokens.digest(token), "now": now})


def still_runs(claim: Claim, now: datetime) -> bool:
    """Tell whether a claim that was found before its person was locked runs behind the lock, too."""
    return db.session.scalar(_running_claim(), {"token_digest": claim.token_digest, "now": now}) is not None


def find_expired_claim(token: str, now: datetime) -> Claim | None:
    """Find the claim of a token whose time is over."""
    query = select(Claim).where(Claim.token_digest == tokens.digest(token), Claim.ended_at.is_(None))
    return db.session.scalar(query.where(Claim.expires_at <= now))


def find_link(token: str) -> ActivationLink | None:
    """Find an activation link by its token."""
    return db.session.scalar(select(ActivationLink).where(ActivationLink.token_digest == tokens.digest(token)))


def find_newest_link(account_id: int) -> ActivationLink | None:
    """Find the link of the letter that was posted last."""
    query = select(ActivationLink).where(ActivationLink.account_id == account_id).order_by(ActivationLink.id.desc())
    return db.session.scalar(query.limit(1))


def link_facts(link: ActivationLink | None) -> LinkFacts | None:
    """Return what the rules need of a link."""
    if link is None:
        return None
    account = db.session.get_one(Account, link.account_id)
    return LinkFacts(
        link.expires_at,
        account_is_active=account.activated_at is not None,
        is_current=counts_now(account, link.email, link.issued_at),
        suspended=is_suspended(account.examiner_id),
    )


def get_newest_link(account_id: int) -> ActivationLink:
    """Return the link of the letter that was posted last; every account that waits has one."""
    link = find_newest_link(account_id)
    if link is None:
        raise LookupError("an account that waits has no link")
    return link


@cache
def _running_claim() -> Select[Claim]:
    """Put together once and kept: every page of the first sign-in asks this, and that takes longer than the answer."""
    return select(Claim).where(
        Claim.token_digest == bindparam("token_digest"),
        Claim.ended_at.is_(None),
        Claim.expires_at > bindparam("now"),
        holds_active_number(Claim.examiner_id),
        ~suspension_in_force(Claim.examiner_id),
    )
