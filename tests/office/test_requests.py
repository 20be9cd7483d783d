"""What the office does for the owner of an account who asks for it: only with a proof, told and written down."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts import guarded, own_steps, queries
from examportal.accounts.addresses.models import EmailChange
from examportal.accounts.addresses.rules import SameAddress
from examportal.accounts.guarded import ProofNeeded
from examportal.accounts.models import KnownDevice
from examportal.accounts.phones.queries import find_number
from examportal.accounts.service import NoAccount
from examportal.accounts.staff.rules import Role
from examportal.accounts.steps import queries as steps
from examportal.accounts.support_codes import service as support
from examportal.accounts.suspensions import suspend
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import NOBODY
from examportal.profile.changes import service as changes
from examportal.profile.changes.rules import NothingChanged
from examportal.profile.queries import get_profile
from tests.accounts.active import with_setting
from tests.accounts.owners import DATA, EMAIL, owner, sign_in
from tests.accounts.phones.confirming import confirmed
from tests.accounts.proofs.test_proofs import by_code, clerk
from tests.accounts.steps.keys import add_app, add_key
from tests.accounts.steps.softkey import SoftKey
from tests.browser import Browser, Page
from tests.letters import newest_link, posted
from tests.office.staff import Colleague
from tests.office.test_people import told
from tests.people import Person, enter

NEW = "anna.nowa@example.pl"
PHONE, E164 = "602 345 678", "+48602345678"
BUTTONS = {
    "email": ("Wyślij link na nowy adres", {"email": NEW}),
    "telefon": ("Zmień telefon", {"phone": PHONE}),
    "drugi-krok": ("Usuń drugi krok", {}),
}


@pytest.fixture
def anna(app: Flask) -> int:
    """Return somebody with an active account."""
    return owner()


@pytest.fixture
def olga(app: Flask) -> Colleague:
    """Return somebody of the help desk."""
    return Colleague(Browser(app), role=Role.CLERK).set_up()


def prove(olga: Colleague, anna: int) -> None:
    """Let the owner make a code and the clerk type it."""
    with transaction():
        _, digits = support.make(anna)
    page = olga.browser.get(f"/biuro/osoby/{anna}")
    olga.browser.submit(page, {"support_code": digits}, button="Sprawdź kod")


def ask(olga: Colleague, anna: int, what: str, status: int = 303, **answers: str) -> Page:
    """Press one of the buttons of the page."""
    button, good = BUTTONS[what]
    return olga.browser.submit(f"/biuro/osoby/{anna}/prosby", good | answers, status, button=button)


@pytest.mark.parametrize("what", BUTTONS)
def test_without_a_proof_nothing_is_done_and_the_page_says_how_to_get_one(
    olga: Colleague, anna: int, what: str
) -> None:
    assert "Najpierw rozmówca musi potwierdzić" in olga.browser.get(f"/biuro/osoby/{anna}/prosby").text
    refused = ask(olga, anna, what, 422)
    assert "poproś o kod autoryzujący" in refused.errors()[""]
    db.session.rollback()
    assert (queries.get_account(anna).email, get_profile(anna).phone) == (EMAIL, DATA.phone)
    assert db.session.query(EmailChange).count() == 0


def test_another_address_counts_once_it_is_confirmed_from_there(app: Flask, olga: Colleague, anna: int) -> None:
    prove(olga, anna)
    card = olga.browser.follow(ask(olga, anna, "email"))
    assert "Adres zmieni się, gdy ta osoba potwierdzi" in card.text
    assert NEW not in card.text
    db.session.rollback()
    assert queries.get_account(anna).email == EMAIL
    assert [one.recipient for one in posted("email_change")] == [NEW]
    assert [one.recipient for one in posted("account_notice")] == [EMAIL]
    assert "Już zrobione" in olga.browser.follow(ask(olga, anna, "email")).text
    assert len(posted("email_change")) == 1
    Browser(app).submit(newest_link("email_change"), {})
    db.session.rollback()
    assert queries.get_account(anna).email == NEW
    assert "wysłanie linku do zmiany adresu e-mail, na Twoją prośbę" in history(app, anna)
    assert ask(olga, anna, "email", 422).errors()[""].startswith("To jest już adres")
    assert ask(olga, anna, "email", 422, email="anna").errors().keys() == {"email"}


def test_another_phone_is_kept_as_any_change(app: Flask, olga: Colleague, anna: int) -> None:
    prove(olga, anna)
    assert "Telefon zmieniony" in olga.browser.follow(ask(olga, anna, "telefon")).text
    db.session.rollback()
    assert get_profile(anna).phone == E164
    assert [one.recipient for one in posted("account_notice")] == [EMAIL]
    assert "zmiana Twojego telefonu, na Twoją prośbę" in history(app, anna)
    assert "Wpisała to komisja, na Twoją prośbę." in sign_in(Browser(app), anna).get("/konto/dane/zgloszenia").text
    ewa = Colleague(Browser(app), "ewa@example.pl", "Ewa", Role.REGISTRAR).set_up()
    assert "wpisane przez komisję, na prośbę" in ewa.browser.get("/biuro/zmiany").text
    assert "już zapisany" in ask(olga, anna, "telefon", 422).errors()[""]
    assert "numer" in ask(olga, anna, "telefon", 422, phone="12").errors()["phone"]
    ((_, _, used),) = told("proof_used")
    assert json.loads(used)["act"] == "phone"


def test_lost_second_steps_and_devices_end(app: Flask, olga: Colleague, anna: int) -> None:
    confirmed(anna)
    at_home = sign_in(Browser(app), anna)
    add_app(at_home)
    add_key(at_home, SoftKey())
    account_id = queries.get_account(anna).id
    with transaction():
        db.session.add(
            KnownDevice(
                account_id=account_id,
                token_digest="x",
                browser="",
                first_seen_at=clock.now(),
                expires_at=clock.now() + timedelta(days=1),
            )
        )
    prove(olga, anna)
    assert "Drugi krok usunięty" in olga.browser.follow(ask(olga, anna, "drugi-krok")).text
    db.session.rollback()
    me = own_steps.owner_of(anna)
    assert (steps.has_app_or_passkey(me), steps.codes_left(me), find_number(account_id)) == (False, 0, None)
    assert db.session.query(KnownDevice).filter(KnownDevice.ended_at.is_(None)).count() == 0
    assert "usunięcie drugiego kroku logowania, na Twoją prośbę" in history(app, anna)
    assert at_home.get("/konto").status == 200
    told_of = len(posted("account_notice"))
    assert "Już zrobione" in olga.browser.follow(ask(olga, anna, "drugi-krok")).text
    assert len(posted("account_notice")) == told_of
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert "Drugi krok usunięty" in olga.browser.follow(ask(olga, anna, "drugi-krok")).text


@pytest.mark.parametrize(("button", "field"), [("Pokaż kontakt", "contact"), ("Pokaż PESEL", "pesel")])
def test_what_is_told_to_a_caller_needs_a_proof_and_the_own_look_does_not(
    olga: Colleague, anna: int, button: str, field: str
) -> None:
    path = f"/biuro/osoby/{anna}"
    reason = "contact_reason" if field == "contact" else "reason"
    answers: dict[str, str | bool] = {reason: "caller"}
    assert olga.browser.submit(path, answers, 200, button=button).status == 200
    refused = olga.browser.submit(path, answers | {f"{field}_told": True}, 422, button=button)
    assert "kod autoryzujący" in refused.errors()[f"{field}_told"]
    assert DATA.phone[3:6] not in refused.text
    prove(olga, anna)
    olga.browser.submit(path, answers | {f"{field}_told": True}, 200, button=button)
    assert [json.loads(details)["act"] for _, _, details in told("proof_used")] == ["disclosure"]


def test_a_board_may_tell_without_a_proof(
    app: Flask, olga: Colleague, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_setting(app, monkeypatch, proof_needed_for=("email",))
    answers: dict[str, str | bool] = {"contact_reason": "caller", "contact_told": True}
    olga.browser.submit(f"/biuro/osoby/{anna}", answers, 200, button="Pokaż kontakt")
    assert "Telefon zmieniony" in olga.browser.follow(ask(olga, anna, "telefon")).text
    ask(olga, anna, "drugi-krok", 422)


def test_without_an_active_account_there_is_nothing_to_change(app: Flask, anna: int) -> None:
    jan, olga = enter(Person("59031301836", "Żuraw", "Jan", ("2-1",))), clerk()
    for act in (
        lambda: guarded.ask_for_email(jan, NEW, olga),
        lambda: guarded.end_second_steps(jan, olga),
        lambda: changes.change_phone(jan, E164, olga),
    ):
        with pytest.raises(NoAccount), transaction():
            act()


def test_what_the_services_refuse(app: Flask, anna: int) -> None:
    olga = clerk()
    with pytest.raises(ProofNeeded), transaction():
        guarded.ask_for_email(anna, NEW, olga)
    by_code(anna, olga)
    with pytest.raises(SameAddress), transaction():
        guarded.ask_for_email(anna, EMAIL, olga)
    with pytest.raises(NothingChanged), transaction():
        changes.change_phone(anna, DATA.phone, olga)
    with transaction():
        suspend(anna, "test", NOBODY)
    with pytest.raises(ProofNeeded), transaction():
        guarded.ask_for_email(anna, NEW, olga)


def history(app: Flask, anna: int) -> str:
    """Return what the owner reads of what happened."""
    return sign_in(Browser(app), anna).get("/konto/historia").text
