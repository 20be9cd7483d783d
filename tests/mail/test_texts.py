"""Texts of letters that the office writes itself: what is refused, what comes out, what was before."""

import pytest
from flask import Flask

from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from examportal.mail import compose
from examportal.mail.texts import queries, service
from examportal.mail.texts.rules import (
    KINDS,
    Act,
    LinkMisplaced,
    LinkMissing,
    LinkTwice,
    MarkUnknown,
    TextRefused,
    Words,
    read,
)
from examportal.mail.texts.service import ChangedMeanwhile

BODY = "Prawie gotowe, do {termin} zostało trochę czasu.\n\nAktywuj konto:\n{link}\n\nZespół <b>OKE</b>\nWarszawa"
FACTS = {"person_name": "Anna Łoś", "link": "https://portal.example.pl/aktywacja/x", "expires_at": clock.now()}


def test_paragraphs_and_the_button_are_read() -> None:
    text = read("activation", "Ostatni krok", "Jeden\nwiersz.\n \n\n  Aktywuj konto: {link} \n\nKoniec.")
    assert text.paragraphs == (Words("Jeden\nwiersz."), Act("Aktywuj konto"), Words("Koniec."))


@pytest.mark.parametrize(
    ("subject", "body", "refusal"),
    [
        ("Temat", "Bez linku.", LinkMissing),
        ("Temat", "", LinkMissing),
        ("Temat", "Raz:\n{link}\n\nDwa:\n{link}", LinkTwice),
        ("Temat", "Kliknij {link} i już.\n\nDalej:\n{link}", LinkMisplaced),
        ("Temat", "{link}", LinkMisplaced),
        ("Temat {link}", "Dalej:\n{link}", LinkMisplaced),
        ("Temat", "Do {terminu}.\n\nDalej:\n{link}", MarkUnknown),
        ("Temat", "O {chwila}.\n\nDalej:\n{link}", MarkUnknown),
        ("Temat", "Klamra } sama.\n\nDalej:\n{link}", MarkUnknown),
    ],
)
def test_a_text_that_would_mislead_is_refused(subject: str, body: str, refusal: type[TextRefused]) -> None:
    with pytest.raises(refusal):
        read("activation", subject, body)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_text_of_the_portal_can_be_taken_as_a_beginning(app: Flask, kind: str) -> None:
    subject, body = compose.built_in(kind)
    facts = FACTS | {"happened_at": clock.now(), "left": 7, "what": "codes", "login_number": "204561"}
    facts |= {"numbers": [("1-1", "Biologia"), ("1-2", "Fizyka")]}
    own = compose.compose_with(read(kind, subject, body), kind, "anna@example.pl", **facts)
    portals = compose.compose_with(None, kind, "anna@example.pl", **facts)
    assert own.text.replace(own.number, "") == portals.text.replace(portals.number, "")
    assert own.subject == portals.subject


def test_letters_are_written_with_the_text_of_the_office_until_it_is_given_back(app: Flask) -> None:
    with transaction():
        service.save("activation", "Ostatni krok", BODY, COMMAND, seen=0)
    letter = compose.compose("activation", "anna@example.pl", **FACTS)
    assert letter.subject == "Ostatni krok"
    assert "Aktywuj konto:\nhttps://portal.example.pl/aktywacja/x\n" in letter.text
    assert "{termin}" not in letter.text + letter.html
    assert "Zespół &lt;b&gt;OKE&lt;/b&gt;<br>Warszawa" in letter.html
    assert queries.kinds_of_ones_own() == {"activation"}
    (version,) = queries.versions("activation", 5)
    with transaction():
        service.give_back("activation", COMMAND, seen=version.id)
    assert (
        compose.compose("activation", "anna@example.pl", **FACTS).subject == "Portal egzaminatora: aktywuj swoje konto"
    )
    assert queries.kinds_of_ones_own() == set()


def test_of_two_who_write_one_comes_first(app: Flask) -> None:
    with transaction():
        service.save("activation", "Pierwszy", BODY, COMMAND, seen=0)
    with pytest.raises(ChangedMeanwhile), transaction():
        service.save("activation", "Drugi", BODY, COMMAND, seen=0)
    found = queries.find_in_force("activation")
    assert found is not None
    assert found.subject == "Pierwszy"
