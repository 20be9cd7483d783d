"""Moments, days and counts in Polish."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from examportal.web import filters


def test_a_moment_is_told_in_warsaw_time() -> None:
    assert filters.moment(datetime(2026, 11, 23, 9, 28, tzinfo=UTC)) == "23 listopada 2026, 10:28"
    assert filters.moment(datetime(2026, 6, 30, 22, 5, tzinfo=UTC)) == "1 lipca 2026, 00:05"


def test_a_day_is_told_in_words() -> None:
    assert filters.day(date(2026, 5, 3)) == "3 maja 2026"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "błędów"),
        (1, "błąd"),
        (2, "błędy"),
        (4, "błędy"),
        (5, "błędów"),
        (12, "błędów"),
        (22, "błędy"),
        (101, "błędów"),
    ],
)
def test_a_count_takes_the_right_word(number: int, word: str) -> None:
    assert filters.plural(number, "błąd", "błędy", "błędów") == word


@pytest.mark.parametrize(
    ("address", "masked"),
    [("jan.los@example.pl", "j***@example.pl"), ("@example.pl", "***@example.pl"), ("x", "***@x")],
)
def test_an_address_is_masked(address: str, masked: str) -> None:
    assert filters.masked_email(address) == masked


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "za sekundę"),
        (0, "za sekundę"),
        (0.2, "za sekundę"),
        (1.5, "za 2 sekundy"),
        (40, "za 40 sekund"),
        (59, "za 59 sekund"),
        (59.5, "za minutę"),
        (60, "za minutę"),
        (61, "za 2 minuty"),
        (12 * 60, "za 12 minut"),
        (22 * 60 - 1, "za 22 minuty"),
        (59 * 60, "za 59 minut"),
        (59 * 60 + 1, "za godzinę"),
        (3600, "za godzinę"),
        (3601, "za godzinę i minutę"),
        (65 * 60, "za godzinę i 5 minut"),
        (2 * 3600 - 60, "za godzinę i 59 minut"),
        (2 * 3600, "za 2 godziny"),
        (2 * 3600 + 1, "za 3 godziny"),
        (24 * 3600, "za 24 godziny"),
        (25 * 3600, "za 25 godzin"),
    ],
)
def test_a_wait_is_told_in_words_and_never_too_short(seconds: float, words: str) -> None:
    assert filters.wait_words(seconds) == words


def test_templates_know_the_filters(app: Flask) -> None:
    assert app.jinja_env.from_string("{{ 720 | wait_words }}").render() == "za 12 minut"
