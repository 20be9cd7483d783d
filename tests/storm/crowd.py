"""As many invented examiners as a storm needs."""

from dataclasses import dataclass
from typing import Any

from examportal.core import clock
from examportal.db import transaction
from examportal.dev import people
from examportal.journal.rules import COMMAND
from examportal.register import service
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry
from tests.people import ANSWERS, SCOPES


@dataclass(frozen=True)
class Walker:
    """Somebody who has a number in the register and wants an account; `email` is only theirs."""

    examiner_id: int
    pesel: str
    number: str
    email: str

    @property
    def subject(self) -> str:
        """How the journal names them."""
        return f"examiner:{self.examiner_id}"

    @property
    def answers(self) -> dict[str, Any]:
        """What they write into the profile form."""
        return ANSWERS | {"email": self.email, "home_country": "PL", "mailing_same": True}


def enter_crowd(size: int) -> list[Walker]:
    """Put invented people into the register, one number each, and return them."""
    crowd = people.invent(size)
    today = clock.today()
    with transaction():
        service.load_scopes(SCOPES, COMMAND)
        entries = [PersonEntry(one.last_name, one.first_names, PersonalData(one.pesel, None)) for one in crowd]
        ids = service.enter_people(entries)
        numbers = [NumberEntry(one.numbers[0].registry_number, SCOPES[0].code, today, None) for one in crowd]
        service.enter_numbers(list(zip(ids, numbers, strict=True)), COMMAND)
    return [
        Walker(examiner_id, one.pesel, number.registry_number, f"osoba{examiner_id}@example.pl")
        for examiner_id, one, number in zip(ids, crowd, numbers, strict=True)
    ]
