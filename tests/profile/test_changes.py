"""The own data, changed: the form, the history, the confirmation."""

import dataclasses

import pytest
from flask import Flask

from examportal.db import db, transaction
from examportal.profile import queries as profiles
from examportal.profile.changes import service
from examportal.profile.changes.models import ProfileChange
from examportal.throttle.rules import PROFILE_CHANGES
from tests.accounts.owners import owner, sign_in
from tests.browser import Browser
from tests.letters import posted
from tests.people import Person, enter

DATA = "/konto/dane"
MARRIED = {"last_name": "Łoś-Żuk", "home_street": "Długa"}


@pytest.fixture
def anna(client: Browser) -> Browser:
    """Return the browser of somebody signed in."""
    return sign_in(client, owner())


def changes() -> list[ProfileChange]:
    db.session.rollback()
    return db.session.query(ProfileChange).order_by(ProfileChange.id).all()


def test_what_is_changed_is_reported_and_what_was_stays(anna: Browser) -> None:
    page = anna.follow(anna.submit(DATA, MARRIED))
    assert page.heading == "Potwierdzenie zgłoszenia zmiany danych"
    (change,) = changes()
    for shown in (
        "Łoś Anna Maria",
        "Łoś-Żuk Anna Maria",
        "Polna 12A/3",
        "Długa 12A/3",
        "porówna z dokumentem",
        f"ZD-{change.id:06d}",
    ):
        assert shown in page.text
    assert "Biłgoraj" not in page.text
    assert "Anna Maria Łoś-Żuk" in anna.get("/konto").text
    history = anna.get(f"{DATA}/zgloszenia")
    assert "Polna 12A/3" in history.text
    assert "Komisja porówna nazwisko" in history.text
    assert "Polna" not in str(change.sealed)
    assert change.unseal()["before"]["home_address"]["street"] == "Polna"


def test_a_new_phone_number_is_told_by_letter(anna: Browser) -> None:
    anna.submit(DATA, {"subjects": "chemia"})
    assert not posted("account_notice")
    anna.submit(DATA, {"phone": "601 234 999"})
    assert len(posted("account_notice")) == 1


def test_the_form_begins_with_what_is_known(anna: Browser) -> None:
    elsewhere: dict[str, str | bool] = {"mailing_building": "1", "mailing_postcode": "30001", "mailing_city": "Kraków"}
    work = {"employment_kind": "school", "workplace_name": "SP 1", "workplace_city": "Łódź", "rspo_number": "12345"}
    anna.submit(DATA, elsewhere | work | {"mailing_same": False})
    page = anna.get(DATA)
    names = ("mailing_city", "rspo_number", "employment_kind", "workplace_name")
    assert [page.value(name) for name in names] == ["Kraków", "12345", "school", "SP 1"]
    anna.submit(DATA, {"employment_kind": "none"})
    assert anna.get(DATA).value("workplace_name") == ""


def test_the_same_again_changes_nothing(anna: Browser) -> None:
    form = anna.get(DATA)
    anna.submit(form, MARRIED)
    assert "takie dane już mamy" in anna.follow(anna.submit(form, MARRIED)).text
    assert len(changes()) == 1


def test_an_older_form_does_not_overwrite_a_newer_change(anna: Browser) -> None:
    older = anna.get(DATA)
    anna.submit(DATA, MARRIED)
    page = anna.submit(older, {"subjects": "chemia"}, 422)
    assert "zmieniły się w innym oknie" in page.errors()[""]
    assert page.value("subjects") == "chemia"
    anna.submit(page, {"last_name": "Łoś-Żuk"})
    assert [change.renames for change in changes()] == [True, False]


def test_mistakes_come_back_with_the_answers(anna: Browser) -> None:
    page = anna.submit(DATA, {"phone": "12", "last_name": "", "home_street": "Długa"}, 422)
    assert set(page.errors()) == {"phone", "last_name"}
    assert page.value("home_street") == "Długa"
    assert not changes()


def test_an_address_elsewhere_is_told_and_taken(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = anna.app.extensions["settings"]
    monkeypatch.setitem(anna.app.extensions, "settings", dataclasses.replace(settings, board_voivodeships=("łódzkie",)))
    page = anna.follow(anna.submit(DATA, {"home_postcode": "30-001", "home_city": "Kraków"}))
    assert "Poza terenem naszej komisji" in page.text
    assert "adres zamieszkania" in page.text
    page = anna.follow(anna.submit(DATA, {"home_postcode": "90-001", "home_city": "Łódź"}))
    assert "Poza terenem" not in page.text


def test_nobody_reads_another_ones_confirmation(anna: Browser, app: Flask) -> None:
    other = enter(Person("50021330853", "Lis", "Jan", ("2-1",)))
    with transaction():
        db.session.add(ProfileChange(examiner_id=other, renames=False))
    (change,) = changes()
    anna.get(f"{DATA}/zgloszenia/{change.id}", 404)
    anna.get(f"{DATA}/zgloszenia/999", 404)
    assert "Nie ma tu jeszcze" in anna.get(f"{DATA}/zgloszenia").text
    assert Browser(app).get(DATA, 303).location == "/"


def test_who_changes_again_and_again_waits(anna: Browser) -> None:
    for turn in range(PROFILE_CHANGES.allowed):
        anna.submit(DATA, {"subjects": f"przedmiot {turn}"})
    page = anna.submit(DATA, {"subjects": "chemia"}, 429)
    assert page.value("subjects") == "chemia"
    assert len(changes()) == PROFILE_CHANGES.allowed


def test_a_long_history_has_pages(client: Browser) -> None:
    examiner_id = owner()
    sign_in(client, examiner_id)
    profile = profiles.get_profile(examiner_id)
    for turn in range(21):
        after = dataclasses.replace(profile, subjects=f"przedmiot-{turn}-")
        with transaction():
            service.report(examiner_id, service.stamp_of(profile), after)
        profile = after
    page = client.get(f"{DATA}/zgloszenia")
    assert "przedmiot-20-" in page.text
    (older,) = [link.attrs["href"] for link in page.tree.all("a") if link.text == "Wcześniejsze zgłoszenia"]
    assert "przedmiot-0-" in client.get(older).text
