"""Whoever has a letter can ask whether it is ours, and learns its kind and day alone."""

import re
from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from examportal.mail.letter import new_number, read_number
from examportal.throttle.rules import LETTER_CHECKS
from tests.browser import Browser
from tests.mail.conftest import activation, posted

PATH = "/czy-to-od-nas"
YES, NO = "Tak, wysłaliśmy list o tym numerze", "Nie, nie wysłaliśmy listu o tym numerze."


@pytest.mark.parametrize("typed", ["L-7KQ2-9MXD", "l 7kq2 9mxd", "7KQ29MXD", " L–7KQ2–9MXD. "])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == "L-7KQ2-9MXD"


@pytest.mark.parametrize("typed", ["", "L-7KQ2", "L-7KQ2-9MXD-7", "L-7KQ0-9MXD", "L-żółw-9MXD"])
def test_what_is_no_number(typed: str) -> None:
    assert read_number(typed) is None


def test_every_number_is_read_as_it_is_written() -> None:
    assert all(read_number(number) == number for number in (new_number() for _ in range(200)))


def test_a_letter_of_ours_is_told_by_kind_and_day_in_poland(client: Browser) -> None:
    with time_machine.travel("2026-11-22T23:30:00Z", tick=False):
        letter = posted(about="examiner:1")
        page = client.submit(PATH, {"number": letter.number.lower()}, 200)
    assert YES in page.text
    assert "link aktywacyjny, 23 listopada 2026" in page.text
    assert "zaneta" not in page.source
    assert letter.subject not in page.text
    assert page.response.request.path == PATH


@pytest.mark.parametrize("number", ["L-7KQ2-9MXD", "what is this", "'; DROP TABLE"])
def test_any_other_number_is_no_letter_of_ours(client: Browser, number: str) -> None:
    posted()
    assert NO in client.submit(PATH, {"number": number}, 200).text


def test_a_number_is_asked_for(client: Browser) -> None:
    assert set(client.submit(PATH, {"number": " "}, 422).errors()) == {"number"}


def test_who_asks_too_often_waits(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examportal.pages.routes.LETTER_CHECKS", replace(LETTER_CHECKS, allowed=1))
    letter = posted()
    client.submit(PATH, {"number": letter.number}, 200)
    page = client.submit(PATH, {"number": letter.number}, 429)
    assert YES not in page.text
    assert page.response.headers["Retry-After"]


def test_every_letter_names_the_page(app: Flask, client: Browser) -> None:
    letter = activation()
    (named,) = re.findall(r"https?://\S+/czy-to-od-nas", letter.text)
    assert f'href="{named}"' in letter.html
    assert client.get(named.removeprefix("http://127.0.0.1:8000")).heading == "Czy ten list jest od nas?"
