"""Colleagues: inviting, roles, suspending, new keys; and that an administrator is always left."""

import json

import pytest
from flask import Flask

from examportal.accounts.staff import queries
from examportal.accounts.staff.rules import MAY, Permission, Role
from examportal.accounts.staff.service import members
from examportal.accounts.staff.service.members import NotAllowed
from examportal.accounts.staff.service.sessions import staff_actor
from examportal.core import clock
from examportal.db import db, transaction
from examportal.journal.models import JournalPayload
from tests.browser import Browser, Page
from tests.letters import newest_link, posted
from tests.office.staff import Colleague

LAST = "To jedyny czynny administrator"
CLERK = "handle_cases,help_people,see_people"


@pytest.fixture
def ewa(client: Browser) -> Colleague:
    """Return an administrator at the desk."""
    return Colleague(client).set_up()


@pytest.fixture
def olga(app: Flask, ewa: Colleague) -> Colleague:
    """Return a clerk at the desk."""
    return Colleague(Browser(app), "olga@example.pl", "Olga Zając", Role.CLERK).set_up()


@pytest.fixture
def adam(app: Flask, ewa: Colleague) -> Colleague:
    """Return a second administrator at the desk."""
    return Colleague(Browser(app), "adam@example.pl", "Adam Lis").set_up()


def press(actor: Colleague, whom: Colleague, button: str, status: int = 303) -> Page:
    """Press a button on somebody's card."""
    return actor.browser.submit(f"/biuro/pracownicy/{whom.id}", button=button, status=status)


def told(event: str) -> list[tuple[str, str | None]]:
    db.session.rollback()
    rows = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [(row.actor, row.subject) for row in rows]


def tick(actor: Colleague, whom: Colleague, status: int = 303, **ticks: bool) -> Page:
    """Change somebody's permissions; what is not named stays as it is ticked."""
    return actor.browser.submit(f"/biuro/pracownicy/{whom.id}", ticks, status, button="Zapisz uprawnienia")


def details(event: str) -> list[dict[str, str]]:
    db.session.rollback()
    rows = db.session.query(JournalPayload).filter_by(event=event).order_by(JournalPayload.seq)
    return [json.loads(row.details) for row in rows]


def test_somebody_invited_on_the_page_comes_in(ewa: Colleague, app: Flask) -> None:
    answers = {"name": " Jan  Lis ", "email": "Jan.Lis@Example.PL", "role": "registrar"}
    page = ewa.browser.follow(ewa.browser.submit("/biuro/pracownicy/zaproszenie", answers))
    assert "Zaproszenie dla: Jan Lis jest w drodze na adres jan.lis@example.pl." in page.text
    jan = Colleague(Browser(app), "jan.lis@example.pl", "Jan Lis", Role.REGISTRAR)
    jan.set_password(newest_link("staff_invitation"))
    jan.add_app()
    assert "pracownik ewidencji" in jan.browser.follow(jan.keep_codes()).text
    assert told("staff_invited")[-1] == (f"staff:{ewa.id}", f"staff:{jan.id}")
    assert posted("staff_invitation")[-1].about == f"staff:{jan.id}"


def test_an_address_is_invited_once(ewa: Colleague, olga: Colleague) -> None:
    answers = {"name": "Inna Olga", "email": "OLGA@example.pl", "role": "clerk"}
    page = ewa.browser.submit("/biuro/pracownicy/zaproszenie", answers, 422)
    assert "jest już na liście" in page.errors()["email"]


def test_the_list_tells_how_everybody_stands(ewa: Colleague, olga: Colleague, app: Flask) -> None:
    Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.AUDITOR).invite()
    press(ewa, olga, "Wstrzymaj konto")
    rows = [row.text for row in ewa.browser.get("/biuro/pracownicy").tree.all("tbody")[0].all("tr")]
    assert [("czynne" in row, "zaproszenie do" in row, "wstrzymane" in row) for row in rows] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert "jeszcze nie było" in rows[1]


def test_another_role_counts_at_once(ewa: Colleague, olga: Colleague) -> None:
    olga.browser.get("/biuro/pracownicy", 403)
    ewa.browser.submit(f"/biuro/pracownicy/{olga.id}", {"role": "administrator"})
    olga.browser.get("/biuro/pracownicy")
    assert told("staff_role_changed") == [(f"staff:{ewa.id}", f"staff:{olga.id}")]
    ewa.browser.submit(f"/biuro/pracownicy/{olga.id}", {"role": "administrator"})  # the same once more
    assert len(told("staff_role_changed")) == 1


def test_a_tick_gives_and_takes_in_the_middle_of_a_session(ewa: Colleague, olga: Colleague) -> None:
    olga.browser.get("/biuro/osoby")
    olga.browser.get("/biuro/wczytaj", 403)
    page = ewa.browser.follow(
        tick(ewa, olga, load_register=True, help_people=False, handle_cases=False, see_people=False)
    )
    assert "pracownik pomocy, zmienione uprawnienia" in page.text
    olga.browser.get("/biuro/wczytaj")
    olga.browser.get("/biuro/osoby", 403)
    assert "Osoby" not in [link.text for link in olga.browser.get("/biuro/").tree.all("a")]
    assert "zmienione uprawnienia" in ewa.browser.get("/biuro/pracownicy").text
    assert details("staff_permissions_changed") == [{"before": CLERK, "after": "load_register"}]
    assert told("staff_permissions_changed") == [(f"staff:{ewa.id}", f"staff:{olga.id}")]
    tick(ewa, olga)  # the same once more
    assert len(told("staff_permissions_changed")) == 1


def test_another_role_brings_its_own_permissions(ewa: Colleague, olga: Colleague) -> None:
    tick(ewa, olga, read_journal=True)
    ewa.browser.submit(f"/biuro/pracownicy/{olga.id}", {"role": "registrar"})
    assert queries.get_colleague(olga.id, clock.now()).permissions == MAY[Role.REGISTRAR]
    assert details("staff_permissions_changed")[-1]["after"] == CLERK


def test_an_invitation_under_another_role_forgets_what_was_ticked(ewa: Colleague, app: Flask) -> None:
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.CLERK)
    jan.invite()
    tick(ewa, jan, manage_staff=True)
    jan.role = Role.AUDITOR
    jan.invite()
    assert queries.get_colleague(jan.id, clock.now()).permissions == MAY[Role.AUDITOR]


def test_help_needs_the_pages_on_which_it_is_given(ewa: Colleague, olga: Colleague) -> None:
    page = tick(ewa, olga, 422, see_people=False)
    assert "Zaznacz też: Oglądanie osób" in page.errors()[""]
    assert page.tree.all("input", id="see_people")[0].attrs.get("checked") is None  # what was chosen stays


def test_ticks_of_a_page_that_another_has_overtaken_change_nothing(
    ewa: Colleague, adam: Colleague, olga: Colleague
) -> None:
    stale = ewa.browser.get(f"/biuro/pracownicy/{olga.id}")
    tick(adam, olga, help_people=False, handle_cases=False)
    page = ewa.browser.submit(stale, {"read_journal": True}, 422, button="Zapisz uprawnienia")
    assert "zmieniły się" in page.errors()[""]
    assert queries.get_colleague(olga.id, clock.now()).permissions == {Permission.SEE_PEOPLE}
    ewa.browser.submit(page, {"read_journal": True}, button="Zapisz uprawnienia")
    wanted = {Permission.SEE_PEOPLE, Permission.READ_JOURNAL}
    assert queries.get_colleague(olga.id, clock.now()).permissions == wanted


def test_the_last_administrator_keeps_the_staff(ewa: Colleague, adam: Colleague, olga: Colleague) -> None:
    tick(ewa, olga, manage_staff=True)  # no administrator, so the office does not rest on her
    tick(ewa, adam, manage_staff=False)
    assert LAST in tick(ewa, ewa, 422, manage_staff=False).errors()[""]
    assert LAST in press(olga, ewa, "Wstrzymaj konto", 422).errors()[""]
    tick(ewa, adam, manage_staff=True)
    tick(ewa, ewa, manage_staff=False)
    ewa.browser.get("/biuro/pracownicy", 403)
    assert queries.active_administrators() == {adam.id}


def test_suspended_and_restored(ewa: Colleague, olga: Colleague) -> None:
    press(ewa, olga, "Wstrzymaj konto")
    assert olga.browser.get("/biuro/", 303).location == "/biuro/logowanie"
    olga.knock(422)
    press(ewa, olga, "Przywróć konto")
    olga.knock()
    assert told("suspension") == told("suspension_lifted") == [(f"staff:{ewa.id}", f"staff:{olga.id}")]


def test_a_button_pressed_twice_says_why_not(ewa: Colleague, olga: Colleague) -> None:
    card = ewa.browser.get(f"/biuro/pracownicy/{olga.id}")
    ewa.browser.submit(card, button="Wstrzymaj konto")
    suspended = ewa.browser.get(f"/biuro/pracownicy/{olga.id}")
    for button in ("Wstrzymaj konto", "Wyślij link do nowych kluczy"):
        assert "jest wstrzymane" in ewa.browser.submit(card, button=button, status=422).errors()[""]
    ewa.browser.submit(suspended, button="Przywróć konto")
    assert "nie jest wstrzymane" in ewa.browser.submit(suspended, button="Przywróć konto", status=422).errors()[""]
    ewa.browser.submit(card, button="Wyślij link do nowych kluczy")
    assert "nie działa" in ewa.browser.submit(card, button="Wyślij link do nowych kluczy", status=422).errors()[""]


def test_a_button_of_a_page_left_open_too_long_comes_back(ewa: Colleague, olga: Colleague) -> None:
    page = ewa.browser.post(f"/biuro/pracownicy/{olga.id}/wstrzymanie", {"csrf_token": "old"}, 422)
    assert "zbyt długo" in page.errors()[""]
    olga.browser.get("/biuro/")


@pytest.mark.parametrize("button", ["wstrzymanie", "przywrocenie", "zaproszenie", "nowe-klucze"])
def test_nobody_with_such_a_number(ewa: Colleague, button: str) -> None:
    ewa.browser.get("/biuro/pracownicy/2147483647", 404)
    ewa.browser.get("/biuro/pracownicy/99999999999", 404)
    token = ewa.browser.get("/biuro/").value("csrf_token")
    page = ewa.browser.post(f"/biuro/pracownicy/2147483647/{button}", {"csrf_token": token}, 404)
    assert page.tree.all("a", href="/biuro/")


def test_an_invitation_sent_again_leaves_the_first_link_working(ewa: Colleague, app: Flask) -> None:
    jan = Colleague(Browser(app), "jan@example.pl", "Jan Lis", Role.AUDITOR)
    first = jan.invite()
    card = ewa.browser.get(f"/biuro/pracownicy/{jan.id}")
    ewa.browser.submit(card, button="Wyślij zaproszenie ponownie")
    assert newest_link("staff_invitation") != first
    jan.set_password(first)
    jan.add_app()
    jan.keep_codes()
    for link in (first, newest_link("staff_invitation")):
        assert jan.browser.get(link, 410).heading == "To zaproszenie było już użyte"
    assert "już działa" in ewa.browser.submit(card, button="Wyślij zaproszenie ponownie", status=422).errors()[""]


def test_new_keys_void_all_old_ones_and_come_by_letter(ewa: Colleague, olga: Colleague, app: Flask) -> None:
    paper, app_before = olga.recovery_codes, olga.secret
    press(ewa, olga, "Wyślij link do nowych kluczy")
    assert olga.browser.get("/biuro/", 303).location == "/biuro/logowanie"
    olga.knock(422)
    again = Colleague(Browser(app), olga.email, olga.name, olga.role, password="zupełnie nowe hasło Olgi")
    again.set_password(newest_link("staff_keys_reset"))
    again.add_app()
    again.keep_codes()
    assert again.secret != app_before
    again.sign_out()
    again.knock()
    again.browser.submit("/biuro/kod", {"code": paper[0]}, 422)
    assert told("staff_keys_reset") == [(f"staff:{ewa.id}", f"staff:{olga.id}")]


@pytest.mark.parametrize("button", ["Wstrzymaj konto", "Wyślij link do nowych kluczy"])
def test_the_last_administrator_stays(ewa: Colleague, olga: Colleague, app: Flask, button: str) -> None:
    Colleague(Browser(app), "jan@example.pl", "Jan Lis").invite()  # an administrator who cannot sign in yet
    assert press(ewa, ewa, button, 422).errors()[""].startswith(LAST)
    page = ewa.browser.submit(f"/biuro/pracownicy/{ewa.id}", {"role": "clerk"}, 422)
    assert page.errors()[""].startswith(LAST)
    ewa.browser.get("/biuro/pracownicy")


def test_one_of_two_administrators_may_go(ewa: Colleague, adam: Colleague) -> None:
    press(adam, ewa, "Wstrzymaj konto")
    assert press(adam, adam, "Wstrzymaj konto", 422).errors()[""].startswith(LAST)


def test_who_acts_is_looked_at_once_more_behind_the_lock(ewa: Colleague, adam: Colleague, olga: Colleague) -> None:
    press(adam, ewa, "Wstrzymaj konto")
    for act in (members.suspend, members.restore, members.take_keys_back, members.remind):
        with pytest.raises(NotAllowed), transaction():
            act(olga.id, staff_actor(ewa.id))
    with pytest.raises(NotAllowed), transaction():
        members.invite("x@example.pl", "X", Role.CLERK, staff_actor(olga.id))
    assert queries.active_administrators() == {adam.id}


def test_a_role_taken_away_while_the_page_was_open(
    ewa: Colleague, adam: Colleague, olga: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_any_more(*_: object) -> None:
        raise NotAllowed

    monkeypatch.setattr(members, "_lock", not_any_more)
    assert press(ewa, olga, "Wstrzymaj konto", 403).heading == "Brak dostępu do tej strony"
    answers = {"name": "Jan", "email": "jan@example.pl", "role": "clerk"}
    ewa.browser.submit("/biuro/pracownicy/zaproszenie", answers, 403)
