"""Who takes part: invented people, entered and given accounts through the portal's own services."""

from collections.abc import Iterable, Sequence

from stdnum.pl import pesel as stdnum_pesel

from examportal.accounts import service as accounts
from examportal.accounts.models import Account
from examportal.dev.people import InventedPerson, invent
from examportal.dev.sample import SCOPES_FILE
from examportal.journal.rules import COMMAND
from examportal.profile import service as profiles
from examportal.profile.rules import Address, EmploymentKind, ProfileData, Workplace
from examportal.register import service as register
from examportal.register.rules import NumberEntry, PersonalData, PersonEntry, ScopeEntry, read_scopes
from examportal.sheets.reader import read_csv

PASSWORD = "Zażółć gęślą jaźń 1"  # noqa: S105 - of invented people
ANSWERS = {
    "new_password": PASSWORD,
    "repeat_password": PASSWORD,
    "first_names": "Anna Maria",
    "last_name": "Łoś",
    "birth_place": "Biłgoraj",
    "phone": "601 234 567",
    "home_street": "Polna",
    "home_building": "12A",
    "home_unit": "3",
    "home_postcode": "00-950",
    "home_city": "Łódź",
    "home_country": "PL",
    "mailing_same": "y",
    "mailing_country": "PL",
    "employment_kind": "school",
    "workplace_name": "Szkoła Podstawowa nr 1",
    "workplace_city": "Łódź",
    "rspo_number": "12345",
    "subjects": "biologia",
    "privacy_notice": "y",
}
PROFILE = ProfileData(
    first_names=ANSWERS["first_names"],
    last_name=ANSWERS["last_name"],
    birth_place=ANSWERS["birth_place"],
    phone="+48601234567",
    home_address=Address("Polna", "12A", "3", "00-950", "Łódź", "PL"),
    mailing_address=None,
    employment=EmploymentKind.SCHOOL,
    workplace=Workplace("Szkoła Podstawowa nr 1", "Łódź", rspo_number="12345"),
    subjects="biologia",
)


def examiners(count: int) -> list[InventedPerson]:
    """Return so many invented people with a number in force, always the same ones."""
    spare = count // 10 + 10  # a few of the invented people have no number left
    return [person for person in invent(count + spare) if person.active_numbers][:count]


def scopes() -> list[ScopeEntry]:
    """Return the dictionary of scopes that the invented people's numbers are of."""
    return list(read_scopes([(row.line, row.cells) for row in read_csv(SCOPES_FILE.read_bytes()).rows()]))


def enter(people: Sequence[InventedPerson]) -> list[int]:
    """Put people into the register and return their ids; inside a transaction."""
    register.load_scopes(scopes(), COMMAND)
    ids = register.enter_people([_entry(person) for person in people])
    numbers = [
        (examiner_id, NumberEntry(number.registry_number, number.scope, number.entered_on, number.removed_on))
        for examiner_id, person in zip(ids, people, strict=True)
        for number in person.numbers
    ]
    register.enter_numbers(numbers, COMMAND)
    return ids


def open_accounts(ids: Iterable[int], password_hash: str) -> list[Account]:
    """Give people an account each, with a profile, not active yet; inside a transaction."""
    opened = []
    for examiner_id in ids:
        opened.append(accounts.open_account(examiner_id, f"{examiner_id}@example.pl", password_hash))
        profiles.save(examiner_id, PROFILE)
    return opened


def _entry(person: InventedPerson) -> PersonEntry:
    born = stdnum_pesel.get_birth_date(person.pesel)
    return PersonEntry(person.last_name, person.first_names, PersonalData(person.pesel, born, person.email or None))
