"""What an examiner reads about the own account."""

from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from examportal.accounts.devices import service as devices
from examportal.accounts.rules import PROOF_LIFETIME
from examportal.accounts.service import note_refused_sign_in, record_own
from examportal.accounts.sessions import note_refused_proof
from examportal.accounts.staff.rules import Role
from examportal.config import settings
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import Event
from examportal.profile import history
from tests.accounts.steps.keys import add_app, add_key
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser
from tests.letters import newest_link
from tests.office.staff import Colleague
from tests.people import PASSWORD
from tests.profile.test_overview import ANNA, sign_in


def test_what_happened_to_the_keys_is_told_in_words(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    with time_machine.travel(clock.now() + PROOF_LIFETIME):
        client.submit("/konto/potwierdz", {"proof_password": "inne"}, 422)
        text = client.get("/konto/historia").text
    assert "próba potwierdzenia ze złym hasłem" in text
    assert "aktywuj swoje konto" in text


def test_every_notice_by_letter_has_its_line_in_the_history(client: Browser) -> None:
    anna = sign_in(client)
    add_app(client)
    add_key(client, SoftKey())
    client.submit("/konto/dane/email", {"email": "nowa@example.pl"})
    client.submit(newest_link("email_change"))
    client.get("/konto/kopia")
    with transaction():
        devices.strike_off(anna, None, "Firefox, Linux")
    rows = [row.text for row in client.get("/konto/historia").tree.all("tr")]
    for what in (
        "nowa aplikacja z kodami",
        "nowy klucz dostępu",
        "prośba o zmianę adresu e-mail",
        "nowy adres e-mail",
        "otwarcie albo pobranie kopii wszystkich danych",
        "usunięcie urządzeń, na których nie pytamy o kod",
    ):
        assert sum(row.endswith(what) for row in rows) == 1, what


def test_failing_often_pushes_nothing_out_of_sight(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = sign_in(client)
    monkeypatch.setattr(history, "MOST", 2)
    with transaction():
        record_own(Event.PASSKEY_ADDED, anna)
        for _ in range(3):
            note_refused_sign_in(anna)
            note_refused_proof(anna)
            record_own(Event.PROOF_SHOWN, anna)
    assert [one.succeeded for one in history.sign_ins(anna)] == [False, False, True]
    refused = "próba potwierdzenia ze złym hasłem"
    assert [one.what for one in history.own_acts(anna)] == [refused, refused, "nowy klucz dostępu"]


@pytest.mark.parametrize(("by_name", "who"), [(False, "pracownik pomocy"), (True, "Olga Zając")])
def test_who_looked_and_when_somebody_signed_in(
    client: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch, *, by_name: bool, who: str
) -> None:
    anna = sign_in(client)
    Browser(app).submit("/", {"login": ANNA.pesel, "password": f"{PASSWORD}?"}, 422)
    assert "Nikt z komisji" in client.get("/konto/historia").text
    olga = Colleague(Browser(app), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()
    olga.browser.submit(f"/biuro/osoby/{anna}", {"contact_reason": "caller"}, 200, button="Pokaż kontakt")
    monkeypatch.setitem(app.extensions, "settings", replace(settings(), history_names=by_name))
    page = client.get("/konto/historia")
    rows = [row.text for row in page.tree.all("tr")]
    assert sum("zalogowano" in row and "(nowe urządzenie)" in row for row in rows) == 1
    assert sum("nieudana próba" in row for row in rows) == 1
    assert any("odczytanie adresu e-mail i telefonu" in row and row.endswith(who) for row in rows)
    assert "/konto/historia" in client.get("/konto").source
