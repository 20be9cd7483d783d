"""Mistakes in the register: reported, withdrawn, answered by the office."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from examportal.accounts.staff.rules import Role
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.office.reported import correcting
from examportal.profile.corrections import service
from examportal.profile.corrections.models import CorrectionReport
from examportal.profile.corrections.rules import About, AlreadyReported, Topic
from examportal.register.models import Examiner, Qualification
from examportal.register.rules import IdentityDocument
from examportal.throttle.rules import CORRECTION_REPORTS
from tests.accounts.owners import owner, sign_in
from tests.browser import Browser, Page
from tests.letters import posted
from tests.office.staff import Colleague
from tests.people import Person, enter

OWN, DESK = "/konto/poprawki", "/biuro/poprawki"
MISSING = f"{OWN}/brak-numeru/zgloszenie"
NEW: dict[str, Any] = {"proposed": "9-777", "reason": "pismo z 3 maja"}


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of somebody signed in."""
    return sign_in(client, owner())


def rows() -> list[CorrectionReport]:
    db.session.rollback()
    return db.session.query(CorrectionReport).order_by(CorrectionReport.id).all()


def number_of(registry_number: str) -> int:
    return db.session.query(Qualification).filter_by(registry_number=registry_number).one().id


def desk(app: Flask) -> Browser:
    return Colleague(Browser(app), role=Role.REGISTRAR).set_up().browser


def test_a_report_says_what_is_and_what_should_be_and_waits(anna: Browser) -> None:
    page = anna.follow(anna.submit(MISSING, NEW))
    assert "brakuje mojego numeru, zgłoszenie ZP-" in page.text.lower().replace("zp-", "ZP-")
    assert "W ewidencji było: 1-20456, 1-20457. Ma być: 9-777." in page.text
    assert "czeka na komisję" in page.text
    (row,) = rows()
    assert "9-777" not in str(row.sealed)


def test_one_report_a_field_waits_at_a_time(anna: Browser) -> None:
    anna.submit(MISSING, NEW)
    assert "już czeka na komisję" in anna.follow(anna.submit(MISSING, NEW)).text
    anna.submit(f"{OWN}/pesel/zgloszenie", NEW)
    page = anna.follow(anna.submit(OWN, button=f"Wycofaj zgłoszenie ZP-{rows()[0].id:06d}"))
    assert "wycofane przez Ciebie" in page.text
    anna.submit(MISSING, NEW)
    assert [row.outcome for row in rows()] == ["withdrawn", None, None]


@pytest.mark.parametrize(
    ("about", "present"),
    [
        ("pesel", "******"),
        ("data-urodzenia", "14 maja 1944"),
        ("dokument", "brak"),
        ("brak-numeru", "1-20456, 1-20457"),
    ],
)
def test_the_form_shows_what_the_register_says(anna: Browser, about: str, present: str) -> None:
    page = anna.get(f"{OWN}/{about}/zgloszenie")
    assert present in page.text
    wanted = "Wpisz numer, którego brakuje." if about == "brak-numeru" else "Napisz, jak powinno być."
    assert anna.submit(page, {}, 422).errors()["proposed"] == wanted


def test_a_number_is_not_mine(anna: Browser) -> None:
    path = f"{OWN}/nie-moj-numer-{number_of('1-20457')}/zgloszenie"
    page = anna.get(path)
    assert "1-20457, Egzamin maturalny – biologia (MBI), wpis 8 maja 2020" in page.text
    assert set(anna.submit(path, {}, 422).errors()) == {"reason"}
    anna.submit(path, {"reason": "To numer koleżanki."})
    assert len(rows()) == 1


def test_fields_of_nobody_and_of_others_are_not_there(anna: Browser) -> None:
    enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    for about in ("x", "numer", f"numer-{number_of('2-1')}", "numer-999"):
        assert anna.get(f"{OWN}/{about}/zgloszenie", 404).heading


def test_nobody_withdraws_anothers_report_or_an_answered_one(anna: Browser) -> None:
    other = enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    with transaction():
        theirs = service.report(other, About(Topic.PESEL), "1", "")
    anna.submit(MISSING, NEW)
    page = anna.get(OWN)
    token, own = page.value("csrf_token"), rows()[1].id
    anna.post(f"{OWN}/{theirs}/wycofanie", {"csrf_token": token}, 404)
    assert "zbyt długo" in anna.follow(anna.post(f"{OWN}/{own}/wycofanie")).text
    with transaction():
        service.refuse(own, "nie", COMMAND)
    assert "już zamknięte" in anna.follow(anna.post(f"{OWN}/{own}/wycofanie", {"csrf_token": token})).text


def test_who_reports_again_and_again_waits(anna: Browser) -> None:
    page = anna.get(MISSING)
    for _ in range(CORRECTION_REPORTS.allowed):
        anna.submit(page, NEW)
    assert anna.submit(page, NEW, 429).value("proposed") == "9-777"


def test_two_at_once_are_one(anna: Browser) -> None:
    anna.submit(MISSING, NEW)
    with pytest.raises(AlreadyReported), transaction():
        service.report(rows()[0].examiner_id, About(Topic.NUMBER_MISSING), "9-778", "")


def test_the_office_corrects_the_register_and_closes_the_report_with_that_change(anna: Browser, app: Flask) -> None:
    anna.submit(MISSING, NEW)
    ewa = desk(app)
    page = ewa.get(DESK)
    (link,) = [one.attrs["href"] for one in page.tree.all("a") if one.text.startswith("ZP-")]
    page = ewa.get(link)
    assert "nikt jeszcze nie poprawił" in page.text
    (way,) = [one.attrs["href"] for one in page.tree.all("a") if one.text == "popraw to w ewidencji"]
    form = ewa.get(way)
    assert form.value("registry_number") == "9-777"
    assert "pismo z 3 maja" in form.text
    back = ewa.submit(form, {"scope": "MBI"})
    assert back.location == link
    page = ewa.follow(back)
    assert "Zamknij teraz zgłoszenie ZP-" in page.text
    page = ewa.follow(ewa.submit(page, button=closing(page)))
    assert "Zgłoszenie zamknięte jako poprawione" in page.text
    assert "wpis nr" in page.text
    assert "Żadne zgłoszenie nie czeka." in ewa.get(DESK).text
    assert "poprawione w ewidencji" in anna.get(OWN).text
    (letter,) = posted("correction_answered")
    assert letter.subject == "Portal egzaminatora: odpowiedź na Twoje zgłoszenie"
    assert db.session.query(JournalPayload).filter_by(event="correction_accepted").count() == 1


def test_only_a_report_of_this_person_that_waits_fills_a_form_in(anna: Browser, app: Flask) -> None:
    anna.submit(f"{OWN}/pesel/zgloszenie", {"proposed": "44051401359"})
    anna.submit(f"{OWN}/brak-numeru/zgloszenie", {"proposed": "dwa numery: 9-777 oraz 9-778, oba z maja"})
    jan = enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    (of_pesel, of_numbers), ewa = [row.id for row in rows()], desk(app)
    mine = db.session.query(Examiner).filter(Examiner.id != jan).one().id
    card = f"/biuro/osoby/{mine}"
    assert ewa.get(f"{card}/pesel?zgloszenie={of_pesel}").value("pesel") == "44051401359"
    assert ewa.get(f"{card}/pesel?zgloszenie={of_numbers}").value("pesel") == ""
    page = ewa.get(f"{card}/numery/nowy?zgloszenie={of_numbers}")
    assert page.value("registry_number") == ""
    assert "dwa numery: 9-777 oraz 9-778, oba z maja" in page.text
    with transaction():
        service.refuse(of_pesel, "nie", COMMAND)
    for address in (f"/biuro/osoby/{jan}/pesel?zgloszenie={of_numbers}", f"{card}/pesel?zgloszenie={of_pesel}"):
        assert "ZP-" not in ewa.get(address).text
    for junk in ("x", "0", "9" * 12, "999", ""):
        assert "ZP-" not in ewa.get(f"{card}/pesel?zgloszenie={junk}").text


def closing(page: Page) -> str:
    return next(one.text for one in page.tree.all("button") if one.text.startswith("Zamknij jako poprawione"))


def test_the_office_says_why_nothing_changes(anna: Browser, app: Flask) -> None:
    anna.submit(MISSING, NEW)
    ewa, path = desk(app), f"{DESK}/{rows()[0].id}"
    page = ewa.submit(path, {}, 422, button="Odpowiedz bez poprawki")
    token = page.value("csrf_token")
    ewa.submit(page, {"answer": "Tego numeru nie nadaliśmy."}, button="Odpowiedz bez poprawki")
    again = ewa.post(f"{path}/odmowa", {"answer": "x", "csrf_token": token})
    assert "już zamknięte" in ewa.follow(again).text
    assert "Odpowiedź: Tego numeru nie nadaliśmy." in ewa.get(path).text
    page = anna.get(OWN)
    assert "bez poprawki" in page.text
    assert "Odpowiedź komisji: Tego numeru nie nadaliśmy." in page.text


def test_another_change_answers_nothing(anna: Browser, app: Flask) -> None:
    anna.submit(MISSING, NEW)
    ewa, path = desk(app), f"{DESK}/{rows()[0].id}"
    token = ewa.get(path).value("csrf_token")
    for change in ("999", "x", "9" * 12):
        page = ewa.post(f"{path}/przyjecie", {"change": change, "csrf_token": token})
        assert "nie odpowiada na to zgłoszenie" in ewa.follow(page).text
    assert "zbyt długo" in ewa.follow(ewa.post(f"{path}/przyjecie")).text
    ewa.get(f"{DESK}/999", 404)
    ewa.post(f"{DESK}/999/odmowa", {"answer": "x", "csrf_token": token}, 404)
    assert rows()[0].outcome is None


def test_the_list_of_the_office_goes_on_and_knows_joined_records(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    passport = IdentityDocument("paszport", "GK7700001", "UA", date(1979, 1, 10))
    oksana = enter(Person("", "Bondar", "Oksana", ("2-1",), document=passport))
    jan = enter(Person("50021330853", "Lis", "Jan", ("3-1",)))
    with transaction():
        service.report(oksana, About(Topic.DOCUMENT), "GK7700002", "")
        joined = service.report(jan, About(Topic.BIRTH_DATE), "1 maja 1960", "")
    with transaction():
        db.session.get_one(Examiner, jan).unified_into = oksana
    monkeypatch.setattr(correcting, "AT_ONCE", 1)
    ewa = desk(app)
    page = ewa.get(DESK)
    assert "Bondar Oksana" in page.text
    (more,) = [one.attrs["href"] for one in page.tree.all("a") if one.text == "Następne zgłoszenia"]
    assert "karta dołączona do innej" in ewa.get(more).text
    assert "karta dołączona do innej" in ewa.get(f"{DESK}/{joined}").text
    with transaction():
        service.refuse(joined, "nie", COMMAND)
    assert not posted("correction_answered")  # there is no account to write to
