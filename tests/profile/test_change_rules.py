"""What a change of the own data changes, and what it asks of the office."""

from dataclasses import replace

import pytest

from examportal.profile.changes.rules import Part, asks_for_document, parts_changed, parts_outside
from examportal.profile.changes.words import part_words
from examportal.profile.rules import Address, EmploymentKind, ProfileData, Workplace

HOME = Address("Polna", "12A", "3", "90-001", "Łódź", "PL")
KYIV = Address("", "1", "", "01001", "Kijów", "UA")
SCHOOL = Workplace("Szkoła nr 1", "Łódź", "Szkolna", "7", "90-002", "12345")
ANNA = ProfileData("Anna", "Łoś", "Brzeg", "+48601234567", HOME, None, EmploymentKind.SCHOOL, SCHOOL, "biologia")
RETIRED = replace(ANNA, employment=EmploymentKind.NONE, workplace=None, subjects="")


@pytest.mark.parametrize(
    ("after", "parts"),
    [
        (ANNA, []),
        (replace(ANNA, last_name="Łoś-Żuk"), [Part.NAMES]),
        (replace(ANNA, first_names="Anna Maria"), [Part.NAMES]),
        (replace(ANNA, home_address=KYIV, mailing_address=HOME), [Part.HOME_ADDRESS, Part.MAILING_ADDRESS]),
        (RETIRED, [Part.EMPLOYMENT, Part.SUBJECTS]),
        (replace(ANNA, phone="+48601234568", birth_place=""), [Part.BIRTH_PLACE, Part.PHONE]),
    ],
)
def test_parts_are_told_in_the_order_of_the_form(after: ProfileData, parts: list[Part]) -> None:
    assert parts_changed(ANNA, after) == parts


@pytest.mark.parametrize(
    ("new", "asks"),
    [
        ("Żuk", True),
        ("Los", True),  # accents are letters of a name
        ("ŁOŚ", False),
        ("Lis", False),  # so it stands in the register
    ],
)
def test_a_document_is_asked_for_when_the_name_is_neither_the_former_nor_the_registers(new: str, asks: bool) -> None:
    assert asks_for_document(ANNA, replace(ANNA, last_name=new), ("Lis", "Anna")) is asks


def test_addresses_elsewhere_are_told_by_their_part() -> None:
    moved = replace(ANNA, mailing_address=KYIV)
    assert parts_outside(moved, ["łódzkie"]) == [Part.MAILING_ADDRESS]
    assert parts_outside(ANNA, ["łódzkie"]) == []


@pytest.mark.parametrize(
    ("part", "profile", "said"),
    [
        (Part.NAMES, ANNA, "Łoś Anna"),
        (Part.PHONE, ANNA, "+48 601 234 567"),
        (Part.HOME_ADDRESS, ANNA, "Polna 12A/3, 90-001 Łódź"),
        (Part.MAILING_ADDRESS, ANNA, "taki sam jak zamieszkania"),
        (Part.MAILING_ADDRESS, replace(ANNA, mailing_address=KYIV), "1, 01001 Kijów, Ukraina"),
        (Part.EMPLOYMENT, ANNA, "szkoła lub placówka: Szkoła nr 1, Szkolna 7, 90-002 Łódź, RSPO 12345"),
        (Part.EMPLOYMENT, RETIRED, "nie pracuje"),
        (Part.SUBJECTS, ANNA, "biologia"),
        (Part.SUBJECTS, RETIRED, "brak"),
    ],
)
def test_a_part_is_said_on_one_line(part: Part, profile: ProfileData, said: str) -> None:
    assert part_words(part, profile) == said
