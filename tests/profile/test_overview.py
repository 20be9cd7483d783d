"""The own account page."""

from dataclasses import replace
from datetime import date
from typing import Any

from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.register import service
from examportal.register.rules import NumberEntry
from tests.browser import Browser
from tests.letters import newest_link
from tests.people import ANSWERS, PASSWORD, Person, enter

ANNA = Person(numbers=("1-20456", "1-30000"), removed={"1-30000": date(2024, 3, 1)})
ABROAD = {
    "mailing_same": False,
    "mailing_street": "Chreszczatyk",
    "mailing_building": "1",
    "mailing_postcode": "01001",
    "mailing_city": "Kijów",
    "mailing_country": "UA",
}


def sign_in(client: Browser, answers: dict[str, Any] | None = None) -> int:
    examiner_id = enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    client.submit("/rejestracja", {**ANSWERS, **(answers or {})})
    client.submit(newest_link("activation"), {})
    client.submit("/", {"login": ANNA.pesel, "password": PASSWORD})
    return examiner_id


def test_the_page_shows_the_person_and_all_numbers(client: Browser) -> None:
    sign_in(client)
    page = client.get("/konto")
    for shown in (
        "Anna Maria Łoś", "******01359", "14 maja 1944", "1-20456", "czynny", "1-30000", "skreślony 1 marca 2024",
        "Egzamin maturalny – biologia (MBI)", "8 maja 2020", "anna.los@example.pl", "+48 601 234 567",
        "Polna 12A/3, 00-950 Łódź", "taki sam", "Szkoła Podstawowa nr 1, Łódź", "12345", "biologia", "Biłgoraj",
    ):  # fmt: skip
        assert shown in page.text
    assert "W ewidencji widnieje" not in page.text
    assert "44051401359" not in page.source


def test_a_number_that_comes_later_appears(client: Browser) -> None:
    examiner_id = sign_in(client)
    with transaction():
        service.enter_numbers([(examiner_id, NumberEntry("3-00077", "E8P"))], COMMAND)
    page = client.get("/konto")
    assert "3-00077" in page.text
    assert "brak daty" in page.text


def test_a_name_that_differs_is_a_reported_change(client: Browser) -> None:
    sign_in(client, {"last_name": "Łoś-Nowak"})
    page = client.get("/konto")
    assert "Anna Maria Łoś-Nowak" in page.text
    assert "W ewidencji widnieje: Anna Maria Łoś." in page.text


def test_other_shapes_of_a_profile(client: Browser) -> None:
    sign_in(client, {**ABROAD, "employment_kind": "none", "subjects": "", "birth_place": "", "home_street": ""})
    text = client.get("/konto").text
    assert "Chreszczatyk 1, 01001 Kijów, Ukraina" in text
    assert "nie pracujesz" in text
    assert "12A/3, 00-950 Łódź" in text
    assert "Nauczane przedmioty" not in text


def test_strangers_are_led_to_the_door(client: Browser) -> None:
    page = client.follow(client.get("/konto", 303))
    assert "Zaloguj się, aby otworzyć tę stronę" in page.text
    assert replace(ANNA).pesel not in page.source
