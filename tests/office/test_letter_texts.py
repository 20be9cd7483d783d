"""Texts of letters at the desk: changed, looked at, tried, given back."""

import re

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.core import clock
from examportal.mail import compose
from examportal.mail.texts import queries
from examportal.mail.texts.rules import KINDS, LinkMissing, read
from examportal.office import letter_texts
from tests.browser import Browser, Page
from tests.letters import posted, text_of
from tests.office.staff import Colleague
from tests.people import Person, enter

PAGE = "/biuro/listy/teksty/activation"
BODY = "Jeszcze jeden krok.\n\nAktywuj konto:\n{link}\n\nLink działa do {termin}."


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator."""
    return Colleague(client).set_up()


def press(client: Browser, act: str, answers: dict[str, str], status: int = 200) -> Page:
    """Fill the form in and press one of its buttons."""
    page = client.get(PAGE)
    sent = {name: page.value(name) for name in ("csrf_token", "seen")}
    return client.post(PAGE, sent | {"subject": "Ostatni krok", "body": BODY, "act": act} | answers, status)


def test_a_text_is_changed_and_given_back(ewa: Colleague) -> None:
    client = ewa.browser
    assert "{link}" in client.get(PAGE).value("body")
    page = client.follow(press(client, "zapis", {}, 303))
    assert page.value("subject") == "Ostatni krok"
    assert "Ewa Nowak" in page.text
    assert "zmieniona" in client.get("/biuro/listy/teksty").text
    page = client.follow(client.submit(page, button="Przywróć treść, którą portal miał na początku"))
    assert page.value("subject") == "Portal egzaminatora: aktywuj swoje konto"
    assert len(queries.versions("activation", 5)) == 2


def test_a_text_without_its_link_is_not_saved_and_stays_in_the_form(ewa: Colleague) -> None:
    page = press(ewa.browser, "zapis", {"body": "Bez linku, za to długo."}, 422)
    assert "nie ma linku" in page.errors()["body"]
    assert page.value("body") == "Bez linku, za to długo."
    page = press(ewa.browser, "zapis", {"body": BODY + "\n\nDo {kiedy}?"}, 422)
    assert "{kiedy}" in page.errors()["body"]
    assert queries.find_in_force("activation") is None


def test_the_preview_has_the_longest_name_and_is_not_saved(ewa: Colleague) -> None:
    enter(Person())
    enter(Person("50021330853", "Brzęczyszczykiewicz-Chrząszczyżewoszycka", "Konstancja", ("2-1",)))
    page = press(ewa.browser, "podglad", {})
    assert "Konstancja Brzęczyszczykiewicz-Chrząszczyżewoszycka" in page.text
    assert "{termin}" not in page.tree.all("section")[0].text
    assert page.value("subject") == "Ostatni krok"
    assert queries.find_in_force("activation") is None


def test_a_letter_to_try_goes_to_oneself_alone(ewa: Colleague) -> None:
    assert "w drodze na Twój adres ewa.nowak@example.pl" in press(ewa.browser, "proba", {}).text
    (letter,) = posted("activation")
    assert (letter.recipient, letter.subject) == ("ewa.nowak@example.pl", "[Próba] Ostatni krok")
    assert "/przykladowy-link" in text_of(letter)


def test_who_saves_second_is_told_and_keeps_the_own_words(ewa: Colleague) -> None:
    client = ewa.browser
    first = client.get(PAGE)
    press(client, "zapis", {"subject": "Szybszy"}, 303)
    late = client.submit(first, {"subject": "Wolniejszy", "body": BODY}, 422, button="Zapisz treść")
    assert "Ktoś w międzyczasie zapisał inną treść" in late.text
    assert late.value("subject") == "Wolniejszy"
    client.submit(late, {"body": BODY}, button="Zapisz treść")
    assert client.get(PAGE).value("subject") == "Wolniejszy"
    stale = client.post(f"{PAGE}/wbudowana", {"csrf_token": first.value("csrf_token"), "seen": "0"})
    assert "nic nie zrobiliśmy" in client.follow(stale).text


def test_texts_are_for_whoever_may_edit_letters(app: Flask, ewa: Colleague) -> None:
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.CLERK).set_up()
    assert "Treść listów" not in jan.browser.get("/biuro/").text
    jan.browser.get(PAGE, 403)
    jan.browser.get("/biuro/listy/teksty", 403)
    ewa.browser.get("/biuro/listy/teksty/inny", 404)
    ewa.browser.post(f"{PAGE}/wbudowana", {"seen": "0"}, 422)


def test_every_text_can_be_taken_over_and_none_without_its_link(app: Flask) -> None:
    enter(Person())
    for kind, marks in KINDS.items():
        subject, body = compose.built_in(kind)
        assert {f"{{{mark}}}" for mark in marks} == {*re.findall(r"\{[a-z]+\}", subject + body)}
        letter = letter_texts.preview(kind, subject, body, "a@example.pl")
        assert "{" not in letter.subject + letter.text
        with pytest.raises(LinkMissing):
            read(kind, subject, "Bez linku.")


def test_letters_to_the_staff_and_about_numbers_are_in_the_list(ewa: Colleague) -> None:
    assert "zaproszenie do biura" in ewa.browser.get("/biuro/listy/teksty").text
    page = ewa.browser.get("/biuro/listy/teksty/number_added")
    assert "nowe numery z zakresami" in page.text
    assert "{numery}" in page.value("body")


def test_facts_are_written_into_the_offices_own_text(app: Flask) -> None:
    own = read("number_added", "Nowe", "{chwila}: {numery}\n\nKonto:\n{link}")
    facts = {"person_name": "Ala Lis", "link": "https://example.pl/konto", "happened_at": clock.now()}
    letter = compose.compose_with(own, "number_added", "a@example.pl", numbers=[("1-2", "Biologia")], **facts)
    assert "- 1-2: Biologia" in letter.text
    own = read("staff_keys_changed", "Biuro: {zmiana}", "{chwila}\n\nBiuro:\n{link}")
    letter = compose.compose_with(own, "staff_keys_changed", "a@example.pl", what="authenticator", **facts)
    assert letter.subject == "Biuro: zmieniono aplikację z kodami"
