"""What a person may write in the profile, and how it is kept."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examportal.core.countries import all_countries, country_name
from examportal.profile import rules
from examportal.profile.rules import Address, EmploymentKind, ProfileData, Workplace

HOME = Address("", "12A", "", "00-950", "Łódź", "PL")
DATA = ProfileData("Anna", "Łoś", "", "+48601234567", HOME, None, EmploymentKind.NONE, None, "")


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        replace(DATA, mailing_address=replace(HOME, country="UA")),
        replace(DATA, employment=EmploymentKind.SCHOOL, workplace=Workplace("SP 1", "Łódź", rspo_number="123")),
    ],
)
def test_a_profile_survives_being_sealed_as_json(data: ProfileData) -> None:
    assert ProfileData.from_document(json.loads(json.dumps(data.to_document()))) == data


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("601 234 567", "+48601234567"),
        ("+48 601-234-567", "+48601234567"),
        ("22\u00a0621 00 00", "+48226210000"),
        ("0049 30 901820", "+4930901820"),
        ("+49 30 901820", "+4930901820"),
        ("123", None),
        ("brak", None),
        ("", None),
    ],
)
def test_phones_become_international(raw: str, number: str | None) -> None:
    assert rules.read_phone(raw) == number


def test_a_phone_is_shown_as_it_is_read() -> None:
    assert rules.show_phone("+48601234567") == "+48 601 234 567"


@pytest.mark.parametrize(
    ("raw", "country", "postcode"),
    [
        ("00-950", "PL", "00-950"),
        ("00950", "PL", "00-950"),
        ("00 – 950", "PL", "00-950"),
        ("0950", "PL", None),
        ("ABCDE", "PL", None),
        ("SW1A 1AA", "GB", "SW1A 1AA"),
        ("1", "DE", None),
        ("10115;", "DE", None),
    ],
)
def test_postcodes_follow_the_country(raw: str, country: str, postcode: str | None) -> None:
    assert rules.read_postcode(raw, country) == postcode


@pytest.mark.parametrize(("raw", "number"), [("12 345", "12345"), ("12345678901", None), ("A1", None)])
def test_rspo_numbers_are_digits(raw: str, number: str | None) -> None:
    assert rules.read_rspo(raw) == number


@pytest.mark.parametrize(
    ("text", "fine"),
    [("Łoś-Żółć", True), ("O’Connor", True), ("Jan M.", True), ("123", False), ("-", False), ("A1", False)],
)
def test_names_have_letters(text: str, *, fine: bool) -> None:
    assert rules.is_name(text) is fine


@pytest.mark.parametrize(
    ("email", "meant"),
    [
        ("anna@gmial.com", "anna@gmail.com"),
        ("Anna@GMAIL.CON", "anna@gmail.com"),
        ("anna@interia.pll", "anna@interia.pl"),
        ("anna@gmail.com", None),
        ("anna@sp12.krakow.pl", None),
        ("anna", None),
        ("", None),
    ],
)
def test_a_mistyped_provider_is_guessed(email: str, meant: str | None) -> None:
    assert rules.likely_address(email) == meant


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(raw: str) -> None:
    readings = (rules.read_phone(raw), rules.read_postcode(raw, "PL"), rules.read_rspo(raw), rules.likely_address(raw))
    assert all(reading is None or isinstance(reading, str) for reading in readings)


def test_poland_stands_first_among_countries_in_polish_order() -> None:
    names = [name for _code, name in all_countries()]
    assert names[0] == "Polska"
    assert names.index("Łotwa") < names.index("Niemcy") < names.index("Ukraina") < names.index("Włochy")
    assert {"EU", "ZZ", "419"}.isdisjoint(code for code, _name in all_countries())
    assert (country_name("UA"), country_name("??")) == ("Ukraina", "??")
