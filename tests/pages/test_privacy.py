"""The information clause: its text, its version, the public page."""

import hashlib

from examportal.accounts.rules import PRIVACY_NOTICE_SINCE, PRIVACY_NOTICE_VERSION
from tests.browser import Browser
from tests.house.source import ROOT
from tests.people import Person, enter

ANNA = Person()


def test_the_clause_has_a_version_of_its_own() -> None:
    """When this fails, raise PRIVACY_NOTICE_VERSION and note the new pair here: people acknowledged the old text."""
    text = (ROOT / "templates/pages/_privacy_notice.html").read_bytes()
    assert (PRIVACY_NOTICE_VERSION, hashlib.sha256(text).hexdigest()[:16]) == ("2026-11-22", "f8fc0ac00c0c37e4")
    assert PRIVACY_NOTICE_SINCE.isoformat().startswith(PRIVACY_NOTICE_VERSION)


def test_the_page_shows_the_clause_in_force(client: Browser) -> None:
    page = client.get("/prywatnosc")
    assert page.heading == "Prywatność"
    assert f"Wersja {PRIVACY_NOTICE_VERSION}, obowiązuje od 22 listopada 2026" in page.text
    assert "Administratorem Twoich danych jest Okręgowa Komisja Egzaminacyjna." in page.text
    assert "Zapis czynności na danych przechowujemy 730 dni." in page.text
    assert "przesłane pliki usuwamy po 30 dniach od jej końca, a treść zgłoszenia po 730 dniach." in page.text


def test_the_form_shows_the_same_text(client: Browser) -> None:
    public = client.get("/prywatnosc").tree.all("section")[0].text
    enter(ANNA)
    client.submit("/", {"login": ANNA.pesel, "password": ANNA.numbers[0]})
    (clause,) = client.get("/rejestracja").tree.all("details")
    read = clause.text.removeprefix(clause.all("summary")[0].text).strip()
    assert read
    assert public.endswith(read)
