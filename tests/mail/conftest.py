"""A relay that catches letters, and letters to post."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from examportal.db import transaction
from examportal.mail import service
from examportal.mail.compose import compose
from examportal.mail.letter import Letter
from examportal.mail.models import OutgoingLetter
from tests.smtp import CatchingServer, relay_of

FACTS: dict[str, Any] = {
    "person_name": "Żaneta Łoś-Ćwik",
    "link": "http://127.0.0.1:8000/aktywacja/abc?x=1&y=2",
    "expires_at": datetime(2026, 11, 23, 9, 28, tzinfo=UTC),
    "happened_at": datetime(2026, 11, 22, 8, 15, tzinfo=UTC),
    "what": "authenticator",
    "left": 9,
    "notice": "second_step_changed",
    "login_number": "204561",
    "browser": "Firefox, Windows",
    "former": False,
    "case_number": "S-482-915-073",
    "code": "123 456",
    "numbers": [("1-20456", "Egzamin maturalny – biologia"), ("1-20457", "Egzamin ósmoklasisty – matematyka")],
}


def activation(recipient: str = "zaneta.los@example.pl") -> Letter:
    """Compose an activation letter."""
    return compose("activation", recipient, **FACTS)


def posted(letter: Letter | None = None, about: str | None = None) -> OutgoingLetter:
    """Post a letter and commit."""
    with transaction():
        return service.post(letter or activation(), about=about)


@pytest.fixture
def relay(app: Flask) -> Iterator[CatchingServer]:
    """Return the server that the application's letters go to."""
    with relay_of(app) as server:
        yield server
