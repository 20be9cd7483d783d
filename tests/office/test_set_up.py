"""The first time: letter, password, authenticator, recovery codes; and whatever interrupts it."""

from datetime import timedelta

import pytest
from flask import Flask

from examportal.accounts.staff.models import StaffMember
from examportal.accounts.staff.rules import INVITATION_LIFETIME, Role
from examportal.accounts.staff.service import members
from examportal.accounts.steps import rules
from examportal.accounts.steps.models import Authenticator, RecoverySet
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from examportal.journal.rules import COMMAND
from examportal.throttle.rules import STAFF_CODE
from tests.browser import Browser
from tests.office.staff import Colleague, later

AFTER_SET_UP = rules.SET_UP_LIFETIME + timedelta(seconds=5)


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return somebody who is going to be an administrator."""
    return Colleague(client)


def test_from_the_letter_to_the_desk(ewa: Colleague) -> None:
    client = ewa.browser
    assert ewa.set_password(ewa.invite()).location == "/biuro/aplikacja"
    assert ewa.add_app().location == "/biuro/kody-zapasowe"
    start = client.follow(ewa.keep_codes())
    assert start.heading == "Biuro"
    assert "administrator" in start.text
    assert len(set(ewa.recovery_codes)) == 10
    ewa.sign_out()
    client.get("/biuro/", 303)
    assert client.follow(ewa.sign_in()).heading == "Biuro"


def test_everything_is_told_in_the_journal(ewa: Colleague) -> None:
    ewa.set_up()
    me = f"staff:{ewa.id}"
    rows = db.session.query(JournalPayload).filter_by(subject=me).order_by(JournalPayload.seq)
    assert [(row.event, row.actor) for row in rows] == [
        ("staff_invited", "command"),
        ("letter_posted", "command"),
        ("password_changed", me),
        ("authenticator_set", me),
        ("recovery_codes_issued", me),
        ("recovery_codes_kept", me),
        ("activation", me),
        ("sign_in", me),
    ]


def test_the_picture_is_a_file_that_nobody_keeps(ewa: Colleague) -> None:
    ewa.set_password(ewa.invite())
    (image,) = ewa.browser.get("/biuro/aplikacja").tree.all("img")
    picture = ewa.browser.get(image.attrs["src"])
    assert picture.response.mimetype == "image/svg+xml"
    assert picture.response.headers["Cache-Control"] == "no-store"
    assert picture.source.startswith("<?xml")
    assert image.attrs["alt"]


def test_the_secret_is_sealed_and_the_codes_are_wiped_once_kept(ewa: Colleague) -> None:
    ewa.set_up()
    db.session.rollback()
    sealed = db.session.query(Authenticator).one().sealed
    assert sealed
    assert ewa.secret not in sealed
    assert db.session.query(RecoverySet).one().sealed is None


def test_a_short_password_is_refused_and_long_plain_words_are_taken(ewa: Colleague) -> None:
    link = ewa.invite()
    page = ewa.browser.submit(link, {"new_password": "x" * 14, "repeat_password": "x" * 14}, 422)
    assert "15 znaków" in page.errors()["new_password"]
    own = f"to jest hasło {ewa.name.split()[0]}"
    page = ewa.browser.submit(link, {"new_password": own, "repeat_password": own}, 422)
    assert "nie zawiera Twojego imienia" in page.errors()["new_password"]
    page = ewa.browser.submit(link, {"new_password": "cztery koty na płocie", "repeat_password": "trzy"}, 422)
    assert "różnią" in page.errors()["repeat_password"]


def test_a_wrong_code_is_told_and_throttled(ewa: Colleague) -> None:
    ewa.set_password(ewa.invite())
    for _ in range(STAFF_CODE.allowed):
        assert "code" in ewa.browser.submit("/biuro/aplikacja", {"code": "000000"}, 422).errors()
    ewa.browser.submit("/biuro/aplikacja", {"code": "000000"}, 429)


def test_steps_cannot_be_skipped(ewa: Colleague) -> None:
    ewa.set_password(ewa.invite())
    for page in ("kod", "kody-zapasowe"):
        assert ewa.browser.get(f"/biuro/{page}", 303).location == "/biuro/aplikacja"
    assert ewa.browser.get("/biuro/", 303).location == "/biuro/logowanie"
    ewa.add_app()
    for page in ("kod", "aplikacja", "aplikacja/qr.svg"):
        assert ewa.browser.get(f"/biuro/{page}", 303).location == "/biuro/kody-zapasowe"
    assert ewa.browser.get("/biuro/", 303).location == "/biuro/logowanie"


def test_interrupted_before_the_app_the_sign_in_goes_on_with_the_same_picture(ewa: Colleague, app: Flask) -> None:
    ewa.set_password(ewa.invite())
    first = ewa.browser.get("/biuro/aplikacja").tree.all("code", id="klucz")[0].text
    there = Colleague(Browser(app))
    assert there.knock().location == "/biuro/aplikacja"
    assert there.browser.get("/biuro/aplikacja").tree.all("code", id="klucz")[0].text == first
    there.add_app()
    there.keep_codes()
    assert ewa.browser.get("/biuro/aplikacja", 303).location == "/biuro/logowanie"


def test_interrupted_for_long_there_is_another_picture(ewa: Colleague) -> None:
    ewa.set_password(ewa.invite())
    first = ewa.browser.get("/biuro/aplikacja").tree.all("code", id="klucz")[0].text
    with later(AFTER_SET_UP):
        assert ewa.browser.get("/biuro/aplikacja", 303).location == "/biuro/logowanie"
        ewa.knock()
        assert ewa.browser.get("/biuro/aplikacja").tree.all("code", id="klucz")[0].text != first
        ewa.add_app()
        ewa.keep_codes()


@pytest.mark.parametrize("pause", [timedelta(minutes=1), AFTER_SET_UP])
def test_interrupted_before_the_codes_were_kept_the_sign_in_shows_them(ewa: Colleague, pause: timedelta) -> None:
    ewa.set_password(ewa.invite())
    ewa.add_app()
    with later(pause):
        assert ewa.knock().location == "/biuro/kod"
        assert ewa.browser.submit("/biuro/kod", {"code": ewa.code()}).location == "/biuro/kody-zapasowe"
        assert ewa.keep_codes().location == "/biuro/"
        ewa.sign_out()
        ewa.knock()
        assert ewa.browser.submit("/biuro/kod", {"code": ewa.recovery_codes[9]}).location == "/biuro/"


def test_interrupted_with_the_password_forgotten_the_link_sets_another(ewa: Colleague, app: Flask) -> None:
    link = ewa.invite()
    ewa.set_password(link)
    assert "Hasło jest już ustawione." in ewa.browser.get(link).text
    again = Colleague(Browser(app), password="pięć psów za płotem")
    assert again.set_password(link).location == "/biuro/aplikacja"
    ewa.knock(422)
    assert ewa.browser.get("/biuro/aplikacja", 303).location == "/biuro/logowanie"
    again.add_app()
    # And with the app added already, the link alone does not get round the second step.
    third = Colleague(Browser(app), password="sześć słoni w składzie")
    assert third.set_password(link).location == "/biuro/kod"
    assert third.browser.get("/biuro/kody-zapasowe", 303).location == "/biuro/kod"


def test_without_an_invitation_in_force_a_password_alone_sets_up_nothing(ewa: Colleague) -> None:
    ewa.set_password(ewa.invite())
    with later(INVITATION_LIFETIME + timedelta(seconds=5)):
        ewa.knock(422)
        ewa.invite()
        assert ewa.knock().location == "/biuro/aplikacja"


@pytest.mark.parametrize(
    ("age", "status"), [(INVITATION_LIFETIME - timedelta(seconds=5), 200), (INVITATION_LIFETIME, 410)]
)
def test_a_link_works_for_72_hours(ewa: Colleague, age: timedelta, status: int) -> None:
    link = ewa.invite()
    with later(age):
        assert bool(ewa.browser.get(link, status).tree.all("input", name="new_password")) is (status == 200)


def test_a_link_that_ends_between_form_and_answer(ewa: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    link = ewa.invite()
    page = ewa.browser.get(link)

    def slow(password: str) -> str:
        with transaction():
            Colleague(Browser(ewa.browser.app), "jan@example.pl", "Jan Lis")
            members.suspend(ewa.id, COMMAND)
        return password

    monkeypatch.setattr("examportal.office.routes.set_up.hash_password", slow)
    answers = {"new_password": ewa.password, "repeat_password": ewa.password}
    assert ewa.browser.submit(page, answers, 410).heading == "To zaproszenie już nie działa"
    assert db.session.query(StaffMember).one().password_hash is None


def test_opening_a_link_changes_nothing(ewa: Colleague) -> None:
    link = ewa.invite()
    before = db.session.query(JournalPayload).count()
    for method in ("GET", "HEAD"):
        assert ewa.browser.flask.open(link, method=method).status_code == 200
    db.session.rollback()
    assert db.session.query(JournalPayload).count() == before


def test_a_page_of_codes_left_open_in_another_window(ewa: Colleague, app: Flask) -> None:
    ewa.set_password(ewa.invite())
    ewa.add_app()
    page = ewa.browser.get("/biuro/kody-zapasowe")
    there = Colleague(Browser(app), secret=ewa.secret, role=Role.ADMINISTRATOR)
    there._used = ewa._used
    there.knock()
    there.browser.submit("/biuro/kod", {"code": there.code()})
    there.keep_codes()
    assert ewa.browser.submit(page, button="Mam je zapisane").location == "/biuro/logowanie"
