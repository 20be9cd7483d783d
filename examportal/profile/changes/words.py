"""What was and what is, in words: for the person, on paper, and in the office's lists."""

from collections.abc import Mapping, Sequence

from examportal.core.countries import POLAND, country_name
from examportal.profile.changes.rules import Part, Reported
from examportal.profile.rules import Address, EmploymentKind, ProfileData, Workplace, show_phone

PARTS: Mapping[Part, str] = {
    Part.NAMES: "nazwisko i imiona",
    Part.BIRTH_PLACE: "miejsce urodzenia",
    Part.PHONE: "telefon",
    Part.HOME_ADDRESS: "adres zamieszkania",
    Part.MAILING_ADDRESS: "adres do korespondencji",
    Part.EMPLOYMENT: "zatrudnienie",
    Part.SUBJECTS: "nauczane przedmioty",
}
_WHERE: Mapping[EmploymentKind, str] = {
    EmploymentKind.SCHOOL: "szkoła lub placówka",
    EmploymentKind.UNIVERSITY: "uczelnia",
    EmploymentKind.EMPLOYER: "inny pracodawca",
    EmploymentKind.NONE: "nie pracuje",
}
_NOTHING = "brak"


def parts_words(parts: Sequence[Part]) -> str:
    """Return which parts, on one line."""
    return ", ".join(PARTS[part] for part in parts)


def was_and_is(change: Reported) -> list[tuple[Part, str, str]]:
    """Return each changed part with what it was and what it is."""
    return [(part, part_words(part, change.before), part_words(part, change.after)) for part in change.parts]


def part_words(part: Part, profile: ProfileData) -> str:
    """Return a part of a profile on one line."""
    match part:
        case Part.NAMES:
            return f"{profile.last_name} {profile.first_names}"
        case Part.PHONE:
            return show_phone(profile.phone)
        case Part.HOME_ADDRESS:
            return address_line(profile.home_address)
        case Part.MAILING_ADDRESS:
            return address_line(profile.mailing_address) if profile.mailing_address else "taki sam jak zamieszkania"
        case Part.EMPLOYMENT:
            return _employment(profile.employment, profile.workplace)
    return str(getattr(profile, part)) or _NOTHING


def address_line(address: Address) -> str:
    """Return an address on one line; the country only when it is not Poland."""
    unit = f"/{address.unit}" if address.unit else ""
    street = f"{address.street} " if address.street else ""
    abroad = f", {country_name(address.country)}" if address.country != POLAND else ""
    return f"{street}{address.building}{unit}, {address.postcode} {address.city}{abroad}"


def _employment(kind: EmploymentKind, workplace: Workplace | None) -> str:
    if workplace is None:
        return _WHERE[kind]
    place = " ".join(filter(None, (workplace.street, workplace.building)))
    city = " ".join(filter(None, (workplace.postcode, workplace.city)))
    rspo = f"RSPO {workplace.rspo_number}" if workplace.rspo_number else ""
    return ", ".join(filter(None, (f"{_WHERE[kind]}: {workplace.name}", place, city, rspo)))
