"""Login numbers: what people without PESEL type in its place."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from examportal.db import db, transaction
from examportal.register import login_numbers, queries
from examportal.register.models import Examiner
from examportal.register.rules import IdentityDocument, is_login_number
from tests.people import Person, enter, login_of

OKSANA = Person(document=IdentityDocument("paszport", "FE4600207", "UA", date(1979, 1, 10)))
ANNA = Person(numbers=("1-1",))


class Loaded:
    """Chance that gives the lowest numbers there are."""

    def sample(self, numbers: range, count: int) -> list[int]:
        return list(numbers[:count])


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login_numbers, "_chance", Loaded())
    monkeypatch.setattr(login_numbers, "SPARE", 0)


def rename(examiner_id: int, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Examiner).where(Examiner.id == examiner_id).values(values))


def test_only_who_has_no_pesel_gets_one(app: Flask) -> None:
    login_number = login_of(enter(OKSANA))
    assert is_login_number(login_number)
    assert len(login_number) == 6
    assert queries.get_examiner(enter(ANNA)).login_number is None


def test_many_at_once_are_all_different(app: Flask) -> None:
    drawn = login_numbers.draw(5000)
    assert len(set(drawn)) == 5000
    assert {len(number) for number in drawn} == {6}
    assert all(is_login_number(number) for number in drawn)
    assert login_numbers.draw(0) == []


@pytest.mark.usefixtures("loaded")
def test_what_somebody_has_is_not_given_again_be_it_a_login_or_a_registry_number(app: Flask) -> None:
    rename(enter(OKSANA), login_number="100001")
    enter(Person(numbers=("100000",)))
    assert login_numbers.draw(2) == ["100002", "100003"]


@pytest.mark.usefixtures("loaded")
def test_when_half_of_a_length_is_taken_the_next_is_used(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "taken_numbers", lambda drawn: {number for number in drawn if len(number) < 8})
    assert login_numbers.draw(2) == ["10000000", "10000001"]


def test_more_than_six_digits_can_hold_take_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "taken_numbers", lambda _drawn: set())
    assert {len(number) for number in login_numbers.draw(450_000)} == {7}


def test_a_register_that_has_them_all_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "taken_numbers", set)
    with pytest.raises(RuntimeError, match="no login numbers are left"):
        login_numbers.draw(1)


def test_who_has_none_is_given_one_and_nobody_two(app: Flask) -> None:
    oksana, anna = enter(OKSANA), enter(ANNA)
    former = login_of(oksana)
    with transaction():
        given = login_numbers.give([anna, oksana])
        assert login_numbers.give([anna, oksana]) == {}
    assert given == {anna: login_of(anna)}
    assert login_of(oksana) == former
    assert len(given[anna]) == 6
    found = queries.find_by_login(given[anna])
    assert found is not None
    assert found.id == anna


@pytest.mark.usefixtures("loaded")
def test_when_all_numbers_of_a_length_are_taken_people_get_longer_ones(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_numbers, "LOGIN_NUMBER_LENGTHS", range(1, 4))
    rename(enter(OKSANA), login_number="1")
    monkeypatch.setattr(login_numbers, "SPARE", 7)
    enter(Person(pesel="51021976515", numbers=tuple("23456789")))
    anna = enter(ANNA)
    with transaction():
        assert list(login_numbers.give([anna]).values()) == ["10"]


def test_a_number_that_somebody_else_took_meanwhile_is_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, taken = enter(ANNA), login_of(enter(OKSANA))
    draws = iter([[taken], ["765432"]])
    monkeypatch.setattr(login_numbers, "draw", lambda _count: next(draws))
    with transaction():
        assert login_numbers.give([anna]) == {anna: "765432"}
    assert login_of(anna) == "765432"


def test_it_does_not_try_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, taken = enter(ANNA), login_of(enter(OKSANA))
    monkeypatch.setattr(login_numbers, "draw", lambda _count: [taken])
    with pytest.raises(RuntimeError, match="again and again"), transaction():
        login_numbers.give([anna])


def test_the_database_keeps_them_apart(app: Flask) -> None:
    first = enter(OKSANA)
    other = enter(Person(document=IdentityDocument("paszport", "FE2", "UA", date(1979, 1, 10)), numbers=("1-9",)))
    with pytest.raises(IntegrityError):
        rename(other, login_number=login_of(first))


def test_a_person_is_found_by_pesel_registry_number_then_login_number(app: Flask) -> None:
    oksana, anna = enter(OKSANA), enter(ANNA)
    login_number = login_of(oksana)
    for typed in (login_number, f" {login_number[:3]} {login_number[3:]} ", OKSANA.numbers[0]):
        found = queries.find_by_login_or_number(typed)
        assert found is not None
        assert found.id == oksana
    enter(Person(pesel="51021976515", numbers=(login_number,)))
    found = queries.find_by_login_or_number(login_number)
    assert found is not None
    assert found.id not in (oksana, anna)


def test_twentytwos_are_a_pesel(app: Flask) -> None:
    assert not is_login_number("22222222222")
    found = queries.find_by_login_or_number("22222222222")
    assert found is None
    enter(Person(pesel="22222222222", numbers=("1-1",)))
    found = queries.find_by_login("22222222222")
    assert found is not None
    assert found.login_number is None


@pytest.mark.parametrize("typed", ["", "12345", "012345", "12345678901", "1234 56", "12345a", "１２３４５６"])
def test_what_is_no_login_number(typed: str) -> None:
    assert not is_login_number(typed)


def test_the_register_shows_it(runner: FlaskCliRunner) -> None:
    login_number = login_of(enter(OKSANA))
    said = runner.invoke(args=["register", "show", login_number]).output
    assert f"Login zamiast numeru PESEL: {login_number}" in said
    assert "PESEL: brak, dokument: paszport (UA) ******207" in said
    anna = enter(ANNA)
    with transaction():
        login_numbers.give([anna])
    said = runner.invoke(args=["register", "show", login_of(anna)]).output
    assert f"Login do portalu: {login_of(anna)}" in said
