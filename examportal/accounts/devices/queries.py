"""Every select on known devices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from examportal.accounts.models import KnownDevice
from examportal.core import tokens
from examportal.db import db

_FIND = select(KnownDevice).where(
    KnownDevice.account_id == bindparam("account_id"),
    KnownDevice.token_digest == bindparam("digest"),
    KnownDevice.ended_at.is_(None),
    KnownDevice.expires_at > bindparam("now"),
)


def find(account_id: int, token: str, now: datetime) -> KnownDevice | None:
    """Find the device of an account by the token in its cookie; another account's token finds nothing."""
    return db.session.scalar(_FIND, {"account_id": account_id, "digest": tokens.digest(token), "now": now})


def all_trusted(account_id: int, now: datetime) -> Sequence[KnownDevice]:
    """Return the devices of an account that are not asked for a code, the one used last first."""
    query = select(KnownDevice).where(
        KnownDevice.account_id == account_id, KnownDevice.ended_at.is_(None), KnownDevice.trusted_until > now
    )
    return db.session.scalars(query.order_by(KnownDevice.last_used_at.desc(), KnownDevice.id.desc())).all()
