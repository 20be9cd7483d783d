"""What a password may not be built from."""

from datetime import date

import pytest

from examportal.accounts.choosing.own import OwnData, is_built_from, own_data, written_dates

ANNA = own_data(
    names=["Anna Maria", "Łoś-Kowalska", "Ewa"],
    emails=["a.zielinska77@szkola.example", ""],
    numbers=["44051401359", "1-20456", ""],
    hints=["+48601234567", "Jelenia Góra", ""],
)


@pytest.mark.parametrize(
    "password",
    [
        "Anna lubi kwiaty 5!",
        "xxKOWALSKAxx 12!",
        "Łoś-Kowalska to ja 1",
        "wielki los i drzewo 7",
        "Ewa i pies na plocie 3",
        "A.Zielinska77 i inni",
        "mam 440514 lat, Rower!",
        "nr 1-20456 i kropka",
        "Moj 120456 Rower!",
        "zielony 4 4 0 5 1 4 rower",
    ],
)
def test_own_names_and_numbers_are_found_however_they_are_written(password: str) -> None:
    assert is_built_from(password, ANNA)


@pytest.mark.parametrize(
    "password",
    ["Ewakuacja statku 5!", "rower 44051 na dachu", "losowanie w piatek 3", "601234567 Kwiatek!", "Jelenia Góra 5!"],
)
def test_what_only_resembles_them_or_merely_hints_is_let_through(password: str) -> None:
    assert not is_built_from(password, ANNA)


def test_nothing_is_built_from_nothing() -> None:
    assert not is_built_from("cokolwiek to jest", own_data(names=["", " "], numbers=["-"]))


def test_a_day_is_known_in_the_forms_that_people_type() -> None:
    assert written_dates(None) == ()
    own = OwnData(dates=written_dates(date(1971, 3, 5)))
    assert all(is_built_from(f"Rower {day} x", own) for day in ("05031971", "05.03.1971", "1971-03-05", "050371"))
    assert not is_built_from("Rower 06031971 x", own)


def test_words_are_each_there_once_with_the_nearest_first() -> None:
    words = ANNA.words()
    assert words[:3] == ["anna maria", "annamaria", "anna"]
    assert {"jelenia gora", "jeleniagora", "gora", "44051401359", "szkola example", "a zielinska77"} <= set(words)
    assert len(words) == len(set(words))


def test_it_says_nothing_of_the_person() -> None:
    assert repr(ANNA) == "OwnData(…)"
