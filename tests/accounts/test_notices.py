"""What happened to an account is told by letter, and "it was not me" closes it until a letter opens it again."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.models import Account, Suspension
from examportal.accounts.notices import service as notices
from examportal.accounts.notices.rules import Notice, tells_of_sign_in
from examportal.accounts.rules import Consequence, consequence_of, keys_of
from examportal.accounts.service import examiner_actor
from examportal.accounts.steps import queries as steps
from examportal.accounts.steps.models import Passkey
from examportal.core import clock
from examportal.db import db, transaction
from tests.accounts.active import account, active, sign_in, with_setting
from tests.browser import Browser
from tests.letters import answer_password_requests, link_in, newest_link, posted, text_of
from tests.people import ANSWERS, PASSWORD

NEW = "Całkiem nowe hasło 2"
WAITS = "Twoje konto czeka na nowe hasło"


def tell(notice: Notice, also_to: str | None = None) -> None:
    with transaction():
        found = account_now()
        notices.tell(found, notice, also_to=also_to, actor=examiner_actor(found.examiner_id), browser="Safari, iPhone")


def account_now() -> Account:
    return db.session.query(Account).one()


def new_password(client: Browser) -> None:
    client.submit(newest_link("password_reset"), {"new_password": NEW, "repeat_password": NEW})


@pytest.mark.parametrize(
    ("chosen", "told"), [("every", (True, True)), ("new_device", (True, False)), ("never", (False, False))]
)
def test_the_board_decides_which_sign_ins_are_told(chosen: str, told: tuple[bool, bool]) -> None:
    assert tuple(tells_of_sign_in(chosen, new_device=new) for new in (True, False)) == told


@pytest.mark.parametrize("notice", [None, "password_changed"])
@pytest.mark.parametrize("current", [True, False])
def test_only_the_present_address_gets_a_new_password(*, notice: str | None, current: bool) -> None:
    expected = Consequence.FROZEN if notice and current else Consequence.SUSPENDED
    assert consequence_of(notice, to_current_address=current) is expected


def test_a_sign_in_on_a_new_device_is_told_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = active(app)
    with_setting(app, monkeypatch, sign_in_notices="new_device")
    client.flask.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/1 Firefox/132.0"
    sign_in(client)
    client.submit("/konto", button="Wyloguj się")
    sign_in(client)
    (letter,) = posted("account_notice")
    assert letter.recipient == ANSWERS["email"]
    assert letter.subject == "Portal egzaminatora: zalogowano się na Twoje konto"
    assert "Przeglądarka: Firefox, Windows." in text_of(letter)


def test_a_forgotten_password_is_told_when_it_has_changed(app: Flask) -> None:
    client = active(app)
    client.submit("/haslo", {"login": "44051401359"})
    answer_password_requests()
    assert "dotychczasowe hasło nadal działa" in text_of(posted("password_reset")[-1])
    assert posted("account_notice") == []
    new_password(client)
    assert [letter.subject for letter in posted("account_notice")] == [
        "Portal egzaminatora: zmieniono hasło do Twojego konta"
    ]


def test_it_was_not_me_freezes_the_account_until_a_new_password(app: Flask) -> None:
    thief = active(app)
    sign_in(thief)
    tell(Notice.PHONE_CHANGED)
    owner, link = Browser(app), newest_link("account_notice")
    assert owner.get(link).heading == "To nie Ty?"
    assert account().frozen_at is None
    assert owner.follow(owner.submit(link, {})).heading == "Dziękujemy, konto jest zatrzymane"
    assert owner.get("/konto", 303).location == "/"
    assert thief.get("/konto", 303).location == "/"
    assert sign_in(thief, status=403).heading == WAITS
    assert thief.get("/konto", 303).location == "/"
    assert owner.get(link, 410).heading == "Zgłoszenie już mamy"
    assert db.session.query(Suspension).count() == 0
    letter = text_of(posted("password_reset")[-1])
    assert "nikt nie wejdzie na konto, także dotychczasowym hasłem" in letter
    assert "nadal działa" not in letter
    new_password(owner)
    assert account().frozen_at is None
    sign_in(thief, status=422)
    assert sign_in(owner, NEW).location == "/konto"


def test_a_session_that_began_by_another_way_does_not_count_while_frozen(app: Flask) -> None:
    client = active(app)
    sign_in(client)
    with transaction():
        account_now().frozen_at = clock.now()
    assert client.get("/konto", 303).location == "/"


def test_when_the_letter_came_too_late_another_one_is_sent(app: Flask) -> None:
    client = active(app)
    tell(Notice.SECOND_STEP_CHANGED)
    client.submit(newest_link("account_notice"), {})
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        client.get(newest_link("password_reset"), 410)
        assert "wyślij go jeszcze raz" in sign_in(client, status=403).text
        client.submit("/haslo", {"login": "44051401359"})
        answer_password_requests()
        new_password(client)
        assert sign_in(client, NEW).location == "/konto"


def test_the_former_address_is_told_too_and_leaves_the_decision_to_the_board(app: Flask) -> None:
    client = active(app)
    with transaction():
        account_now().email = "zlodziej@example.pl"
    tell(Notice.EMAIL_CHANGED, also_to=ANSWERS["email"])
    to_new, to_former = posted("account_notice")
    assert (to_new.recipient, to_former.recipient) == ("zlodziej@example.pl", ANSWERS["email"])
    assert "Wstrzymamy wtedy konto" in text_of(to_former)
    assert "komisja wyjaśni" not in text_of(to_new)
    link = link_in(text_of(to_former))
    assert "inny adres e-mail" in client.get(link).text
    assert client.follow(client.submit(link, {})).heading == "Dziękujemy, konto jest wstrzymane"
    assert sign_in(client, PASSWORD, 403).heading == "Twoje konto jest wstrzymane"
    assert posted("password_reset") == []
    client.submit(link_in(text_of(to_new)), {})
    assert posted("password_reset") == []  # what is closed is not opened by the other letter


def test_second_steps_that_a_stranger_may_have_added_end_and_older_ones_stay(app: Flask) -> None:
    client, now = active(app), clock.now()
    mine = keys_of(account().id, account().examiner_id)
    for added_at in (now - timedelta(days=2), now):
        with transaction():
            passkey = Passkey(
                account_id=mine.id, credential_id=str(added_at), added_at=added_at, public_key=b"", sign_count=0
            )
            passkey.seal({"name": "telefon"})
            db.session.add(passkey)
    tell(Notice.SECOND_STEP_CHANGED)
    client.submit(newest_link("account_notice"), {})
    db.session.rollback()
    assert [key.credential_id for key in steps.all_passkeys(mine)] == [str(now - timedelta(days=2))]


def test_the_security_page_says_what_is_written_about_and_what_was(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = active(app)
    with_setting(app, monkeypatch, sign_in_notices="every")
    sign_in(client)
    text = client.get("/konto/bezpieczenstwo").text
    assert "oraz o każdym logowaniu" in text
    assert "zalogowano się na Twoje konto (numer listu L-" in text
