"""Letters of the staircase."""

from datetime import datetime

from examportal.core import clock
from examportal.mail.compose import compose, link
from examportal.mail.letter import Letter


def activation(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter with the activation link."""
    return _with_activation_link("activation", recipient, person_name, token, expires_at)


def activation_reminder(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the letter that reminds of an account that waits for its activation."""
    return _with_activation_link("activation_reminder", recipient, person_name, token, expires_at)


def claim_notice(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the notice that somebody with PESEL and number has begun a first sign-in."""
    return _with_objection_link("claim_notice", recipient, person_name, token, expires_at)


def address_replaced(recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    """Compose the notice that a registration goes on without this address."""
    return _with_objection_link("address_replaced", recipient, person_name, token, expires_at)


def _with_activation_link(kind: str, recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    address = link("onboarding.activation", token=token)
    return compose(kind, recipient, person_name=person_name, link=address, expires_at=expires_at)


def _with_objection_link(kind: str, recipient: str, person_name: str, token: str, expires_at: datetime) -> Letter:
    address = link("entrance.objection", token=token)
    facts = {"person_name": person_name, "link": address, "expires_at": expires_at, "happened_at": clock.now()}
    return compose(kind, recipient, **facts)
