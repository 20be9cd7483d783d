"""Every select on addresses on their way."""

from sqlalchemy import exists, func, select

from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.addresses.rules import ChangeFacts
from examportal.accounts.models import Account
from examportal.accounts.queries import has_address, is_suspended
from examportal.core import tokens
from examportal.core.errors import LinkUnknown
from examportal.db import db


def get_change(token: str) -> EmailChange:
    """Return an address on its way by the token of its link, read anew; raises LinkUnknown."""
    query = select(EmailChange).where(EmailChange.token_digest == tokens.digest(token))
    found = db.session.scalar(query, execution_options={"populate_existing": True})
    if found is None:
        raise LinkUnknown
    return found


def find_newest(account_id: int) -> EmailChange | None:
    """Find the address that an account was asked to have last."""
    query = select(EmailChange).where(EmailChange.account_id == account_id)
    return db.session.scalar(query.order_by(EmailChange.id.desc()).limit(1))


def facts_of(change: EmailChange) -> ChangeFacts:
    """Return what the rules need of a link."""
    account = db.session.get_one(Account, change.account_id)
    newest = select(func.max(EmailChange.id)).where(EmailChange.account_id == account.id)
    return ChangeFacts(
        change.issued_at,
        change.expires_at,
        change.used_at,
        is_newest=db.session.scalar(newest) == change.id,
        from_present=change.former == account.email,
        password_set_at=account.password_set_at,
        frozen=account.frozen_at is not None,
        suspended=is_suspended(account.examiner_id),
    )


def is_shared(email: str, account_id: int) -> bool:
    """Tell whether another active account has an address."""
    others = exists().where(has_address(email), Account.id != account_id, Account.activated_at.is_not(None))
    return bool(db.session.scalar(select(others)))
