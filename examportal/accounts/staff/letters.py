"""Letters to the staff about their keys."""

from datetime import datetime

from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def invitation(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with the link to the set-up of the keys."""
    return _with_link("staff_invitation", recipient, person_name, token, expires_at)


def keys_reset(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter that says that the keys were taken back, with the link to new ones."""
    return _with_link("staff_keys_reset", recipient, person_name, token, expires_at)


def keys_changed(recipient: str, person_name: str, what: str) -> Letter:
    """Compose the notice that a key was changed by its owner; `what` is named in the macro `changed_key`."""
    return _notice("staff_keys_changed", recipient, person_name, what=what)


def recovery_code_used(recipient: str, person_name: str, left: int) -> Letter:
    """Compose the notice that somebody signed in with a code on paper, and how many are left."""
    return _notice("staff_recovery_code_used", recipient, person_name, left=left)


def _with_link(kind: str, recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    address = link("set_up.invitation", token=token)
    return compose(kind, recipient, person_name=person_name, link=address, expires_at=expires_at)


def _notice(kind: str, recipient: str, person_name: str, **facts: object) -> Letter:
    told = {"person_name": person_name, "link": link("office.sign_in"), "happened_at": clock.now()}
    return compose(kind, recipient, **told, **facts)
