"""People of the register for tests, entered through the register's own service, and their answers to the forms."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdnum.pl import pesel as stdnum_pesel

from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from examportal.register import queries, service
from examportal.register.models import Scope
from examportal.register.rules import ByPesel, IdentityDocument, NumberEntry, PersonalData, PersonEntry, ScopeEntry

PASSWORD = "Zażółć gęślą 1"
SCOPES = (
    ScopeEntry("MBI", "Egzamin maturalny – biologia", "matriculation", active=True),
    ScopeEntry("E8P", "Egzamin ósmoklasisty – język polski", "eighth_grade", active=True),
)
ANSWERS: dict[str, Any] = {
    "email": "anna.los@example.pl",
    "new_password": PASSWORD,
    "repeat_password": PASSWORD,
    "first_names": "Anna Maria",
    "last_name": "Łoś",
    "birth_place": "Biłgoraj",
    "phone": "601 234 567",
    "home_street": "Polna",
    "home_building": "12A",
    "home_unit": "3",
    "home_postcode": "00950",
    "home_city": "Łódź",
    "employment_kind": "school",
    "workplace_name": "Szkoła Podstawowa nr 1",
    "workplace_city": "Łódź",
    "rspo_number": "12345",
    "subjects": "biologia",
    "privacy_notice": True,
}


@dataclass(frozen=True)
class Person:
    """Somebody of the register; with a document instead of the PESEL when there is one."""

    pesel: str = "44051401359"
    last_name: str = "Łoś"
    first_names: str = "Anna Maria"
    numbers: tuple[str, ...] = ("1-20456", "1-20457")
    removed: dict[str, date] = field(default_factory=dict)
    email: str | None = None
    document: IdentityDocument | None = None


def enter(person: Person) -> int:
    """Put a person into the register and return the id."""
    with transaction():
        if db.session.get(Scope, "MBI") is None:
            service.load_scopes(SCOPES, COMMAND)
        who = person.document or ByPesel(person.pesel, stdnum_pesel.get_birth_date(person.pesel))
        personal = PersonalData.of(who)._replace(email=person.email)
        entry = PersonEntry(person.last_name, person.first_names, personal)
        (examiner_id,) = service.enter_people([entry])
        service.enter_numbers(
            [
                (examiner_id, NumberEntry(number, "MBI", date(2020, 5, 8), person.removed.get(number)))
                for number in person.numbers
            ],
            COMMAND,
        )
    return examiner_id


def login_of(examiner_id: int) -> str:
    """Return the login number of somebody without PESEL."""
    login_number = queries.get_examiner(examiner_id).login_number
    assert login_number is not None
    return login_number


def remove_all(person: Person) -> None:
    """Remove every number of a person today."""
    with transaction():
        service.remove([NumberEntry(number, "MBI", None, date(2024, 3, 1)) for number in person.numbers], COMMAND)
