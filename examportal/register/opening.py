"""Opening what the register seals about people, for whoever asks for many of them."""

import json
from collections.abc import Callable

from examportal.db import keyring, sealed_binding
from examportal.register.models import Examiner
from examportal.register.rules import PersonalData


def opened(row_key: str, sealed: str | None) -> PersonalData:
    """Return the personal data of a person, sealed as the row of `examiner` with that key has them."""
    return opener()(row_key, sealed)


def opener() -> Callable[[str, str | None], PersonalData]:
    """Return `opened` for many people: looking the keys up is a part of its cost."""
    ring = keyring()

    def open_one(row_key: str, sealed: str | None) -> PersonalData:
        if sealed is None:
            return PersonalData()
        text = ring.open(sealed, sealed_binding(Examiner.__tablename__, row_key))
        return PersonalData.from_document(json.loads(text))

    return open_one
