"""What an examiner reads about the own account."""

from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from examportal.accounts.rules import PROOF_LIFETIME
from examportal.accounts.staff.rules import Role
from examportal.config import settings
from examportal.core import clock
from tests.browser import Browser
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
