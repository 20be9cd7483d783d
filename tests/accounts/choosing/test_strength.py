"""How many guesses a password stands."""

from typing import Any

import pytest
from zxcvbn import matching

from examportal.accounts.choosing import strength
from examportal.accounts.choosing.strength import guesses, is_easy
from examportal.accounts.rules import MAX_PASSWORD
from tests.people import PASSWORD


@pytest.mark.parametrize(
    "password",
    [
        "Egzaminator1",
        "Warszawa2026!",
        "Kraków2026!!",
        "Kowalski1980!",
        "Nauczyciel2026!",
        "MojeHasło2026!",
        "Wiosna2026!!!!!!!!!!!!!!",
        "P@ssw0rd2026!!",
        "Qwertyuiop1!",
        "Aa1!" * 64,
        "14051944 05",
        "!?!?!?!?!?!?!?",
        "",
    ],
)
def test_what_somebody_would_try_first_is_easy(password: str) -> None:
    assert is_easy(password, [])


@pytest.mark.parametrize(
    "password", [PASSWORD, "cztery koty na płocie", "Zielony rower 7", "xK9#mQ2$vL5!", "żółw " * 3 + "na rowerze" * 20]
)
def test_some_words_together_are_not(password: str) -> None:
    assert not is_easy(password, [])


@pytest.mark.parametrize("part", ["a", "Aa1!", "4@8({[<369l1!|7+$50%2z", "1234567890", "19800519", "p@ssw0rd", "😀"])
def test_of_a_hostile_password_no_more_than_its_beginning_is_weighed(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []

    def noted(text: str, *_: object, **__: object) -> list[Any]:
        lengths.append(len(text))
        return []

    monkeypatch.setattr(strength, "_MATCHERS", (noted,))
    monkeypatch.setattr(matching, "l33t_match", noted)
    guesses((part * MAX_PASSWORD)[:MAX_PASSWORD], [])
    assert lengths
    assert max(lengths) <= strength.LOOKED_AT


def test_own_words_make_it_easy() -> None:
    assert not is_easy("Pcimogrodzisko 1975", [])
    assert is_easy("Pcimogrodzisko 1975", ["pcimogrodzisko"])


def test_own_words_stay_with_the_one_who_chooses() -> None:
    guesses("Pcimogrodzisko 1975", ["pcimogrodzisko"])
    known = {**matching.RANKED_DICTIONARIES, **strength._dictionaries()}
    assert not any("pcimogrodzisko" in words for words in known.values())


def test_figures_that_can_be_read_in_too_many_ways_are_taken_as_they_are() -> None:
    assert strength._readings("P@ssw0rd41") == 2
    assert strength._readings("4@8({[<369l1!|7+$50%2z") > 100
    assert not is_easy("4@8({[<369l1!|7+$50%2z" * 10, [])


def test_letters_of_other_alphabets_are_taken_as_they_are() -> None:
    assert guesses("ЖЖж语", []) > 0
