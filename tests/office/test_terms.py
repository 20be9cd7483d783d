"""The terms at the desk: written, looked at, published, taken back."""

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.accounts.terms import queries, service
from examportal.core import clock
from examportal.db import transaction
from examportal.journal.rules import COMMAND
from tests.accounts.owners import owner, sign_in
from tests.accounts.terms.publishing import BODY, CHANGES, published
from tests.browser import Browser, Page
from tests.office.staff import Colleague

HOME = "/biuro/regulamin"
DRAFT, PUBLISH = f"{HOME}/projekt", f"{HOME}/publikacja"


@pytest.fixture
def ewa(client: Browser) -> Browser:
    """Return an administrator's browser."""
    return Colleague(client).set_up().browser


def typed(day: date) -> str:
    """Return a day as it is typed."""
    return f"{day:%d.%m.%Y}"


def save(ewa: Browser, body: str = BODY, status: int = 303) -> Page:
    """Save a draft."""
    return ewa.submit(DRAFT, {"body": body, "changes": CHANGES}, status, button="Zapisz projekt")


def test_terms_are_written_looked_at_and_published(app: Flask, ewa: Browser) -> None:
    examiner_id = owner()
    assert "nikt nie jest pytany" in ewa.get(HOME).text
    assert "Najpierw napisz" in ewa.follow(ewa.get(PUBLISH, 303)).text
    page = ewa.submit(DRAFT, {"body": "# <b>Ważne</b>"}, 303, button="Zapisz projekt")
    token = ewa.get(DRAFT).value("csrf_token")
    page = ewa.post(DRAFT, {"csrf_token": token, "seen": "1", "act": "podglad", "body": BODY}, 200)
    assert [one.text for one in page.tree.all("h3")] == ["§ 1. Konto"]
    assert "Ważne" not in page.text
    assert "<b>Ważne</b>" in ewa.get(PUBLISH).text
    assert save(ewa).location == HOME
    page = ewa.get(PUBLISH)
    assert "Czynne konto ma teraz 1 osoba" in page.text
    assert "To pierwszy regulamin" in page.text
    told = ewa.follow(ewa.submit(page, {"valid_from": typed(clock.today()), "weight": "minor"}))
    assert "Potwierdzi ją 1 osoba z czynnym kontem" in told.text
    assert "1 – obowiązuje" in told.text
    examiner = sign_in(Browser(app), examiner_id)
    examiner.submit("/regulamin/potwierdzenie")
    assert "1 osoba" in ewa.get(HOME).tree.all("table")[0].text
    assert ewa.get(DRAFT).value("body").startswith("# § 1. Konto")


def test_a_day_that_makes_no_sense_comes_back_with_words(ewa: Browser) -> None:
    save(ewa)
    today = clock.today()
    for day, said in (
        (typed(today - timedelta(days=1)), "już minął"),
        (typed(today + timedelta(days=400)), "bardzo odległy"),
        ("30.02.2027", "musi istnieć"),
        ("", "Wpisz dzień"),
    ):
        page = ewa.submit(PUBLISH, {"valid_from": day, "weight": "material"}, 422)
        assert said in page.errors()["valid_from"]
        assert page.value("valid_from") == day
    assert "Wybierz" in ewa.submit(PUBLISH, {"valid_from": typed(today)}, 422).errors()["weight"]
    later = today + timedelta(days=5)
    ewa.submit(PUBLISH, {"valid_from": typed(later), "weight": "material"})
    save(ewa)
    page = ewa.submit(PUBLISH, {"valid_from": typed(today), "weight": "minor"}, 422)
    assert "Wpisz ten sam dzień albo późniejszy" in page.errors()["valid_from"]
    done = ewa.submit(PUBLISH, {"valid_from": typed(later), "weight": "minor"})
    assert "nie będzie pytany" in ewa.follow(done).text
    assert "Będzie" not in ewa.get("/regulamin").text


def test_a_publication_is_taken_back_before_its_day(ewa: Browser) -> None:
    published(in_days=2)
    published(in_days=4)
    page = ewa.get(HOME)
    assert [one.text for one in page.tree.all("button")][-1] == "Cofnij publikację wersji 2"
    token = page.value("csrf_token")
    stale = ewa.post(f"{HOME}/1/cofniecie", {"csrf_token": token})
    assert "nie można już cofnąć" in ewa.follow(stale).text
    assert "cofnięta" in ewa.follow(ewa.submit(HOME, button="Cofnij publikację wersji 2")).text
    assert queries.find_version(2) is None
    assert service.open_draft().body == BODY
    ewa.post(f"{HOME}/1/cofniecie", {}, 422)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        with pytest.raises(service.InForceAlready), transaction():
            service.withdraw(1, COMMAND)
        with pytest.raises(service.InForceAlready), transaction():
            service.withdraw(7, COMMAND)


def test_who_comes_second_is_told_and_keeps_the_own_words(ewa: Browser) -> None:
    first = ewa.get(DRAFT)
    save(ewa, "Szybszy")
    late = ewa.submit(first, {"body": "Wolniejszy"}, 422, button="Zapisz projekt")
    assert "inny projekt" in late.errors()[""]
    assert late.value("body") == "Wolniejszy"
    shown = ewa.get(PUBLISH)
    ewa.submit(late, {}, button="Zapisz projekt")
    answers = {"valid_from": typed(clock.today()), "weight": "material"}
    other = ewa.submit(shown, answers, 422)
    assert "Projekt zmienił się" in other.errors()[""]
    assert "Wolniejszy" in other.text
    ewa.submit(other, answers)
    assert ewa.submit(shown, answers).location == HOME
    assert [one.body for one in queries.all_versions()] == ["Wolniejszy"]
    with pytest.raises(service.ChangedMeanwhile), transaction():
        service.publish(clock.today(), COMMAND, is_material=True, seen=0)
    ewa.post(DRAFT, {"csrf_token": shown.value("csrf_token"), "seen": "x", "body": "Coś"}, 422)
    ewa.submit(DRAFT, {}, 303, button="Zapisz projekt")


def test_a_text_that_is_too_long_comes_back(ewa: Browser) -> None:
    page = save(ewa, "ż" * 60_001, 422)
    assert "najwyżej 60000" in page.errors()["body"]
    assert queries.find_draft() is None


def test_the_terms_are_for_whoever_may_write_them(app: Flask, ewa: Browser) -> None:
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.REGISTRAR).set_up().browser
    assert "Regulamin" not in [link.text for link in jan.get("/biuro/").tree.all("nav")[0].all("a")]
    for path in (HOME, DRAFT, PUBLISH):
        jan.get(path, 403)
    jan.post(f"{HOME}/1/cofniecie", {}, 403)
    assert ewa.get(HOME).heading == "Regulamin"
