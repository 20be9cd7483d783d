"""Recognising a browser in which somebody has signed in before, and ending that."""

from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, and_, bindparam, insert, true, update

from examportal.accounts.devices import queries, rules
from examportal.accounts.models import KnownDevice
from examportal.core import clock, tokens
from examportal.db import db
from examportal.journal import hindsight

# Into the table, not through the mapper: every sign-in writes one of these rows, and nothing reads it right after.
_DEVICES = cast("Table", KnownDevice.__table__)
_NEW, _USED = insert(_DEVICES), update(_DEVICES).where(_DEVICES.c.id == bindparam("device_id"))


@dataclass(frozen=True)
class ThisBrowser:
    """The browser of a request: the token of its cookie, if any, what it is called, whether it shall be trusted."""

    token: str | None = field(repr=False)
    name: str
    trusted: bool = False


def find(account_id: int, token: str | None) -> KnownDevice | None:
    """Find the device of an account by the token in its cookie."""
    return queries.find(account_id, token, clock.now()) if token is not None else None


def is_trusted(device: KnownDevice) -> bool:
    """Tell whether no code is asked for on a device."""
    return rules.is_trusted(device.trusted_until, hindsight.latest())


def recognise(account_id: int, browser: ThisBrowser, device: KnownDevice | None) -> str | None:
    """Note a sign-in in a browser; return the token for its lasting cookie when it needs a new one.

    It does when it was not known (`device`, which `find` returns, is None), and when it is trusted from now on: a token
    that opens more is a new one.
    """
    now = clock.now()
    token = tokens.issue() if device is None or browser.trusted else None
    values: dict[str, Any] = {"browser": browser.name, "last_used_at": now}
    if token is not None:
        values |= {"token_digest": tokens.digest(token), "expires_at": now + rules.DEVICE_LIFETIME}
    if browser.trusted:
        values["trusted_until"] = now + rules.TRUST_LIFETIME
    if device is None:
        db.session.execute(_NEW, values | {"account_id": account_id, "first_seen_at": now})
    else:
        db.session.execute(_USED, values | {"device_id": device.id})
    return token


def end_trust(account_id: int) -> None:
    """Ask for a code again on every device; each stays known, so that strangers cannot keep its owner from it."""
    _change(KnownDevice.trusted_until.is_not(None), account_id, trusted_until=None)


def end(account_id: int, device_id: int | None = None) -> int:
    """Know a device no longer, or none of them; return how many were known."""
    which = true() if device_id is None else KnownDevice.id == device_id
    return _change(and_(which, KnownDevice.ended_at.is_(None)), account_id, ended_at=clock.now())


def _change(which: ColumnElement[bool], account_id: int, **values: object) -> int:
    changed = db.session.execute(
        update(KnownDevice).where(KnownDevice.account_id == account_id, which).values(**values)
    )
    return cast("CursorResult[Any]", changed).rowcount
