"""The invented people: always the same, possible, and of every kind that is worth trying."""

import csv
import io
from datetime import date

import pytest

from examportal.core import pesel
from examportal.dev import people
from examportal.dev.names import ADJECTIVE_SURNAMES, WOMEN, womans_form

TODAY = date(2026, 11, 21)
CROWD = people.invent()


def test_they_are_always_the_same() -> None:
    assert people.invent() == CROWD


def test_there_are_enough_and_nobody_twice() -> None:
    assert len({person.pesel for person in CROWD}) == len(CROWD) >= 300
    numbers = [number.registry_number for person in CROWD for number in person.numbers]
    assert len(set(numbers)) == len(numbers)


def test_each_has_a_pesel_of_the_right_age_and_sex() -> None:
    for person in CROWD:
        known = pesel.read(person.pesel, today=TODAY, min_age=25)
        assert pesel.age_on(TODAY, known.birth_date) <= 75
        woman = person.first_names.split()[0] in WOMEN
        assert (int(person.pesel[9]) % 2 == 0) is woman


def test_surnames_fit_the_sex() -> None:
    of_men = set(ADJECTIVE_SURNAMES)
    for person in CROWD:
        if person.first_names.split()[0] in WOMEN:
            assert not of_men & set(person.last_name.split("-"))


@pytest.mark.parametrize(
    ("man", "woman"), [("Kowalski", "Kowalska"), ("Wysocki", "Wysocka"), ("Łabędzki", "Łabędzka"), ("Zając", "Zając")]
)
def test_a_womans_surname(man: str, woman: str) -> None:
    assert womans_form(man) == woman


def test_numbers_are_entered_before_they_are_removed() -> None:
    for person in CROWD:
        assert 1 <= len(person.numbers) <= 4
        assert len({number.scope for number in person.numbers}) == len(person.numbers)
        for number in person.numbers:
            assert number.entered_on < (number.removed_on or TODAY) <= TODAY


def test_examples_are_of_every_kind() -> None:
    one, three, part, none = people.examples(CROWD)
    assert [len(example.person.numbers) for example in (one, three)] == [1, 3]
    assert 0 < len(part.person.active_numbers) < len(part.person.numbers)
    assert part.number in {number.registry_number for number in part.person.active_numbers}
    assert none.person.active_numbers == ()


def test_the_file_has_a_row_for_every_number() -> None:
    data = people.register_file(CROWD)
    assert data.startswith(b"\xef\xbb\xbfPESEL;Numer ewidencyjny;")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == sum(len(person.numbers) for person in CROWD)
    assert {row["Zakres"] for row in rows} <= set(people.SCOPES)
    assert sum(bool(row["Data skreślenia"]) for row in rows) > 10
