"""The link of an invitation: what it opens, for whom, and what it spares."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask

from examportal.accounts.invitations import service as invitations
from examportal.accounts.invitations.models import AccountInvitation
from examportal.accounts.invitations.rules import LIFETIME, InvitationFacts, InvitationState, state_of
from examportal.accounts.rules import AccountState
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.rules import COMMAND
from tests.browser import Browser
from tests.letters import newest_link, posted
from tests.onboarding.steps import ANNA, OTHER, account, knock
from tests.people import ANSWERS, PASSWORD, Person, enter, remove_all

MAILBOX = "anna.z.dawnego@example.pl"
JAN = Person("50021330853", "Łoś-Żuraw", "Jan", ("2-1",))
ENTER = "Przejdź do zakładania konta"
WITHOUT_EMAIL = {name: answer for name, answer in ANSWERS.items() if name != "email"}


def invited(person: Person = ANNA) -> str:
    """Enter somebody, invite them and return the path of the link."""
    examiner_id = enter(person)
    with transaction():
        invitations.invite(examiner_id, MAILBOX, COMMAND)
    return newest_link("examiner_invitation")


def test_the_address_is_there_and_the_account_works_at_once(client: Browser) -> None:
    link = invited()
    assert client.submit(link, button=ENTER).location == "/"
    assert knock(client) == "/rejestracja"
    form = client.get("/rejestracja")
    assert form.value("email") == MAILBOX
    assert "Zaproszenie potwierdziło już Twój adres e-mail" in form.text
    welcomed = client.submit(form, WITHOUT_EMAIL)
    assert welcomed.location == "/"
    assert "Konto działa." in client.follow(welcomed).text
    assert posted("activation") == []
    assert [letter.recipient for letter in posted("login_number")] == [MAILBOX]
    assert account().activated_at is not None
    assert db.session.query(AccountInvitation).one().used_at == account().registered_at
    assert client.submit("/", {"login": ANNA.pesel, "password": PASSWORD}).location == "/konto"


def test_another_address_is_proved_by_its_own_letter(client: Browser) -> None:
    client.submit(invited(), button=ENTER)
    knock(client)
    assert client.submit("/rejestracja", WITHOUT_EMAIL | {"email": OTHER}).location == "/rejestracja/poczta"
    assert [letter.recipient for letter in posted("activation")] == [OTHER]
    assert account().activated_at is None


def test_whoever_knows_pesel_and_number_but_has_no_link_learns_no_address(client: Browser) -> None:
    invited()
    knock(client)
    assert client.get("/rejestracja").value("email") == ""
    client.submit("/rejestracja", WITHOUT_EMAIL | {"email": MAILBOX})
    assert account().activated_at is None


def test_an_invitation_is_good_for_its_own_person_only(client: Browser) -> None:
    link = invited(JAN)
    enter(ANNA)
    client.submit(link, button=ENTER)
    knock(client)
    assert client.get("/rejestracja").value("email") == ""
    client.submit("/rejestracja", WITHOUT_EMAIL | {"email": MAILBOX})
    assert account().activated_at is None


def test_one_that_runs_out_before_the_form_is_sent_proves_nothing(client: Browser) -> None:
    link = invited()
    with time_machine.travel(clock.now() + LIFETIME - timedelta(minutes=5)) as traveller:
        client.submit(link, button=ENTER)
        knock(client)
        form = client.get("/rejestracja")
        traveller.shift(timedelta(minutes=10))
        assert client.submit(form, WITHOUT_EMAIL).location == "/rejestracja/poczta"
    assert [letter.recipient for letter in posted("activation")] == [MAILBOX]


def test_opening_the_link_changes_nothing(client: Browser, app: Flask) -> None:
    link = invited()
    client.get(link)
    app.test_client().head(link)
    knock(client)
    assert client.get("/rejestracja").value("email") == ""


def test_each_answer_of_the_link_has_its_page(client: Browser, app: Flask) -> None:
    assert client.get("/zaproszenie/nieznane", 404).heading == "Nie znamy tego linku"
    link = invited()
    told = app.extensions["settings"]
    app.extensions["settings"] = replace(told, first_login_until=date(2020, 1, 1))
    assert "Komisja zakończyła zakładanie nowych kont." in client.get(link).text
    app.extensions["settings"] = told
    with time_machine.travel(clock.now() + LIFETIME):
        assert client.get(link, 410).heading == "To zaproszenie straciło ważność"
    remove_all(ANNA)
    assert client.get(link, 410).heading == "To zaproszenie już nie działa"


def test_a_used_one_leads_to_the_door(client: Browser) -> None:
    link = invited()
    client.submit(link, button=ENTER)
    knock(client)
    client.submit("/rejestracja", WITHOUT_EMAIL)
    assert client.get(link).heading == "To zaproszenie jest już wykorzystane"


@pytest.mark.parametrize(
    ("account", "has_number", "answer"),
    [
        (AccountState.NONE, True, InvitationState.VALID),
        (AccountState.NONE, False, InvitationState.CLOSED),
        (AccountState.PENDING, True, InvitationState.HAS_ACCOUNT),
        (AccountState.ACTIVE, True, InvitationState.HAS_ACCOUNT),
        (AccountState.SUSPENDED, True, InvitationState.CLOSED),
    ],
)
def test_what_a_link_opens(account: AccountState, has_number: bool, answer: InvitationState) -> None:
    now = clock.now()
    assert state_of(InvitationFacts(now + timedelta(1), account, has_number), now) is answer
