"""Letters about keys."""

from collections.abc import Sequence
from datetime import datetime

from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def password_reset(recipient: str, person_name: str, token: str, expires_at: datetime, *, frozen: bool) -> Letter:
    """Compose the letter with a link to a new password; `frozen`: the account waits for it, and lets nobody in."""
    return compose(
        "password_reset",
        recipient,
        person_name=person_name,
        frozen=frozen,
        link=link("entrance.new_password", token=token),
        expires_at=expires_at,
    )


def login_number(recipient: str, person_name: str, number: str) -> Letter:
    """Compose the letter that tells somebody's login number."""
    facts = {"person_name": person_name, "link": link("entrance.sign_in"), "happened_at": clock.now()}
    return compose("login_number", recipient, login_number=number, **facts)


def examiner_invitation(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter that invites somebody of the register to a first sign-in."""
    address = link("invited.invitation", token=token)
    return compose("examiner_invitation", recipient, person_name=person_name, link=address, expires_at=expires_at)


def number_added(recipient: str, person_name: str, numbers: Sequence[tuple[str, str]]) -> Letter:
    """Compose the notice that registry numbers joined an account; each comes with the label of its scope."""
    facts = {"person_name": person_name, "link": link("profile.overview"), "happened_at": clock.now()}
    return compose("number_added", recipient, numbers=numbers, **facts)
